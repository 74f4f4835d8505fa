"""Puts a pack's seed rows into a new world."""

import re
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.domain.faults import SandboxError
from sandbox.domain.schema import Table
from sandbox.world.tables import quoted


def seed(
    connection: sqlite3.Connection,
    tables: Mapping[str, Table],
    rows: Mapping[str, Iterable[Mapping[str, Any]]],
) -> None:
    """Inserts every row and sets the key counters. Raises `SandboxError` naming table and row."""
    for table in tables.values():
        names = [column.name for column in table.columns]
        columns = ", ".join(quoted(name) for name in names)
        marks = ", ".join("?" for _ in names)
        statement = f"INSERT INTO {quoted(table.name)} ({columns}) VALUES ({marks})"
        last = 0
        for number, row in enumerate(rows.get(table.name, ()), 1):
            try:
                connection.execute(statement, [row.get(name) for name in names])
            except sqlite3.Error as error:
                raise SandboxError(
                    f"rows/{table.name}.csv, row {number}: {error}", "mend the row"
                ) from None
            last = max(last, key_number(str(row.get(table.key, ""))))
        connection.execute("INSERT INTO _counters VALUES (?, ?)", (table.name, last))


def key_number(key: str) -> int:
    """The number at the end of a key; 0 when it has none."""
    found = re.search(r"(\d+)$", key)
    return int(found[1]) if found else 0
