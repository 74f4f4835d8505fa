"""What was done under which key: written in the transaction of the effect itself."""

import json

from sandbox.domain.tool import Ok, RowChange
from sandbox.ports import Attempt, ToolReply
from sandbox.world.database import WorldDatabase


def find(world: WorldDatabase, key: str) -> ToolReply | None:
    """The reply of the effect that happened under `key`, None if none did."""
    if not key:
        return None
    found = world.connection.execute(
        "SELECT result, changes FROM _ledger WHERE key = ?", (key,)
    ).fetchone()
    if found is None:
        return None
    changes = tuple(RowChange.model_validate(change) for change in json.loads(found[1]))
    return ToolReply(outcome=Ok(result=json.loads(found[0])), changes=changes, from_ledger=True)


def record(world: WorldDatabase, attempt: Attempt, reply: ToolReply) -> None:
    """Writes the success down; the caller's transaction makes it one with the effect."""
    assert isinstance(reply.outcome, Ok)
    changes = json.dumps([change.model_dump(mode="json") for change in reply.changes])
    world.connection.execute(
        "INSERT INTO _ledger VALUES (?, ?, ?, ?, ?, ?)",
        (
            attempt.key,
            attempt.tool,
            json.dumps(reply.outcome.result),
            changes,
            attempt.turn,
            attempt.hop,
        ),
    )
