"""SQL that a person typed: read-only, and it ends."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError

_READS: Final = frozenset(
    (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
)
_LONGEST: Final = 4_000_000
"""Bytes of one value, so that no function fills the memory."""

_STEPS: Final = 1_000_000
_MOST_STEPS: Final = 300
"""Times a million steps of SQLite's machine, some seconds. Counted, so it is the same anywhere."""


def query(connect: Callable[[], sqlite3.Connection], sql: str, limit: int) -> list[dict[str, JSON]]:
    """At most `limit` rows as dicts. Raises `SandboxError` (code 2)."""
    connection = connect()
    try:
        with guarded(connection):
            cursor = connection.execute(sql)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, cells, strict=True)) for cells in cursor.fetchmany(limit)]
    finally:
        connection.close()


@contextmanager
def guarded(connection: sqlite3.Connection) -> Iterator[None]:
    """Inside, the connection only reads, and ends. Raises `SandboxError` (code 2)."""
    left = _MOST_STEPS

    def impatient() -> bool:
        nonlocal left
        left -= 1
        return left < 0

    try:
        connection.execute("PRAGMA query_only = ON")
        # query_only alone could be switched off by the very SQL that it guards against.
        connection.set_authorizer(_only_reads)
        connection.set_progress_handler(impatient, _STEPS)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
        yield
    except (sqlite3.Error, sqlite3.Warning) as error:
        words = _words(str(error), runs_away=left < 0)
        raise SandboxError(words, "one SELECT at a time", code=2) from None
    finally:
        connection.set_progress_handler(None, 0)


def _only_reads(action: int, *_what: object) -> int:
    return sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY


def _words(said: str, runs_away: bool) -> str:
    if said in ("not authorized", "authorization denied"):
        return "this SQL would change the world; it is read-only here"
    if said == "interrupted":
        return "the query takes too long" if runs_away else "the query was stopped"
    return said
