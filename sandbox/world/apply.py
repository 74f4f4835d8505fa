"""Applies taped row changes to a world, exactly: for replays and for undoing."""

import sqlite3
from collections.abc import Iterable
from typing import Any

from sandbox.domain.faults import SandboxError
from sandbox.domain.tool import RowChange
from sandbox.world.database import WorldDatabase
from sandbox.world.seed import key_number
from sandbox.world.tables import quoted


def apply_changes(world: WorldDatabase, changes: Iterable[RowChange]) -> None:
    """Makes `changes` in one transaction, without journalling them.

    Raises `SandboxError` when a row is not as its `before` says, or a table is gone.
    """
    changes = tuple(changes)
    if not changes:
        return
    connection = world.connection
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("UPDATE _context SET off = 1")
        for change in changes:
            _apply(world, change)
        connection.execute("UPDATE _context SET off = 0")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def inverse(change: RowChange) -> RowChange:
    """The change that takes `change` back."""
    return RowChange(table=change.table, key=change.key, before=change.after, after=change.before)


def _apply(world: WorldDatabase, change: RowChange) -> None:
    table = world.tables.get(change.table)
    if table is None:
        raise SandboxError(f"the recording changes table {change.table}, which the pack lacks")
    connection, name, key = world.connection, quoted(change.table), quoted(table.key)
    found = connection.execute(f"SELECT * FROM {name} WHERE {key} = ?", (change.key,)).fetchone()
    if (dict(found) if found else None) != change.before:
        raise SandboxError(
            f"row {change.key} of {change.table} is not as it was when this was recorded",
            "the seed rows have changed since",
        )
    try:
        _write(connection, name, key, change)
    except sqlite3.Error as error:
        raise SandboxError(f"row {change.key} of {change.table}: {error}") from None
    number = key_number(change.key)
    connection.execute(
        "UPDATE _counters SET last = max(last, ?) WHERE tbl = ?", (number, change.table)
    )


def _write(connection: sqlite3.Connection, name: str, key: str, change: RowChange) -> None:
    after: dict[str, Any] | None = change.after
    if after is None:
        connection.execute(f"DELETE FROM {name} WHERE {key} = ?", (change.key,))
        return
    columns, values = ", ".join(quoted(column) for column in after), tuple(after.values())
    if change.before is None:
        marks = ", ".join("?" for _ in after)
        connection.execute(f"INSERT INTO {name} ({columns}) VALUES ({marks})", values)
        return
    pairs = ", ".join(f"{quoted(column)} = ?" for column in after)
    connection.execute(f"UPDATE {name} SET {pairs} WHERE {key} = ?", (*values, change.key))
