import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from sandbox.domain.tool import RowChange
from sandbox.world.database import WorldDatabase
from sandbox.world.fork import undo_to_turn
from sandbox.world.journal import net
from tests.unit.world.operations import TURNS, everything, run
from tests.unit.world.tiny import TinyPack

PACK = TinyPack()


def test_every_change_is_journaled_with_the_call_that_made_it(world: WorldDatabase):
    with world.writing(turn=3, hop=7, tool="issue_refund") as transaction:
        transaction.rows.insert("refunds", {"order_id": "O-10042", "amount": 100})
    found = world.query("SELECT name, key, turn, hop, tool FROM _changes WHERE name = 'refunds'")
    assert found == [
        {"name": "refunds", "key": "RF-0001", "turn": 3, "hop": 7, "tool": "issue_refund"}
    ]


def test_changes_tell_each_row_once_as_it_was_and_as_it_is(world: WorldDatabase):
    with world.writing(turn=1) as transaction:
        transaction.rows.update("orders", "O-10042", note="a")
        transaction.rows.update("orders", "O-10042", note="b")
        made = transaction.rows.insert("refunds", {"order_id": "O-10042", "amount": 1})
        transaction.rows.delete("refunds", str(made["id"]))
        (change,) = transaction.changes()
    assert change.before is not None
    assert change.after is not None
    assert (change.before["note"], change.after["note"]) == (None, "b")


def test_a_row_that_ends_as_it_began_has_not_changed():
    there = {"id": "1", "note": "a"}
    away = [
        RowChange(table="t", key="1", before=there, after={**there, "note": "b"}),
        RowChange(table="t", key="1", before={**there, "note": "b"}, after=there),
    ]
    assert net(away) == ()


def test_sql_by_hand_is_journaled_too(world: WorldDatabase):
    # A key that REPLACE takes over is a delete and an insert.
    with world.writing() as transaction:
        transaction.connection.execute("REPLACE INTO products VALUES ('mug-red', 'Cup')")
        (change,) = transaction.changes()
    assert change.before == {"sku": "mug-red", "name": "Mug"}
    assert change.after == {"sku": "mug-red", "name": "Cup"}


def test_sql_by_hand_can_not_break_the_schema(world: WorldDatabase):
    with pytest.raises(sqlite3.IntegrityError), world.writing() as transaction:
        transaction.connection.execute("UPDATE orders SET status = 'lost'")
    with pytest.raises(sqlite3.IntegrityError), world.writing() as transaction:
        transaction.connection.execute("UPDATE orders SET total = 'much'")


def test_a_change_by_hand_belongs_to_what_follows_the_turn_before(world: WorldDatabase):
    with world.writing(turn=4) as transaction:
        transaction.rows.update("orders", "O-10041", note="turn 4")
    with world.writing() as transaction:
        transaction.rows.update("orders", "O-10042", note="by hand")
    with world.writing(turn=5) as transaction:
        transaction.rows.update("orders", "O-10077", note="turn 5")
    undo_to_turn(world, 5)
    notes = {row["id"]: row["note"] for row in world.rows("orders")}
    assert notes == {"O-10041": "turn 4", "O-10042": "by hand", "O-10077": None}
    undo_to_turn(world, 4)
    assert {row["note"] for row in world.rows("orders")} == {None}


@settings(deadline=None, max_examples=60)
@given(TURNS)
def test_undo_brings_back_every_earlier_turn_exactly(turns: list[list[tuple]]):
    with tempfile.TemporaryDirectory() as folder:
        world = WorldDatabase.create(Path(folder) / "world.sqlite", PACK, scratch=True)
        before = []
        for turn, operations in enumerate(turns, 1):
            before.append(everything(world))
            run(world, turn, operations)
        for turn in range(len(turns), 0, -1):
            undo_to_turn(world, turn)
            assert everything(world) == before[turn - 1]
        world.close()
