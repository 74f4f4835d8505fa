"""Runs one statement of a pack on an open transaction: bound values only, and it ends."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from sandbox.api import ToolError
from sandbox.domain.base import JSON
from sandbox.log.patience import Patience
from sandbox.world.cells import storable
from sandbox.world.sql_functions import prepare, taken

Cells = list[tuple[str, Any]]
"""One row as SQLite gave it: name and value of each column, in order."""

MOST_ROWS: Final = 1_000
MOST_STEPS: Final = 50_000_000
"""Steps of SQLite's machine, about a second. Counted, so it is the same anywhere."""
_EVERY: Final = 100_000
_LONGEST: Final = 4_000_000
"""Bytes of one value, so that no function fills the memory."""

_OURS: Final = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_MISMATCH)
"""Codes that tell a mistake in the statement or its values, and no trouble of the back-end."""


def select(
    connection: sqlite3.Connection, sql: str, values: Mapping[str, JSON], most: int = MOST_ROWS
) -> list[Cells]:
    """The rows of one SELECT. Raises `ToolError`, also for more than `most` rows."""
    with _limited(connection):
        cursor = connection.execute(sql, bound(values))
        names = [column[0] for column in cursor.description or ()]
        rows = cursor.fetchmany(most + 1)
    if len(rows) > most:
        raise ToolError(f"the query gives more than {f'{most:,} rows' if most > 1 else 'one row'}")
    return [list(zip(names, row, strict=True)) for row in rows]


def change(connection: sqlite3.Connection, sql: str, values: Mapping[str, JSON]) -> int:
    """How many rows one UPDATE or DELETE changed. Raises `ToolError`."""
    with _limited(connection):
        return connection.execute(sql, bound(values)).rowcount


def bound(values: Mapping[str, JSON]) -> dict[str, Any]:
    """Arguments as SQLite takes them; lists and objects as JSON text. Raises `ToolError`."""
    return {name: _bound(name, value) for name, value in values.items()}


def _bound(name: str, value: JSON) -> Any:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and not storable(value):
        raise ToolError(f"{name}: text with a NUL or half a character in it", "bad_arguments")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ToolError(f"{name}: a number that is too big", "bad_arguments")
    return value


@contextmanager
def _limited(connection: sqlite3.Connection) -> Iterator[None]:
    prepare(connection)
    patience = Patience(MOST_STEPS // _EVERY)
    before = connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    connection.set_progress_handler(patience, _EVERY)
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise ToolError(str(error)) from None
    except (sqlite3.OperationalError, sqlite3.DataError) as error:
        if patience.over:
            raise ToolError("the statement takes too long") from None
        if told := taken():
            raise told from None
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _OURS:
            raise ToolError(f"SQL: {error}") from None
        raise
    finally:
        connection.set_progress_handler(None, 0)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, before)
