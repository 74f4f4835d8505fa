"""Sessions in the workshop (`tests.unit.pack.workshop`), and what they came to."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.hub.live import LiveSession
from sandbox.pack.load import load_pack
from sandbox.settings import Settings
from tests.unit.pack.workshop import write_workshop

WANT = "my repair took too long, I want a discount on repair R-001"
HOURS = "when are you open?"
Open = Callable[..., LiveSession]


@pytest.fixture
def workshop(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Starts a session in the workshop; keywords replace its procedures."""
    monkeypatch.setenv("SANDBOX_PACKS", str(tmp_path))

    def begin(approve: bool = True, **procedures: str) -> LiveSession:
        pack = load_pack(str(write_workshop(tmp_path / "workshop", **procedures)))
        return wiring.new_session(settings, pack, ask=AnswerAll(approve), home=tmp_path / "home")

    return begin


def discounts(live: LiveSession) -> list[str]:
    rows = live.parts.ports.rows
    found = (rows.row("repairs", key) for key in rows.keys("repairs"))
    return [str(row["discount"]) for row in found if row and row["discount"]]


async def talk(live: LiveSession, *words: str) -> list[str]:
    for one in words:
        await live.send(one)
    return [turn.reply for turn in live.session.turns]
