"""Seed rows: the world as it is before anybody spoke."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.schema import Table
from sandbox.world.cells import BadCell, to_cells
from sandbox.world.counters import number_in
from sandbox.world.schema import COUNTERS

if TYPE_CHECKING:
    from sqlite_utils import Database

Seed = Mapping[str, Sequence[Mapping[str, JSON]]]


def seed(database: "Database", tables: Mapping[str, Table], rows: Seed) -> None:
    """Writes the seed rows and starts the key counters after the highest seeded keys.

    Raises `SandboxError` with the first of `seed_problems`.
    """
    for problem in seed_problems(tables, rows):
        raise SandboxError(problem, "mend the row in the pack's seed")
    for table in tables.values():
        names = [column.name for column in table.columns]
        values: list[dict[str, Any]] = [
            dict(zip(names, to_cells(table, row), strict=True)) for row in rows.get(table.name, ())
        ]
        if values:
            database[table.name].insert_all(values)  # pyright: ignore[reportAttributeAccessIssue]
        if table.digits:
            highest = max((number_in(table, value[table.key]) for value in values), default=0)
            counter = {"name": table.name, "next": highest + 1}
            database[COUNTERS.name].insert(counter)  # pyright: ignore[reportAttributeAccessIssue]


def seed_problems(tables: Mapping[str, Table], rows: Seed) -> Iterator[str]:
    """Everything wrong with the seed, one line each: table, row number (from 1), key, what."""
    keys = {
        name: {str(row.get(table.key)) for row in rows.get(name, ())}
        for name, table in tables.items()
    }
    for name in rows:
        if name not in tables:
            yield f"{name}: seed rows for a table that the schema does not have"
    for table in tables.values():
        seen: set[str] = set()
        for number, row in enumerate(rows.get(table.name, ()), 1):
            key = row.get(table.key)
            where = f"{table.name}, row {number}" + (f" ({key})" if isinstance(key, str) else "")
            for problem in _row_problems(table, row, keys):
                yield f"{where}: {problem}"
            if isinstance(key, str) and key in seen:
                yield f"{where}: there is another row with this key"
            seen.add(str(key))


def _row_problems(
    table: Table, row: Mapping[str, JSON], keys: Mapping[str, set[str]]
) -> Iterator[str]:
    if row.get(table.key) in (None, ""):
        yield f"{table.key}: a row needs a key"
        return
    try:
        to_cells(table, row)
    except BadCell as error:
        yield str(error)
        return
    for column in table.columns:
        value = row.get(column.name)
        if column.references and value is not None and value not in keys[column.references]:
            yield f"{column.name}: there is no {value} in {column.references}"
