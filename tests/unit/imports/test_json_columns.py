"""A json column holds any JSON value exactly: through cells, journal, undo and the seed's file."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.api import ToolError
from sandbox.domain.schema import Column, Table
from sandbox.pack.finding import Report
from sandbox.pack.rows_file import read_rows
from sandbox.world.cells import from_cells, from_journal, to_cells
from sandbox.world.database import WorldDatabase
from sandbox.world.journal import changes_since, undo
from sandbox.world.schema import INTERNAL
from tests.unit.world.tiny import TinyPack

NOTES = Table(
    name="notes",
    service="desk",
    columns=(Column(name="id"), Column(name="data", type="json"), Column(name="text")),
)
TABLES = {"notes": NOTES}
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8")),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
).filter(lambda value: value is not None)


def exact(value: Any) -> str:
    """Tells 1, 1.0 and true apart, and keeps the order of lists and keys."""
    return json.dumps(value)


@given(VALUES)
def test_a_cell_gives_back_the_very_value(value: Any) -> None:
    row = from_cells(NOTES, to_cells(NOTES, {"id": "n", "data": value}))
    assert exact(row["data"]) == exact(value)


@settings(deadline=None, max_examples=25)
@given(st.lists(VALUES, min_size=1, max_size=4))
def test_journal_and_undo_bring_every_earlier_value_back(
    tmp_path_factory: pytest.TempPathFactory, values: list[Any]
) -> None:
    pack = TinyPack(tables=TABLES, rows={"notes": ({"id": "n", "data": values[0]},)})
    world = WorldDatabase.create(tmp_path_factory.mktemp("w") / "w.sqlite", pack, scratch=True)
    try:
        for value in values[1:]:
            with world.writing() as transaction:
                transaction.rows.update("notes", "n", data=value)
        row = world.row("notes", "n")
        assert row is not None
        assert exact(row["data"]) == exact(values[-1])
        for change in changes_since(world.reader(), TABLES, 0):
            assert change.before is not None
            assert exact(change.before["data"]) == exact(values[0])
        connection = world.begin().connection
        undo(connection, {**TABLES, **{table.name: table for table in INTERNAL}}, 0)
        cells = connection.execute("SELECT id, data, text FROM notes").fetchone()
        assert exact(from_cells(NOTES, cells)["data"]) == exact(values[0])
    finally:
        world.close()


def test_null_is_an_empty_cell_and_a_nested_null_stays() -> None:
    assert to_cells(NOTES, {"id": "n", "data": None})[1] is None
    row = from_cells(NOTES, to_cells(NOTES, {"id": "n", "data": {"a": None}}))
    assert row["data"] == {"a": None}
    assert from_journal(NOTES, '{"id":"n","data":null,"text":null}') == {
        "id": "n",
        "data": None,
        "text": None,
    }


def test_what_is_not_json_is_refused_in_words(tmp_path: Path) -> None:
    pack = TinyPack(tables=TABLES, rows={"notes": ()})
    world = WorldDatabase.create(tmp_path / "w.sqlite", pack, scratch=True)
    with world.writing() as transaction:
        for value in (float("nan"), {1, 2}, object()):
            with pytest.raises(ToolError, match=r"notes\.data: expected JSON"):
                transaction.rows.insert("notes", {"id": "n", "data": value})
    world.close()


def test_half_a_character_and_nul_are_kept_escaped() -> None:
    for text in ("a\0b", "\ud800"):
        cells = to_cells(NOTES, {"id": "n", "data": [text]})
        assert "\0" not in cells[1]
        cells[1].encode()
        assert from_cells(NOTES, cells)["data"] == [text]


def read(files: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    report = Report()
    rows = read_rows(files, TABLES, report)
    return rows, [f"{one.where}: {one.message}" for one in report.in_order()]


def test_rows_come_as_json_lines_with_what_is_left_out_empty() -> None:
    text = '{"id": "a", "data": {"n": 1.0, "m": [1, null]}}\n\n{"id": "b", "text": ""}\n'
    rows, findings = read({"rows/notes.jsonl": text})
    assert findings == []
    assert exact(rows["notes"][0]["data"]) == '{"n": 1.0, "m": [1, null]}'
    assert rows["notes"][1] == {"id": "b", "data": None, "text": ""}


def test_a_csv_cell_may_hold_json_too() -> None:
    rows, findings = read({"rows/notes.csv": 'id,data\na,"[1, 2.0]"\nb,\n'})
    assert (findings, [row["data"] for row in rows["notes"]]) == ([], [[1, 2.0], None])
    assert read({"rows/notes.csv": "id,data\na,{\n"})[1] == [
        "rows/notes.csv:2: data: '{' is not JSON"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"id": "a"\n', "rows/notes.jsonl:1: not JSON"),
        ('{"id": "a"}\n[1]\n', "rows/notes.jsonl:2: a row is an object"),
        ('{"id": "a", "dta": 1}\n', "rows/notes.jsonl:1: unknown column 'dta'"),
        ('{"id": "a", "text": 5}\n', "rows/notes.jsonl:1: text: expected text, got a whole number"),
        ('{"data": 1}\n', "rows/notes.jsonl:1: the key 'id' is empty"),
        ('{"id": "a"}\n{"id": "a"}\n', "rows/notes.jsonl:2: the key 'a' stands already on line 1"),
        ('{"id": "a", "data": NaN}\n', "rows/notes.jsonl:1: not JSON: NaN is no number in JSON"),
    ],
)
def test_a_bad_line_is_named(text: str, said: str) -> None:
    findings = read({"rows/notes.jsonl": text})[1]
    assert len(findings) == 1
    assert findings[0].startswith(said)


def test_a_table_with_two_files_is_an_error() -> None:
    files = {"rows/notes.jsonl": '{"id": "a"}\n', "rows/notes.csv": "id\na\n"}
    assert read(files)[1] == ["rows/notes.csv: rows/notes.jsonl holds this table as well"]
