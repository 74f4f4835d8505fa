"""Makes a world's tables, its bookkeeping, and the triggers that journal every row change."""

import sqlite3
from collections.abc import Mapping

from sandbox.domain.schema import Column, Table

_PYTHON = {"text": str, "integer": int, "real": float, "boolean": int}

_BOOKKEEPING = """
CREATE TABLE _changes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, turn INTEGER, hop INTEGER,
  tbl TEXT, key TEXT, before TEXT, after TEXT);
CREATE TABLE _context (
  id INTEGER PRIMARY KEY CHECK (id = 1), turn INTEGER, hop INTEGER, off INTEGER);
INSERT INTO _context VALUES (1, 0, 0, 1);
CREATE TABLE _counters (tbl TEXT PRIMARY KEY, last INTEGER);
CREATE TABLE _ledger (
  key TEXT PRIMARY KEY, tool TEXT, result TEXT, changes TEXT, turn INTEGER, hop INTEGER);
"""


def make_tables(connection: sqlite3.Connection, tables: Mapping[str, Table]) -> None:
    """Creates tables, bookkeeping and triggers. Journalling starts switched off."""
    # Imported late: only a new world needs it, and it takes 50 ms.
    import sqlite_utils

    database = sqlite_utils.Database(connection)
    for table in tables.values():
        made = database.table(table.name)
        made.create(
            {column.name: _PYTHON[column.type] for column in table.columns},
            pk=table.key,
            not_null={column.name for column in table.columns if column.required},
        )
        for column in table.columns:
            if column.references or column.name == table.owner:
                made.create_index([column.name], if_not_exists=True)
    connection.executescript(_BOOKKEEPING)
    for table in tables.values():
        connection.executescript(_triggers(table))
        connection.executescript(_choices(table))


def _triggers(table: Table) -> str:
    """One trigger each for insert, update and delete; rows as JSON, before and after."""
    kinds = (("INSERT", "", "NEW"), ("UPDATE", "OLD", "NEW"), ("DELETE", "OLD", ""))
    return "".join(_trigger(table, *kind) for kind in kinds)


def _trigger(table: Table, operation: str, before: str, after: str) -> str:
    name = quoted(f"_journal_{table.name}_{operation.lower()}")
    row = after or before
    return f"""
CREATE TRIGGER {name} AFTER {operation} ON {quoted(table.name)}
WHEN (SELECT off FROM _context) = 0
BEGIN
  INSERT INTO _changes (turn, hop, tbl, key, before, after)
  SELECT turn, hop, {_text(table.name)}, {row}.{quoted(table.key)},
    {_json(table, before)}, {_json(table, after)} FROM _context;
END;
"""


def _choices(table: Table) -> str:
    """Refuses values outside a column's choices, whoever writes them."""
    checks = [column for column in table.columns if column.choices]
    return "".join(
        f"""
CREATE TRIGGER {quoted(f"_choices_{table.name}_{column.name}_{operation.lower()}")}
BEFORE {operation} ON {quoted(table.name)}
WHEN NEW.{quoted(column.name)} IS NOT NULL AND NEW.{quoted(column.name)} NOT IN ({_list(column)})
BEGIN SELECT RAISE(ABORT, {_text(f"{table.name}.{column.name}: not one of its choices")}); END;
"""
        for column in checks
        for operation in ("INSERT", "UPDATE")
    )


def _list(column: Column) -> str:
    return ", ".join(_text(choice) for choice in column.choices)


def _json(table: Table, row: str) -> str:
    if not row:
        return "NULL"
    pairs = ", ".join(f"{_text(c.name)}, {row}.{quoted(c.name)}" for c in table.columns)
    return f"json_object({pairs})"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
