"""SQL that a person typed, on the index: it only reads, and it ends."""

import difflib
import re
import sqlite3
from collections.abc import Iterable
from typing import Any, Final

from sandbox.domain.faults import SandboxError
from sandbox.log.index import SessionIndex
from sandbox.log.index_views import VIEWS
from sandbox.log.patience import Patience

_READS: Final = frozenset(
    (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
)
_STEPS: Final = 1_000_000
_MOST_STEPS: Final = 3_000
"""Times a million steps of SQLite's machine: about a minute, the same on any machine."""


def query(index: SessionIndex, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Names of the columns, and the rows.

    Raises `SandboxError` (code 2) that names the nearest view or column, or all of them.
    """
    shape = views(index)
    try:
        return index.trying(lambda: _query(index.connection, sql))
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise SandboxError(*_words(str(error), sql, shape), code=2) from None


def _query(connection: sqlite3.Connection, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    connection.execute("PRAGMA query_only = ON")
    # query_only alone could be switched off by the very SQL that it guards against.
    connection.set_authorizer(_only_reads)
    connection.set_progress_handler(Patience(_MOST_STEPS), _STEPS)
    try:
        cursor = connection.execute(sql)
        if cursor.description is None:
            raise SandboxError("this is no query", "one SELECT at a time", code=2)
        return [column[0] for column in cursor.description], cursor.fetchall()
    finally:
        connection.set_authorizer(None)
        connection.set_progress_handler(None, 0)


def views(index: SessionIndex) -> dict[str, list[str]]:
    """The columns of each view, in order."""
    return {
        name: [column["name"] for column in index.select(f"PRAGMA table_info({name})")]
        for name in VIEWS
    }


def _only_reads(action: int, *_what: object) -> int:
    return sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY


def _words(said: str, sql: str, shape: dict[str, list[str]]) -> tuple[str, str]:
    """What is wrong, and what there is instead."""
    if said == "not authorized":
        return "this SQL would change the index; it is read-only", "one SELECT at a time"
    if said == "interrupted":
        return "the query takes too long", "join on session, turn and hop"
    if match := re.fullmatch(r"no such table: (?:main\.)?(.+)", said):
        return said.replace("table", "view"), f"{_near(match[1], shape)}views: {', '.join(shape)}"
    if match := re.fullmatch(r"no such column: (?:.+\.)?(.+)", said):
        used = {name: columns for name, columns in shape.items() if _names(name, sql)}
        every = [column for columns in used.values() for column in columns]
        lists = "; ".join(f"{name}: {', '.join(columns)}" for name, columns in used.items())
        return said, _near(match[1], every) + lists
    return said, f"views: {', '.join(shape)}"


def _near(word: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(word.strip("\"'`[]").lower(), list(known), n=1)
    return f"did you mean {found[0]}? " if found else ""


def _names(view: str, sql: str) -> bool:
    return re.search(rf"\b{view}\b", sql, re.IGNORECASE) is not None
