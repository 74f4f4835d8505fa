"""A JSON database `{table: {key: record}}` as tables: which columns hold its records exactly."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from sandbox.api import NESTED, OTHER_FIELDS, RECORD_KEY
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.schema import Column, ColumnType, Table
from sandbox.imports.sources import read_json
from sandbox.pack.finding import nearest
from sandbox.world.cells import storable

Record = dict[str, JSON]
Records = dict[str, Record]
Database = dict[str, Records]

TAKEN: Final = ("personal_values", "known_ids")
"""Names of tables that the import adds; see `personal` and `ids`."""
_NAME: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_MOST_COLUMNS: Final = 50
CUSTOMERS: Final = ("customers", "users", "accounts", "contacts", "clients", "members", "people")


def read_database(path: Path) -> Database:
    """The tables of the file. Raises `SandboxError` that names file, table and key."""
    data = read_json(path)
    if not isinstance(data, dict) or not data:
        raise SandboxError(f"{path.name} is no database", "write {table: {key: record}}")
    for name, records in data.items():
        where = f"{path.name}: table {name[:60]!r}"
        if not _NAME.fullmatch(name):
            raise SandboxError(f"{where}: names are small letters, digits and _", "rename it")
        if name in TAKEN:
            raise SandboxError(f"{where}: the import makes a table of this name", "rename it")
        if not isinstance(records, dict):
            hint = "write {table: {key: record}}"
            raise SandboxError(f"{where} is no object of records by key", hint)
        for key, record in records.items():
            if not isinstance(record, dict):
                raise SandboxError(f"{where}: the record {key[:60]!r} is no object")
            if not key or not storable(key):
                raise SandboxError(f"{where}: the key {key[:60]!r} can't be a key", "give another")
    return data


def customer_table(database: Database, wanted: str) -> str:
    """The table of those who speak: `wanted`, or the one whose name tells."""
    if wanted in database:
        return wanted
    if wanted:
        hint = nearest(wanted, database)
        raise SandboxError(f"--customers {wanted}: the database has no such table", hint, code=2)
    for name in CUSTOMERS:
        if name in database:
            return name
    hint = f"name it with --customers TABLE; there are: {', '.join(database)}"
    raise SandboxError("no table looks like that of the customers", hint, code=2)


def tables_of(database: Database, service: str, customers: str) -> dict[str, Table]:
    """One table for each of the database's, customers first so that others may belong to them."""
    known = database[customers]
    names = [customers, *(name for name in database if name != customers)]
    return {name: _table(name, database[name], service, known, name == customers) for name in names}


def _table(name: str, records: Records, service: str, known: Records, is_theirs: bool) -> Table:
    columns = list(_columns(records))
    key = next((c.name for c in columns if _is_key(records, c.name)), "")
    ordered = [Column(name=key or RECORD_KEY)]
    ordered += [column for column in columns if column.name != key]
    owner = ordered[0].name if is_theirs else _owner(records, columns, known)
    return Table(
        name=name,
        service=service,
        columns=(*ordered, Column(name=OTHER_FIELDS, type="json")),
        owner=owner,
    )


def _columns(records: Records) -> Iterator[Column]:
    found: list[Column] = []
    fields = dict.fromkeys(field for record in records.values() for field in record)
    for field in fields:
        values = [record[field] for record in records.values() if record.get(field) is not None]
        if values and _NAME.fullmatch(field) and field not in (RECORD_KEY, OTHER_FIELDS):
            parts = _spread(field, values)
            # Beside `a: {"b": …}` there may be a field that is itself called `a__b`.
            is_spread = bool(parts) and not any(part.name in fields for part in parts)
            found += parts if is_spread else [Column(name=field, type=_type_of(values))]
    # What is beyond the most that a table takes stays in `other_fields`; an object stays whole.
    heads = list(dict.fromkeys(column.name.partition(NESTED)[0] for column in found))
    while len(found) > _MOST_COLUMNS:
        last = heads.pop()
        found = [column for column in found if column.name.partition(NESTED)[0] != last]
    yield from found


def _spread(field: str, values: list[JSON]) -> list[Column]:
    """A column for each part of an object that has the same plain parts in every record."""
    first = values[0]
    if not isinstance(first, dict) or not first:
        return []
    same = all(isinstance(value, dict) and value.keys() == first.keys() for value in values)
    if not same or not all(map(_NAME.fullmatch, first)):
        return []
    types: dict[str, ColumnType] = {
        part: _type_of([value[part] for value in values]) for part in first
    }
    plain = all(value[part] is not None for value in values for part in first)
    if not plain or any(isinstance(value[p], dict | list) for value in values for p in first):
        return []
    return [Column(name=f"{field}{NESTED}{part}", type=kind) for part, kind in types.items()]


def _type_of(values: Iterable[JSON]) -> ColumnType:
    """Numbers are kept as JSON too, for 5 and 5.0 are told apart there."""
    kinds = {type(value) for value in values}
    if kinds == {bool}:
        return "boolean"
    texts = kinds == {str} and all(storable(value) for value in values)
    return "text" if texts else "json"


def _is_key(records: Records, field: str) -> bool:
    return bool(records) and all(record.get(field) == key for key, record in records.items())


def _owner(records: Records, columns: list[Column], known: Mapping[str, Any]) -> str:
    """The column that holds a customer's key in every record, "" if there is none."""
    for column in columns:
        values = [record.get(column.name) for record in records.values()]
        if values and all(isinstance(value, str) and value in known for value in values):
            return column.name
    return ""
