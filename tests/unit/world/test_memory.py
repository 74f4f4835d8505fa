"""A world in memory: the same rows as one in a file, and nothing on disk."""

from pathlib import Path

import pytest

from sandbox.api import ToolError
from sandbox.domain.faults import SandboxError
from sandbox.domain.tool import RowChange
from sandbox.pack.load import load_pack
from sandbox.replay.guard import guarded
from sandbox.world.apply import apply_changes
from sandbox.world.database import WorldDatabase
from sandbox.world.memory import MemoryWorld


@pytest.fixture(scope="module")
def pack():
    return load_pack("brightcart")


def test_it_has_the_rows_of_a_world_in_a_file(pack, tmp_path: Path) -> None:
    memory, file = MemoryWorld(pack), WorldDatabase.create(tmp_path / "world.sqlite", pack)
    assert memory.tables == file.tables
    for table in pack.tables:
        assert memory.rows(table) == file.rows(table)
    file.close()


def test_changes_of_a_tape_are_read_back_and_checked(pack) -> None:
    world = MemoryWorld(pack)
    key = world.keys("orders")[0]
    before = world.row("orders", key)
    assert before is not None
    after = {**before, "status": "cancelled" if before["status"] != "cancelled" else "shipped"}
    change = RowChange(table="orders", key=key, before=before, after=after)
    apply_changes(world, [change], turn=1)
    assert world.row("orders", key) == after
    with pytest.raises(SandboxError, match="is not as the recording found it"):
        apply_changes(world, [change], turn=2)
    assert world.row("orders", key) == after


def test_a_change_that_breaks_a_reference_is_refused_and_taken_back(pack) -> None:
    world = MemoryWorld(pack)
    before = world.rows("orders")
    with pytest.raises(ToolError), world.writing() as transaction:
        transaction.rows.update("orders", str(before[0]["id"]), customer_id="C-9999")
    assert world.rows("orders") == before
    assert not world.reader().in_transaction


def test_two_of_a_pack_share_nothing(pack) -> None:
    one, two = MemoryWorld(pack), MemoryWorld(pack)
    key = one.keys("orders")[0]
    with one.writing() as transaction:
        transaction.rows.update("orders", key, status="cancelled")
    assert one.row("orders", key) != two.row("orders", key)


def test_it_writes_no_file_at_all(pack) -> None:
    with guarded() as proof:
        world = MemoryWorld(pack)
        with world.writing() as transaction:
            transaction.rows.update("orders", world.keys("orders")[0], status="cancelled")
        world.close()
    assert proof.clean
