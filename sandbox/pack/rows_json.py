"""rows/<table>.jsonl: the seed of a table with nested values, one row a line."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.domain.schema import Table
from sandbox.pack.finding import Report, nearest
from sandbox.world.cells import BadCell, to_cell

Row = dict[str, Any]


def json_rows(file: str, text: str, table: Table, report: Report) -> Iterator[tuple[int, Row]]:
    """(line, row) of every line that fits the table; a column that a line leaves out is empty."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        data = _object(file, number, line, report)
        if data is None or _unknown(file, number, data, table, report):
            continue
        row = {column.name: data.get(column.name) for column in table.columns}
        if _fits(file, number, row, table, report):
            yield number, row


def _object(file: str, number: int, line: str, report: Report) -> Row | None:
    try:
        data = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        said = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
        report.error(file, f"not JSON: {said}", number, "one object on each line")
        return None
    if not isinstance(data, dict):
        report.error(file, "a row is an object", number, 'write {"column": value, …}')
        return None
    return data


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number in JSON")


def _unknown(file: str, number: int, data: Mapping[str, Any], table: Table, report: Report) -> bool:
    known = [column.name for column in table.columns]
    unknown = [name for name in data if name not in known]
    for name in unknown:
        report.error(file, f"unknown column {name!r}", number, nearest(name, known))
    return bool(unknown)


def _fits(file: str, number: int, row: Row, table: Table, report: Report) -> bool:
    """Whether the row has a key; other cells that do not fit are emptied and reported."""
    for column in table.columns:
        try:
            to_cell(column, row[column.name])
        except BadCell as error:
            report.error(file, str(error), number)
            row[column.name] = None
    if row[table.key] in (None, ""):
        report.error(file, f"the key {table.key!r} is empty", number)
        return False
    return True
