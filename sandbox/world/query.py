"""SQL that a person typed: read-only, and it ends."""

import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.log.patience import Patience

_READS: Final = frozenset(
    (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
)
_LONGEST: Final = 4_000_000
"""Bytes of one value, so that no function fills the memory."""

_STEPS: Final = 1_000_000
_MOST_STEPS: Final = 300
"""Times a million steps of SQLite's machine, some seconds. Counted, so it is the same anywhere."""

_OF_THE_TEXT: Final = re.compile(
    r"near \".+\": syntax error|unrecognized token|no such |ambiguous column|wrong number of arg"
    r"|.*constraint failed|row value misused|misuse of |table .+ has no column|no query solution",
    re.DOTALL,
)
"""What SQLite quotes in these is the statement, or the pack's schema; elsewhere it is a cell."""


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


@dataclass
class Guard:
    """What a person's SQL may take, and what it read.

    `seconds`: after which it is stopped, 0 = counted steps alone, so that it is the same in each
    replay. `longest`: bytes of one value; `columns` of one result, 0 = SQLite's own limit.
    `reads`: tables and columns, as the statement was prepared.
    """

    seconds: float = 0
    longest: int = _LONGEST
    columns: int = 0
    reads: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def may(self, action: int, name: str | None, column: str | None, *_more: object) -> int:
        """As SQLite's authorizer: reading alone."""
        if action == sqlite3.SQLITE_READ and name and column:
            self.reads.add((name, column))
        return sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY


@contextmanager
def ended(connection: sqlite3.Connection, seconds: float) -> Iterator[threading.Event]:
    """Interrupts what runs on the connection after `seconds` (0: never); the event tells if so."""
    late = threading.Event()

    def stop() -> None:
        late.set()
        with suppress(sqlite3.ProgrammingError):  # it has just ended by itself
            connection.interrupt()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    if seconds:
        timer.start()
    try:
        yield late
    finally:
        timer.cancel()


@contextmanager
def guarded(connection: sqlite3.Connection, guard: Guard | None = None) -> Iterator[None]:
    """Inside, the connection only reads, and ends. Raises `SandboxError` (code 2)."""
    guard, patience = guard or Guard(), Patience(_MOST_STEPS)
    with ended(connection, guard.seconds) as late:
        try:
            connection.execute("PRAGMA query_only = ON")
            # query_only alone could be switched off by the very SQL that it guards against.
            connection.set_authorizer(guard.may)
            connection.set_progress_handler(patience, _STEPS)
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, guard.longest)
            if guard.columns:
                connection.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, guard.columns)
            yield
        except (sqlite3.Error, sqlite3.Warning) as error:
            words = _words(error, runs_away=patience.over or late.is_set(), longest=guard.longest)
            raise SandboxError(words, "one SELECT at a time", code=2) from None
        finally:
            connection.set_progress_handler(None, 0)


def without_values(said: str) -> str:
    """SQLite's words about a statement, up to where they quote what stands in a cell."""
    if _OF_THE_TEXT.match(said):
        return said
    kept = re.split(r"['\"]|, not ", said, maxsplit=1)[0]
    return said if kept == said else re.sub(r"(?:\s+(?:near|with text)|:)?\s*$", "", kept)


def _words(error: sqlite3.Error | sqlite3.Warning, runs_away: bool, longest: int) -> str:
    said = str(error)
    if said in ("not authorized", "authorization denied"):
        return "this SQL would change the world; it is read-only here"
    if said == "interrupted":
        return "the query takes too long" if runs_away else "the query was stopped"
    if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_TOOBIG:
        return f"a value, or the query, has more than {longest:,} bytes"
    return without_values(said)
