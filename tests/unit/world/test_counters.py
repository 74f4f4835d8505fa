from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.api import ToolError
from sandbox.world.database import WorldDatabase
from sandbox.world.fork import undo_to_turn
from tests.unit.world.tiny import ORDERS, ROWS, TABLES, TinyPack

NEW = {"customer_id": "C-0001", "status": "open", "total": 1}


def test_keys_go_on_after_the_highest_seeded_one(world: WorldDatabase):
    with world.writing(turn=1) as transaction:
        assert transaction.rows.insert("orders", NEW)["id"] == "O-10078"
        assert transaction.rows.new_id("orders") == "O-10079"
        assert transaction.rows.new_id("refunds") == "RF-0001"


def test_a_key_of_a_rolled_back_transaction_is_given_again(world: WorldDatabase):
    transaction = world.begin()
    assert transaction.rows.insert("orders", NEW)["id"] == "O-10078"
    transaction.rollback()
    with world.writing(turn=1) as transaction:
        assert transaction.rows.insert("orders", NEW)["id"] == "O-10078"


def test_a_key_of_an_undone_turn_is_given_again(world: WorldDatabase):
    with world.writing(turn=1) as transaction:
        transaction.rows.insert("orders", NEW)
    with world.writing(turn=2) as transaction:
        transaction.rows.insert("orders", NEW)
    undo_to_turn(world, 2)
    with world.writing(turn=2) as transaction:
        assert transaction.rows.insert("orders", NEW)["id"] == "O-10079"


def test_a_chosen_key_is_never_given_out_again(world: WorldDatabase):
    with world.writing(turn=1) as transaction:
        transaction.rows.insert("orders", {**NEW, "id": "O-20000"})
        assert transaction.rows.new_id("orders") == "O-20001"


def test_the_key_of_a_deleted_row_is_not_reused(world: WorldDatabase):
    with world.writing(turn=1) as transaction:
        made = transaction.rows.insert("orders", NEW)
        transaction.rows.delete("orders", str(made["id"]))
        assert transaction.rows.new_id("orders") == "O-10079"


def test_a_table_without_a_pattern_asks_for_the_key(world: WorldDatabase):
    with pytest.raises(ToolError, match="no pattern"), world.writing() as transaction:
        transaction.rows.insert("products", {"name": "Mug"})


def test_used_up_digits_are_an_error_and_not_a_longer_key(tmp_path: Path):
    last = {**ROWS["orders"][0], "id": "O-9"}
    tables = {**TABLES, "orders": ORDERS.model_copy(update={"digits": 1})}
    pack = replace(TinyPack(), tables=tables, rows={**ROWS, "orders": (last,)})
    world = WorldDatabase.create(tmp_path / "world.sqlite", pack)
    with pytest.raises(ToolError, match="used up"), world.writing() as transaction:
        transaction.rows.new_id("orders")
    world.close()
