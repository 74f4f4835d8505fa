"""What tests on real sessions share."""

import pytest

from sandbox import wiring
from sandbox.pack.pack import Pack
from sandbox.settings import Settings


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(_env_file=None)  # pyright: ignore[reportCallIssue]


@pytest.fixture(scope="session")
def pack(settings: Settings) -> Pack:
    return wiring.load(settings, "brightcart")
