"""Where in a SQL text a mistake is: SQLite names the word, and not the place."""

import re
import sqlite3
from typing import Final

_NEAR: Final = re.compile(r'^near "(?P<word>.+)": syntax error', re.DOTALL)
_UNREAD: Final = re.compile(r'^unrecognized token: "(?P<word>.+)"', re.DOTALL)
_NAMED: Final = re.compile(r"^(?:no such (?:column|table|function)|ambiguous column name): (.+)$")
_STOP: Final = "\x01"
"""No token of SQL: what is before it was read without a complaint, if this is what is told."""


def place_of(connection: sqlite3.Connection, sql: str, said: str) -> int:
    """The character (from 0) that SQLite's words `said` about `sql` are about; -1 if unknown."""
    if near := _NEAR.match(said) or _UNREAD.match(said):
        return _last_read(connection, sql, near["word"])
    if said.startswith("incomplete input"):
        return len(sql)
    if named := _NAMED.match(said):
        last = named[1].rpartition(".")[2]
        found = re.search(rf"(?<!\w){re.escape(last)}(?!\w)", sql, re.IGNORECASE)
        return found.start() if found else -1
    return -1


def _last_read(connection: sqlite3.Connection, sql: str, word: str) -> int:
    """Of the places of `word`, the last one that SQLite's parser came to."""
    found = -1
    for match in re.finditer(re.escape(word), sql):
        try:
            connection.execute(f"EXPLAIN {sql[: match.start()]} {_STOP}")
        except sqlite3.Error as error:
            if _STOP not in str(error):
                break
            found = match.start()
        except sqlite3.Warning:
            break
    return found
