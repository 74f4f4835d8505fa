"""Names, types and texts that packs of other people bring along."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.api import ToolError
from sandbox.domain.faults import SandboxError
from sandbox.domain.schema import Column, ColumnType, Table
from sandbox.world.apply import apply_changes
from sandbox.world.database import WorldDatabase
from sandbox.world.fork import fork_at_turn, undo_to_turn
from tests.unit.world.operations import everything
from tests.unit.world.tiny import TinyPack

ODD = ["select", "with space", 'quo"te', "it's", "brack]et", "ünïcode", "a.b", "semi;colon", "1st"]
TYPES: tuple[ColumnType, ...] = ("text", "integer", "real", "boolean")


@contextmanager
def world_of(path: Path, *tables: Table, **rows: Any) -> Iterator[WorldDatabase]:
    pack = replace(TinyPack(), tables={table.name: table for table in tables}, rows=rows)
    world = WorldDatabase.create(path, pack)
    yield world
    world.close()


def odd_table(name: str) -> Table:
    columns = (
        Column(name=f"{name} key"),
        Column(name=name, choices=("it's", 'a "b"'), required=True),
        Column(name=f"{name} 2", type="boolean"),
    )
    return Table(name=name, service="odd", columns=columns, prefix="X'-", digits=2)


@pytest.mark.parametrize("name", ODD)
def test_names_that_need_quotes_work_everywhere(tmp_path: Path, name: str):
    with world_of(tmp_path / "world.sqlite", odd_table(name)) as world:
        before = everything(world)
        with world.writing(turn=1) as transaction:
            rows = transaction.rows
            made = rows.insert(name, {name: "it's", f"{name} 2": True})
            assert made == {f"{name} key": "X'-01", name: "it's", f"{name} 2": True}
            rows.update(name, "X'-01", **{name: 'a "b"', f"{name} 2": None})
            (change,) = transaction.changes()
        assert change.after == world.row(name, "X'-01")
        assert world.rows(name, **{name: 'a "b"'}) == [change.after]
        with pytest.raises(ToolError, match="one of"), world.writing(turn=2) as transaction:
            transaction.rows.insert(name, {name: "other"})
        copy = fork_at_turn(world, tmp_path / "copy.sqlite", 1)
        assert everything(copy) == before
        apply_changes(copy, [change])
        assert copy.row(name, "X'-01") == change.after
        copy.close()


def test_a_boolean_is_true_and_false_in_rows_changes_and_after_an_undo(world: WorldDatabase):
    with world.writing(turn=1) as transaction:
        transaction.rows.update("customers", "C-0001", vip=False)
        (change,) = transaction.changes()
    assert change.before is not None
    assert change.after is not None
    assert (change.before["vip"], change.after["vip"]) == (True, False)
    undo_to_turn(world, 1)
    row = world.row("customers", "C-0001")
    assert row is not None
    assert row["vip"] is True


@pytest.mark.parametrize("bad", [2, -1, 0.5, "true", "1"])
def test_a_boolean_takes_nothing_else(world: WorldDatabase, bad: Any):
    with pytest.raises(ToolError, match="vip"), world.writing(turn=1) as transaction:
        transaction.rows.update("customers", "C-0001", vip=bad)


def test_a_whole_number_may_come_as_a_float(world: WorldDatabase):
    # JSON has one kind of number, so a contract's integer lets 9900.0 through.
    assert [row["id"] for row in world.rows("orders", total=9900.0)] == ["O-10041"]
    with world.writing(turn=1) as transaction:
        row = transaction.rows.update("orders", "O-10041", total=5.0)
    assert row["total"] == 5
    assert isinstance(row["total"], int)


@pytest.mark.parametrize("bad", ["a\0b", "\ud800", float("inf"), float("nan"), 2**63, -(2**70)])
def test_what_no_cell_can_keep_is_refused_and_never_cut(world: WorldDatabase, bad: Any):
    before = everything(world)
    column = "note" if isinstance(bad, str) else "total"
    with pytest.raises(ToolError, match=column), world.writing(turn=1) as transaction:
        transaction.rows.update("orders", "O-10042", **{column: bad})
    assert everything(world) == before


@pytest.mark.parametrize("key", ["a\0b", "\ud800", "", "x" * 10_000, "'; DROP TABLE orders; --"])
def test_a_key_that_no_row_can_have_is_simply_not_there(world: WorldDatabase, key: str):
    assert world.row("orders", key) is None


def test_text_of_all_planes_is_kept_to_the_letter(world: WorldDatabase):
    texts = ["Ünïcødé", "日本語", "👩‍👩‍👧", "e\u0301 ≠ é", "\u202eltr", "\ufeffbom", "tab\tline\n"]
    for turn, text in enumerate(texts, 1):
        with world.writing(turn=turn) as transaction:
            transaction.rows.update("orders", "O-10042", note=text)
            (change,) = transaction.changes()
        row = world.row("orders", "O-10042")
        assert row is not None
        assert change.after is not None
        assert (row["note"], change.after["note"]) == (text, text)
    for turn in range(len(texts), 1, -1):
        undo_to_turn(world, turn)
        row = world.row("orders", "O-10042")
        assert row is not None
        assert row["note"] == texts[turn - 2]


VALUES: dict[ColumnType, st.SearchStrategy[Any]] = {
    "text": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    "integer": st.integers(-(2**63) + 1, 2**63 - 1),
    "real": st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
}


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_the_journal_says_what_the_rows_say(tmp_path_factory: Any, data: st.DataObject):
    kinds = data.draw(st.lists(st.sampled_from(TYPES), min_size=1, max_size=5))
    columns = [Column(name=f"c{at}", type=kind) for at, kind in enumerate(kinds)]
    table = Table(name="t", service="s", columns=(Column(name="id"), *columns))
    row = st.fixed_dictionaries({c.name: st.none() | VALUES[c.type] for c in columns})
    with world_of(tmp_path_factory.mktemp("w") / "world.sqlite", table) as world:
        first, then = data.draw(row), data.draw(row)
        with world.writing(turn=1) as transaction:
            transaction.rows.insert("t", {"id": "1", **first})
        direct = world.row("t", "1")
        assert direct == {"id": "1", **first}
        with world.writing(turn=2) as transaction:
            transaction.rows.update("t", "1", **then)
            changes = transaction.changes()
        if first == then:
            assert changes == ()
        else:
            assert [(one.before, one.after) for one in changes] == [(direct, world.row("t", "1"))]
        undo_to_turn(world, 2)
        assert world.row("t", "1") == direct


@pytest.mark.parametrize("name", ["_ledger", "_changes", "sqlite_x"])
def test_a_table_may_not_take_a_name_of_the_engine(tmp_path: Path, name: str):
    with pytest.raises(SandboxError, match=name), world_of(tmp_path / "w", odd_table(name)):
        pass
    assert not (tmp_path / "w").exists()


def test_a_table_of_sixty_columns_is_journaled_and_more_are_refused(tmp_path: Path):
    def wide(columns: int) -> Table:
        names = (Column(name=f"c{at}") for at in range(columns))
        return Table(name="wide", service="s", columns=tuple(names))

    with world_of(tmp_path / "fits", wide(60)) as world, world.writing(turn=1) as transaction:
        transaction.rows.insert("wide", {"c0": "1", "c59": "last"})
        (change,) = transaction.changes()
        assert change.after is not None
        assert change.after["c59"] == "last"
    with pytest.raises(SandboxError, match="at most 60"), world_of(tmp_path / "w", wide(61)):
        pass
