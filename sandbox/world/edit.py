"""SQL of a person that writes: tried out first, so that what it would change can be looked at."""

import sqlite3
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from sandbox.api import ToolError
from sandbox.domain.faults import SandboxError
from sandbox.domain.schema import Table
from sandbox.domain.tool import RowChange
from sandbox.world import journal
from sandbox.world.cells import BadCell, storable, to_cells
from sandbox.world.connection import copied, not_a_world
from sandbox.world.database import WorldDatabase
from sandbox.world.query import ended, without_values
from sandbox.world.refused import hint_of
from sandbox.world.sql import change
from sandbox.world.sql_functions import prepare

MOST_CHANGED: Final = 2_000
"""Rows of one edit: its event holds each of them before and after."""

SECONDS: Final = 5.0
"""How long a statement is tried out."""

_READS: Final = frozenset(
    (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
)
_WRITES: Final = frozenset((sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE))


def rehearse(
    world: WorldDatabase,
    sql: str,
    now: str = "",
    stoppable: Callable[[sqlite3.Connection], AbstractContextManager[None]] = nullcontext,
) -> tuple[RowChange, ...]:
    """What one INSERT, UPDATE or DELETE would change, with real values; nothing is changed.

    It is tried on a copy in memory: neither does it wait for a writer, nor a writer for it.
    `now`: the world's time, for which the statement writes `:now`. `stoppable`: entered while it
    runs, with its connection, which another thread may interrupt.

    Raises `SandboxError` (code 2): SQLite's words, another kind of statement, a table that is not
    the pack's, more than `MOST_CHANGED` rows, a statement that runs away, a value that its column
    can't hold.
    """
    if not storable(sql):
        raise SandboxError("a NUL or half a character is in it", "type it again without", code=2)
    # A transaction on the world itself would keep every writer out, for seconds.
    connection = copied(world.path)
    try:
        with stoppable(connection), ended(connection, SECONDS) as late:
            return _tried(connection, world.tables, sql, now, late)
    except (ToolError, ValueError) as error:
        said = without_values(str(error).removeprefix("SQL: "))
        raise SandboxError(said, hint_of(said, sql, world.tables), code=2) from None
    except sqlite3.OperationalError as error:
        raise not_a_world(world.path, error) from None
    finally:
        connection.close()  # and the copy is gone


def _tried(
    connection: sqlite3.Connection,
    tables: Mapping[str, Table],
    sql: str,
    now: str,
    late: threading.Event,
) -> tuple[RowChange, ...]:
    mark = journal.mark(connection)
    prepare(connection)
    connection.set_authorizer(_only_rows_of(tables))
    try:
        change(connection, sql, {"now": now})
    except (sqlite3.DatabaseError, sqlite3.Warning) as error:
        words = without_values(str(error))
        if words == "interrupted":
            words = f"the statement {'takes too long' if late.is_set() else 'was stopped'}"
        if words in ("not authorized", "authorization denied"):
            words = "only INSERT, UPDATE and DELETE on tables of the pack write here"
        raise ToolError(words) from None
    finally:
        connection.set_authorizer(None)
    most = journal.mark(connection) - mark
    if most > MOST_CHANGED:
        raise ToolError(f"it changes {most:,} rows; at most {MOST_CHANGED:,} fit: add a WHERE")
    changes = _read(connection, tables, mark)
    for one in changes:
        if one.after is not None:
            _check(tables[one.table], one)
    return changes


def _read(
    connection: sqlite3.Connection, tables: Mapping[str, Table], mark: int
) -> tuple[RowChange, ...]:
    try:
        return journal.changes_since(connection, tables, mark)
    except ValueError:
        raise ToolError("a column of JSON was given text that is no JSON") from None


def _check(table: Table, change: RowChange) -> None:
    """Raises `ToolError` for a value that no tool could have written."""
    try:
        to_cells(table, change.after or {})
    except BadCell as error:
        raise ToolError(f"{change.table} {change.key}: {error}") from None


def _only_rows_of(tables: Mapping[str, Table]):
    def allowed(
        action: int, name: str | None, _more: str | None, _database: str | None, inside: str | None
    ) -> int:
        # What a trigger of the world does (`inside` is its name) belongs to the statement.
        fine = action in _READS or (action in _WRITES and (inside is not None or name in tables))
        return sqlite3.SQLITE_OK if fine else sqlite3.SQLITE_DENY

    return allowed
