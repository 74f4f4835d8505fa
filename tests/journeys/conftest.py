"""Sessions on the default pack, in a folder of their own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.hub.live import LiveSession
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from tests.journeys.workshop_talk import workshop

__all__ = ["pack", "settings", "start", "workshop"]


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(_env_file=None)  # pyright: ignore[reportCallIssue]


@pytest.fixture(scope="session")
def pack(settings: Settings) -> Pack:
    return wiring.load(settings, "brightcart")


@pytest.fixture
def start(tmp_path: Path, settings: Settings, pack: Pack) -> Callable[..., LiveSession]:
    """Starts a session; `approve=False` rejects every confirm."""

    def begin(approve: bool = True, **how: object) -> LiveSession:
        begin_with = wiring.Start(**how)  # pyright: ignore[reportArgumentType]
        ask = AnswerAll(approve)
        return wiring.new_session(settings, pack, begin_with, ask=ask, home=tmp_path)

    return begin
