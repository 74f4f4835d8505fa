"""The pack once, and a world of its own for every test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.pack.find import shipped
from sandbox.pack.load import load_pack
from sandbox.pack.pack import Pack
from sandbox.world.database import WorldDatabase
from tests.fixtures_helpdesk.desk import Desk


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack(str(shipped() / "helpdesk"))


@pytest.fixture(scope="session")
def seeded(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a world with the seed rows, closed."""
    path = tmp_path_factory.mktemp("world") / "world.db"
    world = WorldDatabase.create(path, pack)
    world.close()
    return path


@pytest.fixture
def desk(pack: Pack, seeded: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copy(seeded, tmp_path / "world.db")
    desk = Desk(pack, tmp_path / "world.db")
    yield desk
    desk.world.close()
