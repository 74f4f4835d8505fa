"""Rows changed by hand between turns: a row of the trace, its inspection, a line in the chat."""

from __future__ import annotations

from sandbox.log.event import WorldEdited
from sandbox.log.fold import Session
from sandbox.log.row_history import RowDeed, edits_after, outside_turns, summary
from sandbox.tui.feed.inspect.call import change_section
from sandbox.tui.feed.view import Inspection, Row, Tab


def with_edits(session: Session, turn: int, rows: list[Row]) -> list[Row]:
    """The rows of `turn`, those of edits that followed it after them; before turn 1 the first."""
    before = _rows(session, 0) if turn == 1 else []
    return [*before, *rows, *_rows(session, turn)]


def inspect_edits(session: Session, key: str) -> Inspection | None:
    """What the row `edit:2` stands for: the edits after turn 2, each row before and after."""
    after = int(key.partition(":")[2])
    changes = [change for deed in edits_after(session, after) for change in deed.changes]
    if not changes:
        return None
    tab = Tab("Rows", lambda: tuple(map(change_section, changes)), len(changes))
    return Inspection(key, f"by hand after turn {after}", tabs=(tab,))


def edit_notes(session: Session) -> dict[int, list[str]]:
    """The chat's lines of all that was changed by hand, by the turn after which it was; 0: none."""
    notes: dict[int, list[str]] = {}
    if any(isinstance(event, WorldEdited) for event in session.outside):
        for deed in outside_turns(session):
            if not (deed.hop or deed.tool):
                notes.setdefault(deed.after, []).append(edit_note(deed))
    return notes


def edit_note(edit: WorldEdited | RowDeed) -> str:
    """`Rows changed by hand: orders ~1, refunds -1 (F5 shows them)`."""
    what = f"Rows of {edit.restored} are back" if edit.restored else "Rows changed by hand"
    return f"{what}: {summary(edit.changes)} (F5 shows them)"


def _rows(session: Session, after: int) -> list[Row]:
    deeds = edits_after(session, after)
    if not deeds:
        return []
    names = dict.fromkeys(deed.label for deed in deeds)
    changes = [change for deed in deeds for change in deed.changes]
    text = f"{', '.join(names)}: {summary(changes)}"
    return [Row(f"edit:{after}", "note", max(after, 1), text, text=text.lower())]
