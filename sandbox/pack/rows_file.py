"""rows/<table>.csv: the seed, typed by the schema. An empty cell is null.

A table with nested values has a `rows/<table>.jsonl` instead; see `rows_json`.
"""

import csv
import io
import json
import re
from collections.abc import Container, Iterator, Mapping
from typing import Any

from sandbox.domain.schema import Column, Table
from sandbox.pack.finding import Report, nearest
from sandbox.pack.rows_json import json_rows

Row = dict[str, Any]
_INTEGER = re.compile(r"-?(0|[1-9]\d*)")
_REAL = re.compile(r"-?\d+(\.\d+)?")
_BOOLEAN = {"true": True, "false": False}


def read_rows(
    files: Mapping[str, str], tables: Mapping[str, Table], report: Report
) -> dict[str, tuple[Row, ...]]:
    """Seed rows by table, in the order of the file; a table without a file has none."""
    rows: dict[str, tuple[Row, ...]] = {}
    lines: dict[str, list[int]] = {}
    for name, table in tables.items():
        found = _of_table(files, table, report)
        rows[name] = tuple(row for _, row in found)
        lines[name] = [line for line, _ in found]
    for file in files:
        name = file.removeprefix("rows/").rpartition(".")[0]
        if file.startswith("rows/") and name not in tables:
            report.error(
                file, f"there is no table {name!r} in schema.yaml", 0, nearest(name, tables)
            )
    with report.across("rows/"):
        _check_references(rows, lines, tables, files, report)
    return rows


def seed_file(files: Container[str], table: str) -> str:
    """The file that holds the seed of a table."""
    nested = f"rows/{table}.jsonl"
    return nested if nested in files else f"rows/{table}.csv"


def _of_table(files: Mapping[str, str], table: Table, report: Report) -> list[tuple[int, Row]]:
    """(line, row) of a table's seed; none without a file."""
    file, plain = seed_file(files, table.name), f"rows/{table.name}.csv"
    if file not in files:
        return []
    if file == plain:
        return list(_rows(file, files[file], table, report))
    if plain in files:
        report.error(plain, f"{file} holds this table as well", 0, "keep one of the two")
    rows, keys = json_rows(file, files[file], table, report), dict[str, int]()
    return [
        (line, row)
        for line, row in rows
        if _check_key(file, line, row[table.key], table, keys, report)
    ]


def _rows(file: str, text: str, table: Table, report: Report) -> Iterator[tuple[int, Row]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns = {column.name: column for column in table.columns}
    header: list[str] = []
    keys: dict[str, int] = {}
    try:
        line = 1
        for cells in reader:
            if not header:
                header = cells
                if not _good_header(file, header, table, report):
                    return
            elif cells:
                row = _row(file, line, dict(zip(header, cells, strict=False)), columns, report)
                _check_shape(file, line, len(cells), len(header), report)
                if _check_key(file, line, row[table.key], table, keys, report):
                    yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        report.error(file, f"not CSV: {error}", reader.line_num, "check the quotes on this line")


def _good_header(file: str, header: list[str], table: Table, report: Report) -> bool:
    known = [column.name for column in table.columns]
    good = True
    for name in dict.fromkeys(header):
        if name not in known:
            report.error(file, f"unknown column {name!r}", 1, nearest(name, known))
            good = False
        elif header.count(name) > 1:
            report.error(file, f"the column {name!r} is given twice", 1)
            good = False
    needed = [c.name for c in table.columns if c.required or c.name == table.key]
    for name in needed:
        if name not in header:
            report.error(file, f"the column {name!r} is missing", 1)
            good = False
    return good


def _row(
    file: str, line: int, cells: Mapping[str, str], columns: Mapping[str, Column], report: Report
) -> Row:
    row: Row = {}
    for name, column in columns.items():
        try:
            row[name] = _typed(cells.get(name, ""), column)
        except ValueError as error:
            row[name] = None
            report.error(file, f"{name}: {error}", line)
            continue
        if row[name] is None and column.required:
            report.error(file, f"{name} is empty, and schema.yaml says that it is required", line)
    return row


def _typed(cell: str, column: Column) -> Any:
    """The value of one cell. Raises `ValueError` with one clear sentence."""
    if cell == "":
        return None
    match column.type:
        case "integer":
            if not _INTEGER.fullmatch(cell):
                more = "; money is in minor units, 49.90 is 4990" if column.money else ""
                raise ValueError(f"{cell[:30]!r} is no whole number{more}")
            return int(cell)
        case "real":
            if not _REAL.fullmatch(cell):
                raise ValueError(f"{cell[:30]!r} is no number")
            return float(cell)
        case "boolean":
            if cell not in _BOOLEAN:
                raise ValueError(f"{cell[:30]!r} is neither true nor false")
            return _BOOLEAN[cell]
        case "json":
            return _nested(cell)
        case _:
            if column.choices and cell not in column.choices:
                raise ValueError(f"{cell[:30]!r} is none of {', '.join(column.choices)}")
            return cell


def _nested(cell: str) -> Any:
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        raise ValueError(f"{cell[:30]!r} is not JSON") from None


def _check_shape(file: str, line: int, cells: int, header: int, report: Report) -> None:
    if cells != header:
        hint = "put quotes around a text that holds a comma" if cells > header else ""
        report.error(file, f"{cells} cells, but the first line names {header} columns", line, hint)


def _check_key(
    file: str, line: int, key: str | None, table: Table, keys: dict[str, int], report: Report
) -> bool:
    if key is None:
        report.error(file, f"the key {table.key!r} is empty", line)
        return False
    if key in keys:
        report.error(file, f"the key {key!r} stands already on line {keys[key]}", line)
        return False
    keys[key] = line
    if table.digits and not re.fullmatch(table.pattern, key):
        shape = table.prefix + "0" * table.digits
        report.error(file, f"the key {key!r} has not the shape {shape}", line)
    return True


def _check_references(
    rows: Mapping[str, tuple[Row, ...]],
    lines: Mapping[str, list[int]],
    tables: Mapping[str, Table],
    files: Container[str],
    report: Report,
) -> None:
    keys = {name: {row[tables[name].key] for row in rows[name]} for name in tables}
    for name, table in tables.items():
        for column in table.columns:
            if column.references not in keys:
                continue
            for line, row in zip(lines[name], rows[name], strict=True):
                value = row[column.name]
                if value is not None and value not in keys[column.references]:
                    report.error(
                        seed_file(files, name),
                        f"{column.name} {value!r} is no key of {column.references}",
                        line,
                    )
