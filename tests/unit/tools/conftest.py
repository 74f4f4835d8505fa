"""A fresh world of the tiny pack for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.world.database import WorldDatabase
from tests.unit.world.tiny import TinyPack


@pytest.fixture
def pack() -> TinyPack:
    return TinyPack()


@pytest.fixture
def world(tmp_path: Path, pack: TinyPack) -> Iterator[WorldDatabase]:
    made = WorldDatabase.create(tmp_path / "world.sqlite", pack)
    yield made
    made.close()
