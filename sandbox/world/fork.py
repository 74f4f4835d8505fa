"""Copies a world by SQLite's backup API, and takes it back to the start of a turn."""

import json
import sqlite3
from pathlib import Path

from sandbox.domain.tool import RowChange
from sandbox.world.apply import apply_changes, inverse
from sandbox.world.database import WorldDatabase


def fork(world: WorldDatabase, path: Path) -> WorldDatabase:
    """A copy at `path` that shares nothing with the original, ledger and counters included."""
    target = sqlite3.connect(path)
    try:
        world.connection.backup(target)
    finally:
        target.close()
    return WorldDatabase(path, world.tables)


def fork_at_turn(world: WorldDatabase, path: Path, turn: int) -> WorldDatabase:
    """A copy as the world was when `turn` began."""
    copy = fork(world, path)
    undo_from(copy, turn)
    return copy


def undo_from(world: WorldDatabase, turn: int) -> None:
    """Takes back every row change, ledger entry and new key of `turn` and later ones."""
    connection = world.connection
    found = connection.execute(
        "SELECT tbl, key, before, after FROM _changes WHERE turn >= ? ORDER BY seq DESC", (turn,)
    ).fetchall()
    apply_changes(world, [inverse(_change(row)) for row in found])
    connection.execute("DELETE FROM _changes WHERE turn >= ?", (turn,))
    connection.execute("DELETE FROM _ledger WHERE turn >= ?", (turn,))
    for table in sorted({row[0] for row in found}):
        inserted = [row[1] for row in found if row[0] == table and row[2] is None]
        if inserted:
            connection.execute(
                "UPDATE _counters SET last = last - ? WHERE tbl = ?", (len(inserted), table)
            )


def _change(row: sqlite3.Row) -> RowChange:
    table, key, before, after = row
    return RowChange(
        table=table,
        key=key,
        before=None if before is None else json.loads(before),
        after=None if after is None else json.loads(after),
    )
