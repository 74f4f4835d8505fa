"""New keys: a prefix and a padded number, counted in the world itself.

The counter is a row like any other, so a transaction that is rolled back takes its numbers back,
and a fork at an earlier turn gives the same keys again.
"""

import sqlite3

from sandbox.api import ToolError
from sandbox.domain.schema import Table


def new_id(connection: sqlite3.Connection, table: Table) -> str:
    """The next key of a table, e.g. `O-10042`.

    Raises `ToolError` when the table's keys have no pattern or its digits are used up.
    """
    if not table.digits:
        raise ToolError(f"keys of {table.name} have no pattern, so one has to be given")
    found = connection.execute(
        "UPDATE _counters SET next = next + 1 WHERE name = ? RETURNING next - 1", (table.name,)
    ).fetchone()
    number = found[0]
    if number >= 10**table.digits:
        raise ToolError(f"{table.name} has used up its keys of {table.digits} digits")
    return f"{table.prefix}{number:0{table.digits}d}"


def keep_ahead(connection: sqlite3.Connection, table: Table, key: str) -> None:
    """Moves the counter past a key that somebody chose."""
    number = number_in(table, key)
    if number:
        connection.execute(
            "UPDATE _counters SET next = ? WHERE name = ? AND next <= ?",
            (number + 1, table.name, number),
        )


def number_in(table: Table, key: str) -> int:
    """The number in a key of the table's pattern, 0 for any other key."""
    digits = key.removeprefix(table.prefix)
    fits = key.startswith(table.prefix) and len(digits) == table.digits
    return int(digits) if fits and digits.isascii() and digits.isdigit() else 0
