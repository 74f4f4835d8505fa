"""Another program at the same world, and a body at work: the hub goes on, or says why not."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.domain.tool import RowChange
from sandbox.world.apply import apply_changes
from sandbox.world.database import WorldDatabase
from sandbox.world.fork import fork, fork_at_turn, undo_to_turn
from tests.unit.world.tiny import TinyPack, dump


@pytest.fixture
def writing_elsewhere(world: WorldDatabase) -> Iterator[None]:
    """Another program holds the lock."""
    other = sqlite3.connect(world.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.close()


@pytest.mark.usefixtures("writing_elsewhere")
def test_reading_and_forking_go_on_while_another_program_writes(
    world: WorldDatabase, tmp_path: Path
):
    assert world.row("orders", "O-10042")
    copy = fork(world, tmp_path / "copy.sqlite")
    assert dump(copy) == dump(world)
    copy.close()


@pytest.mark.usefixtures("writing_elsewhere")
def test_changes_are_refused_in_words_while_another_program_writes(world: WorldDatabase):
    row = world.row("orders", "O-10042")
    assert row is not None
    change = RowChange(table="orders", key="O-10042", before=row, after={**row, "note": "x"})
    with pytest.raises(SandboxError, match="locked"):
        apply_changes(world, [change])
    assert world.row("orders", "O-10042") == row


def test_a_world_that_is_locked_altogether_says_so(world: WorldDatabase, pack: TinyPack):
    world.close()
    other = sqlite3.connect(world.path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    other.execute("UPDATE orders SET note = 'mine' WHERE 0")
    with pytest.raises(SandboxError, match="in use"):
        WorldDatabase.open(world.path, pack).row("orders", "O-10042")
    other.close()
    assert world.row("orders", "O-10042")


def test_a_world_at_rest_stays_at_rest_when_it_is_forked(world: WorldDatabase, tmp_path: Path):
    world.close()
    fork(world, tmp_path / "one.sqlite").close()
    assert world.at_rest
    world.row("orders", "O-10042")
    fork(world, tmp_path / "two.sqlite").close()
    assert not world.at_rest


def test_a_fork_at_a_turn_leaves_no_trace_of_what_it_took_back(
    world: WorldDatabase, tmp_path: Path
):
    with world.writing(turn=1, hop=1, tool="t") as transaction:
        transaction.rows.update("orders", "O-10042", note="turn 1")
    with world.writing(turn=2, hop=1, tool="t") as transaction:
        transaction.rows.update("orders", "O-10042", note="turn 2")
    copy = fork_at_turn(world, tmp_path / "copy.sqlite", 2)
    assert [row["turn"] for row in copy.query("SELECT turn FROM _changes")] == [1]
    # Taken back once, it can be taken back again: the way back leaves no changes of its own.
    assert undo_to_turn(copy, 2) == 0
    assert undo_to_turn(copy, 1) == 1
    copy.close()


def test_a_damaged_file_is_told_from_one_that_is_busy(world: WorldDatabase, pack: TinyPack):
    world.close()
    image = world.path.read_bytes()
    world.path.write_bytes(image[:2048] + b"\xff" * 4096 + image[6144:])
    with pytest.raises(SandboxError, match=r"world\.sqlite"):
        dump(WorldDatabase.open(world.path, pack))
