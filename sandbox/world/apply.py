"""Applies row changes that a tape or a person brings, exactly or not at all."""

import sqlite3
from collections.abc import Iterable
from typing import Any

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.schema import Table
from sandbox.domain.tool import RowChange
from sandbox.world.cells import BadCell, columns_of, kind_of
from sandbox.world.counters import keep_ahead
from sandbox.world.database import WorldDatabase
from sandbox.world.journal import put
from sandbox.world.rows import RowWriter


def apply_changes(world: WorldDatabase, changes: Iterable[RowChange], turn: int = 0) -> None:
    """Applies every change in one transaction, in order, with real values.

    `turn`: the turn they belong to; 0 means by hand, after whatever came last. Key counters move
    past inserted keys, so that a session can go on live from here. Raises `SandboxError`, and
    applies nothing, when a row is not as the change found it.
    """
    try:
        with world.writing(turn) as transaction:
            apply_in(transaction.rows, changes)
    except sqlite3.Error as error:
        raise SandboxError(f"the recorded row changes can't be applied: {error}") from None


def apply_in(rows: RowWriter, changes: Iterable[RowChange]) -> None:
    """The same inside a transaction of the caller's, who ends it. Raises `sqlite3.Error` too."""
    # Each row has its last form at once, so a reference may come before its row.
    rows.connection.execute("PRAGMA defer_foreign_keys = ON")
    for change in changes:
        _apply(rows.tables.get(change.table), change, rows)


def _apply(table: Table | None, change: RowChange, rows: RowWriter) -> None:
    if table is None:
        raise SandboxError(f"this world has no table {change.table}")
    found = rows.row(change.table, change.key)
    _same(table, change, found)
    try:
        put(rows.connection, table, change.key, change.after, exists=found is not None)
    except BadCell as error:
        raise SandboxError(f"{change.table} {change.key}: {error}") from None
    if change.before is None:
        keep_ahead(rows.connection, table, change.key)


def _same(table: Table, change: RowChange, found: dict[str, JSON] | None) -> None:
    if found == change.before:
        return
    where = f"{change.table} {change.key}"
    hint = "the seed or an earlier change differs from the recording's"
    if found is None:
        raise SandboxError(f"{where} is not there; the recording changes it", hint)
    if change.before is None:
        raise SandboxError(f"{where} is there already; the recording adds it", hint)
    columns = columns_of(table)
    names = [name for name in {**found, **change.before} if name not in columns]
    names = names or [name for name in columns if found.get(name) != change.before.get(name)]
    differences = ", ".join(
        f"{name}: {_shown(table, name, found)}, recorded {_shown(table, name, change.before)}"
        for name in names[:3]
    )
    raise SandboxError(f"{where} is not as the recording found it ({differences})", hint)


def _shown(table: Table, name: str, row: dict[str, Any]) -> str:
    """A value for an error message; what kind of value when the column is personal."""
    column = columns_of(table).get(name)
    if name not in row:
        return "no such column"
    if column is None or column.personal:
        return kind_of(row[name])
    return repr(row[name])[:40]
