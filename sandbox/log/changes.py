"""Row changes put together: what several of them come to."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sandbox.domain.tool import RowChange

if TYPE_CHECKING:
    from sandbox.log.fold import Session


def net(changes: Iterable[RowChange]) -> tuple[RowChange, ...]:
    """The same effect with each row once; a row that ends as it began is left out."""
    rows: dict[tuple[str, str], RowChange] = {}
    for change in changes:
        at = (change.table, change.key)
        first = rows.get(at)
        rows[at] = first.model_copy(update={"after": change.after}) if first else change
    return tuple(change for change in rows.values() if change.before != change.after)


def changes_by_turn(session: "Session") -> dict[int, list[RowChange]]:
    """Every change that the log tells, by turn; 0 for those by hand between turns."""
    by_turn = {turn.number: turn.changes for turn in session.turns if turn.changes}
    outside = session.outside_changes
    return {**({0: outside} if outside else {}), **by_turn}
