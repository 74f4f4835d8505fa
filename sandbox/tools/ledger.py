"""The idempotency ledger: what has been done, by key, in the same transaction as the effect.

Its table lives in the world (`sandbox.world.schema.LEDGER`), so that an undo takes entries back.
"""

import sqlite3
from typing import Final

from pydantic import TypeAdapter

from sandbox.domain.base import JSON
from sandbox.domain.tool import Ok, RowChange
from sandbox.log.codec import canonical
from sandbox.ports import Attempt, ToolReply

_CHANGES: Final[TypeAdapter[tuple[RowChange, ...]]] = TypeAdapter(tuple[RowChange, ...])
_RESULT: Final[TypeAdapter[JSON]] = TypeAdapter(JSON)


def find(connection: sqlite3.Connection, key: str) -> ToolReply | None:
    """The stored success and its row changes, inside the caller's transaction."""
    sql = "SELECT result, changes FROM _ledger WHERE key = ?"
    found = connection.execute(sql, (key,)).fetchone()
    if found is None:
        return None
    return ToolReply(
        outcome=Ok(result=_RESULT.validate_json(found[0])),
        changes=_CHANGES.validate_json(found[1]),
        from_ledger=True,
    )


def enter(
    connection: sqlite3.Connection, attempt: Attempt, result: JSON, changes: tuple[RowChange, ...]
) -> None:
    """Writes a success down, inside the transaction that makes it."""
    connection.execute(
        "INSERT INTO _ledger (key, tool, result, changes, turn, told) VALUES (?, ?, ?, ?, ?, 0)",
        (
            attempt.key,
            attempt.tool,
            canonical(result),
            _CHANGES.dump_json(changes).decode(),
            attempt.turn,
        ),
    )
