"""The world's own history: every row change, before and after, and the way back.

Triggers write `_changes` (see `schema`); a mark is the number of the last change, 0 at the start.
All functions work inside the caller's transaction.
"""

import sqlite3
from collections.abc import Mapping
from typing import Any

from sandbox.domain.base import JSON
from sandbox.domain.schema import Table
from sandbox.domain.tool import RowChange
from sandbox.log.changes import net
from sandbox.world.cells import from_journal, quoted, to_cells


def mark(connection: sqlite3.Connection) -> int:
    """Where the journal stands now."""
    return connection.execute("SELECT coalesce(max(id), 0) FROM _changes").fetchone()[0]


def mark_of_turn(connection: sqlite3.Connection, turn: int) -> int:
    """Where the journal stood when `turn` began. Walks back from the end: late turns are cheap."""
    found = connection.execute(
        "SELECT id FROM _changes WHERE turn < ? ORDER BY id DESC LIMIT 1", (turn,)
    ).fetchone()
    return found[0] if found else 0


def label(connection: sqlite3.Connection, since: int, turn: int, hop: int, tool: str) -> None:
    """Says which call made the changes after the mark `since`."""
    connection.execute(
        "UPDATE _changes SET turn = ?, hop = ?, tool = ? WHERE id > ?", (turn, hop, tool, since)
    )


def changes_since(
    connection: sqlite3.Connection, tables: Mapping[str, Table], since: int
) -> tuple[RowChange, ...]:
    """What happened to the pack's rows after a mark: one change a row, in order of first touch."""
    found = connection.execute(
        "SELECT name, key, before, after FROM _changes WHERE id > ? ORDER BY id", (since,)
    )
    return net(
        RowChange(
            table=name,
            key=key,
            before=from_journal(tables[name], before),
            after=from_journal(tables[name], after),
        )
        for name, key, before, after in found
        if name in tables
    )


def undo(connection: sqlite3.Connection, tables: Mapping[str, Table], since: int) -> int:
    """Takes back everything after a mark, the engine's own tables included; how many changes.

    `tables`: the pack's and the engine's. The triggers see the way back as well; what they write
    goes with the rest.
    """
    connection.execute("PRAGMA defer_foreign_keys = ON")
    found = connection.execute(
        "SELECT name, key, before, after FROM _changes WHERE id > ? ORDER BY id DESC", (since,)
    ).fetchall()
    for name, key, before, after in found:
        table = tables[name]
        put(connection, table, key, from_journal(table, before), exists=after is not None)
    connection.execute("DELETE FROM _changes WHERE id > ?", (since,))
    return len(found)


def put(
    connection: sqlite3.Connection,
    table: Table,
    key: str,
    row: Mapping[str, JSON] | None,
    exists: bool,
) -> None:
    """Makes the row with this key be `row`; None removes it. `exists`: there is one now."""
    where = f"WHERE {quoted(table.key)} = ?"
    if row is None:
        connection.execute(f"DELETE FROM {quoted(table.name)} {where}", (key,))
        return
    cells: list[Any] = to_cells(table, row)
    names = [quoted(column.name) for column in table.columns]
    if exists:
        values = ", ".join(f"{name} = ?" for name in names)
        sql = f"UPDATE {quoted(table.name)} SET {values} {where}"
        connection.execute(sql, (*cells, key))
    else:
        marks = ", ".join("?" * len(cells))
        sql = f"INSERT INTO {quoted(table.name)} ({', '.join(names)}) VALUES ({marks})"
        connection.execute(sql, cells)
