"""Records of a foreign database as rows, and back, exactly."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.api import ToolError, World, get_record, get_records, put_record, record_of, row_of
from sandbox.imports.personal import marked
from sandbox.imports.tables import Database, tables_of
from sandbox.world.database import WorldDatabase
from tests.unit.world.tiny import TinyPack

NAMES = st.sampled_from(("name", "zip", "first_name", "Size", "a__b", "record_key", "other_fields"))
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text())
FLAT = st.dictionaries(NAMES, SCALARS, max_size=3)
RECORD = st.dictionaries(NAMES, st.one_of(SCALARS, FLAT, st.lists(FLAT, max_size=2)), max_size=5)
RECORDS = st.dictionaries(
    st.text(st.characters(codec="utf-8", min_codepoint=33), min_size=1), RECORD
)


def exact(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


@given(RECORDS, RECORD)
def test_any_record_comes_back_from_the_columns_of_any_table(
    records: dict[str, Any], record: dict[str, Any]
) -> None:
    table = tables_of({"users": records}, "desk", "users")["users"]
    columns = [column.name for column in table.columns]
    for key, one in records.items():
        assert exact(record_of({**row_of(one, columns), table.key: key})) == exact(one)
    row = row_of(record, columns)
    if table.key == "record_key":
        assert exact(record_of(row)) == exact(record)


DATABASE: Database = {
    "users": {
        "u1": {"name": {"first": "Ana", "last": "Diaz"}, "balance": 5, "tags": ["a"], "vip": True},
        "u2": {"name": {"first": "Bo", "last": "Li"}, "balance": 7.5, "tags": [], "vip": False},
    },
    "orders": {"#W1": {"order_id": "#W1", "user": "u1", "total": 10.0}},
    "empty": {},
}


@pytest.mark.parametrize("fields", [("a", "a__b"), ("a__b", "a")])
def test_an_object_is_not_spread_over_a_field_of_the_same_name(fields: tuple[str, ...]) -> None:
    values = {"a": {"b": 1}, "a__b": 2}
    record = {field: values[field] for field in fields}
    table = tables_of({"users": {"u": record}}, "desk", "users")["users"]
    columns = [column.name for column in table.columns]
    assert columns == ["record_key", "a", "other_fields"]
    assert record_of(row_of(record, columns)) == record


@pytest.fixture
def world(tmp_path: Path) -> Any:
    tables = {n: marked(t, "users") for n, t in tables_of(DATABASE, "desk", "users").items()}
    rows = {
        name: tuple(
            {**row_of(one, [column.name for column in tables[name].columns]), tables[name].key: key}
            for key, one in records.items()
        )
        for name, records in DATABASE.items()
    }
    made = WorldDatabase.create(tmp_path / "w.sqlite", TinyPack(tables=tables, rows=rows))
    with made.writing() as transaction:
        yield transaction.rows
    made.close()


def test_a_table_has_its_columns_key_owner_and_personal_marks() -> None:
    tables = {n: marked(t, "users") for n, t in tables_of(DATABASE, "desk", "users").items()}
    users = {column.name: column for column in tables["users"].columns}
    assert {name: column.type for name, column in users.items()} == {
        "record_key": "text",
        "name__first": "text",
        "name__last": "text",
        "balance": "json",
        "tags": "json",
        "vip": "boolean",
        "other_fields": "json",
    }
    assert users["name__first"].personal == users["name__last"].personal == "name"
    assert (tables["orders"].key, tables["orders"].owner) == ("order_id", "user")
    assert [column.name for column in tables["empty"].columns] == ["record_key", "other_fields"]


def test_a_record_is_read_changed_and_read_again(world: World) -> None:
    user = get_record(world, "users", "u1")
    assert user == DATABASE["users"]["u1"]
    assert user is not None
    user |= {"balance": 5.0, "note": None, "extra": {"deep": [1, {"x": None}]}}
    user["name"]["middle"] = "M"
    del user["tags"]
    put_record(world, "users", "u1", user)
    assert exact(get_record(world, "users", "u1")) == exact(user)
    assert get_records(world, "users", name__first="Bo") == {"u2": DATABASE["users"]["u2"]}


def test_records_are_added_to_full_and_to_empty_tables(world: World) -> None:
    put_record(world, "orders", "#W2", {"order_id": "#W2", "user": "u2", "gift": True})
    put_record(world, "empty", "k", {"any": [1, 2.0], "none": None})
    assert get_record(world, "orders", "#W2") == {"order_id": "#W2", "user": "u2", "gift": True}
    assert exact(get_record(world, "empty", "k")) == exact({"any": [1, 2.0], "none": None})
    assert get_record(world, "orders", "#W3") is None


def test_a_value_that_its_column_can_not_hold_is_refused(world: World) -> None:
    order = get_record(world, "orders", "#W1")
    assert order is not None
    with pytest.raises(ToolError, match=r"orders\.user: expected text, got a whole number"):
        put_record(world, "orders", "#W1", {**order, "user": 5})
