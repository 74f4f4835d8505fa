"""An edit by hand of a recording, made once more in a session that goes on live."""

from collections.abc import Iterator
from typing import Any

from sandbox.domain.faults import SandboxError
from sandbox.domain.tool import RowChange
from sandbox.hub.live import LiveSession
from sandbox.hub.world_edit import edit_aside
from sandbox.log.event import WorldEdited
from sandbox.privacy.mask import Mask
from sandbox.replay.hidden_cells import as_found


async def edit_again(live: LiveSession, event: WorldEdited, tape: Mask) -> None:
    """What the person changed is changed here too; `tape` knows the recording's values.

    Another model may have left the rows otherwise. It is a three-way merge: a column that the
    person left alone keeps what it has here, and what both have changed is nobody's to decide.
    Raises `SandboxError`, and changes nothing, for a row that is gone, is there already, or has
    another value than the person found.
    """
    real = as_found(event.changes, tape, live.parts.ports.rows)
    wanted = tuple(_merged(live, real))
    if wanted:
        await edit_aside(live, wanted, event.restored if wanted == real else "")


def _merged(live: LiveSession, changes: tuple[RowChange, ...]) -> Iterator[RowChange]:
    for change in changes:
        now = live.parts.ports.rows.row(change.table, change.key)
        if now == change.after:
            continue
        if now == change.before:
            yield change
        elif now is None or change.before is None or change.after is None:
            raise _other(live, change, "is gone" if now is None else "is another row")
        else:
            after = _columns(live, change, now, change.before, change.after)
            if after != now:
                yield change.model_copy(update={"before": now, "after": after})


def _columns(
    live: LiveSession,
    change: RowChange,
    now: dict[str, Any],
    before: dict[str, Any],
    after: dict[str, Any],
) -> dict[str, Any]:
    mine = {name: value for name, value in after.items() if before.get(name) != value}
    clash = [name for name, value in mine.items() if now.get(name) not in (before.get(name), value)]
    if clash:
        raise _other(live, change, f"has another {', '.join(clash)}")
    return {**now, **mine}


def _other(live: LiveSession, change: RowChange, how: str) -> SandboxError:
    return SandboxError(
        f"after turn {len(live.session.turns)} somebody edited {change.table} {change.key} "
        f"by hand, which {how} here",
        "go on from a turn after that edit",
    )
