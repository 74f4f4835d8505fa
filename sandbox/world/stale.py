"""A transaction that sees the world as it was before its last change: a replica that lags."""

import sqlite3

from sandbox.world import journal
from sandbox.world.database import WorldDatabase
from sandbox.world.schema import INTERNAL
from sandbox.world.transaction import Transaction


def begin_stale(world: WorldDatabase) -> Transaction:
    """Begins it; it is to be rolled back, and refuses to write.

    Raises `sqlite3.OperationalError` (busy).
    """
    transaction = world.begin(writes=True)
    try:
        connection = transaction.connection
        tables = {**transaction.rows.tables, **{table.name: table for table in INTERNAL}}
        journal.undo(connection, tables, _before_last_change(connection))
        connection.execute("PRAGMA query_only = ON")
    except BaseException:
        transaction.rollback()
        raise
    transaction.writes = False
    return transaction


def _before_last_change(connection: sqlite3.Connection) -> int:
    """The mark at which the call that wrote last began; 0 when nothing was ever written."""
    last = connection.execute("SELECT turn, hop FROM _changes ORDER BY id DESC LIMIT 1").fetchone()
    if last is None:
        return 0
    before = connection.execute(
        "SELECT id FROM _changes WHERE (turn, hop) <> (?, ?) ORDER BY id DESC LIMIT 1", last
    ).fetchone()
    return before[0] if before else 0
