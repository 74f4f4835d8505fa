"""Rows changed by hand between turns: a row of the trace, its inspection, a line in the chat."""

from __future__ import annotations

from collections import Counter

from sandbox.domain.tool import RowChange
from sandbox.log.event import WorldEdited
from sandbox.log.fold import Session
from sandbox.log.row_history import RowDeed, outside_turns
from sandbox.tui.feed.format import plural
from sandbox.tui.feed.inspect.call import change_section
from sandbox.tui.feed.view import Inspection, Row, Tab

_SIGNS = {"insert": "+", "update": "~", "delete": "-"}


def with_edits(session: Session, turn: int, rows: list[Row]) -> list[Row]:
    """The rows of `turn`, those of edits that followed it after them; before turn 1 the first."""
    if not any(isinstance(event, WorldEdited) for event in session.outside):
        return rows
    before = _rows(session, 0) if turn == 1 else []
    return [*before, *rows, *_rows(session, turn)]


def inspect_edits(session: Session, key: str) -> Inspection | None:
    """What the row `edit:2` stands for: the edits after turn 2, each row before and after."""
    after = int(key.partition(":")[2])
    changes = [change for deed in _edits(session, after) for change in deed.changes]
    if not changes:
        return None
    tab = Tab("Rows", lambda: tuple(map(change_section, changes)), len(changes))
    return Inspection(key, f"by hand after turn {after}", tabs=(tab,))


def words_of(event: WorldEdited) -> str:
    """`You changed 2 rows by hand: orders ~1, refunds -1`."""
    what = f"Rows of {event.restored} are back" if event.restored else "Rows changed by hand"
    return f"{what}: {_summary(event.changes)}"


def _rows(session: Session, after: int) -> list[Row]:
    deeds = _edits(session, after)
    if not deeds:
        return []
    names = dict.fromkeys(deed.label for deed in deeds)
    changes = [change for deed in deeds for change in deed.changes]
    text = f"{', '.join(names)}: {_summary(changes)}"
    return [Row(f"edit:{after}", "note", max(after, 1), text, text=text.lower())]


def _edits(session: Session, after: int) -> list[RowDeed]:
    """Of hand alone: what a call did has rows of its own."""
    deeds = outside_turns(session)
    return [one for one in deeds if one.after == after and not (one.hop or one.tool)]


def _summary(changes: tuple[RowChange, ...] | list[RowChange]) -> str:
    counts = Counter((change.table, _SIGNS[change.operation]) for change in changes)
    tables = [f"{table} {sign}{count}" for (table, sign), count in counts.items()]
    shown = ", ".join(tables[:4])
    more = len(tables) - 4
    return f"{shown} and {plural(more, 'more change')}" if more > 0 else shown
