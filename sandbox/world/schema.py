"""The world's tables: the pack's, and three of the engine's own, all journaled the same way."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from sandbox.domain.faults import SandboxError
from sandbox.domain.schema import Column, Table
from sandbox.world.cells import quoted

if TYPE_CHECKING:
    from sqlite_utils import Database

_MOST_COLUMNS: Final = 60
"""SQLite functions take 127 arguments, and the journal writes a row with one json_object()."""

COUNTERS: Final = Table(
    name="_counters",
    service="",
    columns=(
        Column(name="name", required=True),
        Column(name="next", type="integer", required=True),
    ),
)
"""The next number of each table's keys. Journaled, so an undone insert gives its number back."""

LEDGER: Final = Table(
    name="_ledger",
    service="",
    columns=(
        Column(name="key", required=True),
        Column(name="tool", required=True),
        Column(name="result", required=True),
        Column(name="changes", required=True),
        Column(name="turn", type="integer", required=True),
        Column(name="told", type="integer", required=True),
    ),
)
"""What `sandbox.tools.ledger` keeps. It is here because an undo takes its entries back too."""

INTERNAL: Final = (COUNTERS, LEDGER)

_CHANGES: Final = """
CREATE TABLE _changes (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    key TEXT NOT NULL,
    before TEXT,
    after TEXT,
    turn INTEGER NOT NULL,
    hop INTEGER NOT NULL DEFAULT 0,
    tool TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE _meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""


def create_tables(database: "Database", tables: Mapping[str, Table]) -> None:
    """Creates every table, empty and without triggers. Raises `SandboxError`."""
    database.conn.executescript(_CHANGES)
    for table in (*tables.values(), *INTERNAL):
        _check(table, tables)
        database.execute(_create_sql(database, table, tables))


def create_triggers(connection: sqlite3.Connection, tables: Iterable[Table]) -> None:
    """From now on every row change is written to `_changes`."""
    for table in (*tables, *INTERNAL):
        for statement in triggers(table):
            connection.execute(statement)


def triggers(table: Table) -> Iterator[str]:
    """Three triggers that journal a table, and one that keeps its keys as they are.

    A change by hand carries the turn of the change before it: it belongs to what follows that turn.
    Few and short, because SQLite reads them all again for every connection.
    """
    old, new = _json(table, "OLD"), _json(table, "NEW")
    key = quoted(table.key)
    yield _trigger(table, "insert", "AFTER INSERT", _write(table, "NEW", "NULL", new))
    yield _trigger(table, "update", "AFTER UPDATE", _write(table, "NEW", old, new))
    yield _trigger(table, "delete", "AFTER DELETE", _write(table, "OLD", old, "NULL"))
    where = f"BEFORE UPDATE OF {key} ON {quoted(table.name)} WHEN OLD.{key} IS NOT NEW.{key}"
    message = f"{table.name}.{table.key}: a key never changes".replace("'", "''")
    yield _trigger(table, "rekey", where, f"SELECT RAISE(ABORT, '{message}');")


def _trigger(table: Table, name: str, when: str, body: str) -> str:
    if " ON " not in when:
        when = f"{when} ON {quoted(table.name)}"
    return f"CREATE TRIGGER {quoted(f'_{table.name}_{name}')} {when} BEGIN {body} END"


def _write(table: Table, row: str, before: str, after: str) -> str:
    name = table.name.replace("'", "''")
    return (
        f"INSERT INTO _changes (name, key, before, after, turn) VALUES ('{name}', "
        f"{row}.{quoted(table.key)}, {before}, {after}, "
        "coalesce((SELECT turn FROM _changes ORDER BY id DESC LIMIT 1), 0));"
    )


def _json(table: Table, row: str) -> str:
    """A row as JSON. A real goes through `exact()`, because SQLite writes 15 digits of 17."""
    cells: list[str] = []
    for column in table.columns:
        cell = f"{row}.{quoted(column.name)}"
        name = column.name.replace("'", "''")
        cells.append(f"'{name}', " + (f"exact({cell})" if column.type == "real" else cell))
    return f"json_object({', '.join(cells)})"


_TYPES: Final = {"text": str, "integer": int, "real": float, "boolean": int, "json": str}


def _create_sql(database: "Database", table: Table, tables: Mapping[str, Table]) -> str:
    columns = {column.name: _TYPES[column.type] for column in table.columns}
    sql = database.create_table_sql(
        table.name,
        columns,
        pk=table.key,
        not_null={column.name for column in table.columns if column.required} | {table.key},
        foreign_keys=[
            (column.name, column.references, tables[column.references].key)
            for column in table.columns
            # sqlite-utils looks a foreign table up, and a table does not exist yet for itself.
            if column.references and column.references != table.name
        ],
        strict=True,
    )
    head, _, tail = sql.rpartition(")")
    return head + "".join(f",\n   {check}" for check in _checks(table)) + ")" + tail


def _checks(table: Table) -> Iterator[str]:
    """What sqlite-utils has no argument for: choices, booleans, references to the same table."""
    for column in table.columns:
        name = quoted(column.name)
        if column.choices:
            choices = ", ".join("'" + choice.replace("'", "''") + "'" for choice in column.choices)
            yield f"CHECK ({name} IN ({choices}))"
        if column.type == "boolean":
            yield f"CHECK ({name} IN (0, 1))"
        if column.references == table.name:
            yield f"FOREIGN KEY ({name}) REFERENCES {quoted(table.name)} ({quoted(table.key)})"


def _check(table: Table, tables: Mapping[str, Table]) -> None:
    if table.name.startswith(("_", "sqlite_")) and table not in INTERNAL:
        raise SandboxError(f"table {table.name}: names that begin with _ are the engine's own")
    if len(table.columns) > _MOST_COLUMNS:
        raise SandboxError(f"table {table.name}: {len(table.columns)} columns; at most 60 fit")
    if table.columns[0].type != "text":
        raise SandboxError(f"table {table.name}: its first column is the key and must be text")
    for column in table.columns:
        if column.references and column.references not in tables:
            raise SandboxError(
                f"table {table.name}: {column.name} references {column.references}, "
                "which is no table"
            )
