"""How many connections a world holds, and who may use one at a time."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.world.database import WorldDatabase


@pytest.fixture
def held(world: WorldDatabase) -> Callable[[], int]:
    """How often the file of the world itself is open."""
    folder = Path("/proc/self/fd")
    if not folder.exists():
        pytest.skip("counts descriptors through /proc")

    def count() -> int:
        links = [link for link in folder.iterdir() if link.is_symlink()]
        return sum(link.readlink() == world.path for link in links)

    return count


def test_one_connection_does_for_looks_and_calls(
    world: WorldDatabase, held: Callable[[], int]
) -> None:
    assert world.row("customers", "C-0001")
    with world.writing(turn=1, hop=1, tool="note") as transaction:
        transaction.rows.update("orders", "O-10042", note="hello")
        assert held() == 1
    assert world.keys("orders")
    world.begin(writes=False).rollback()
    with world.writing(turn=1, hop=2, tool="note") as transaction:
        transaction.rows.update("orders", "O-10042", note="again")
    assert held() == 1


def test_a_look_into_a_call_under_way_has_a_connection_of_its_own(
    world: WorldDatabase, held: Callable[[], int]
) -> None:
    for number in range(5):
        with world.writing(turn=1) as transaction:
            transaction.rows.update("orders", "O-10042", note=f"note {number}")
            assert not world.rows("orders", note=f"note {number}")
            assert held() == 2
        assert world.rows("orders", note=f"note {number}")
        # SQLite closes a file's descriptors when nobody in the process has a lock on it any more.
        assert held() <= 2
    world.close()
    assert held() == 0


def test_a_call_that_outlives_the_close_ends_with_its_connection(
    world: WorldDatabase, held: Callable[[], int]
) -> None:
    transaction = world.begin()
    world.close()
    transaction.rows.update("orders", "O-10042", note="late")
    transaction.commit(1, 1, "note")
    assert held() == 0
    assert world.rows("orders", note="late")


def test_a_transaction_that_could_not_begin_leaves_its_connection_to_the_next(
    world: WorldDatabase, held: Callable[[], int]
) -> None:
    other = sqlite3.connect(world.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    before = held()
    for _ in range(3):
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            world.begin()
    other.close()
    assert held() <= before + 1
    with world.writing(turn=1) as transaction:
        transaction.rows.update("orders", "O-10042", note="free")
    world.close()
    assert held() == 0


def test_one_that_only_reads_leaves_the_next_free_to_write(world: WorldDatabase) -> None:
    reading = world.begin(writes=False)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reading.connection.execute("DELETE FROM orders")
    reading.rollback()
    reading.rollback()
    with world.writing(turn=1) as transaction:
        transaction.rows.update("orders", "O-10042", note="written")
    assert world.rows("orders", note="written")


def test_what_has_ended_interrupts_nobody(world: WorldDatabase) -> None:
    ended = world.begin(writes=False)
    ended.rollback()
    with world.writing(turn=1) as transaction:
        ended.interrupt()
        ended.rollback()
        transaction.rows.update("orders", "O-10042", note="kept")
    world.close()
    ended.interrupt()
    assert world.rows("orders", note="kept")
