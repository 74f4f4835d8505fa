"""Every row change that a log tells, in order, with who made it: a hop, or a person by hand."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from sandbox.domain.tool import RowChange
from sandbox.log.event import ToolAttempted, ToolResponded, WorldEdited
from sandbox.log.fold import Session, Turn

_SIGNS: Final = {"insert": "+", "update": "~", "delete": "-"}
_MOST_TABLES: Final = 4


@dataclass(frozen=True)
class RowDeed:
    """Changes made together, masked as the log has them.

    `hop`: `3.6`; of a call that a person ran again, the one it was made in; "" for an edit by hand.
    `turn`: the turn it was made in, else 0. `after`: how many turns had ended before.
    `restored`: the snapshot whose rows an edit brought back. `tool`: called between turns, not by a
    hop.
    """

    changes: tuple[RowChange, ...]
    hop: str
    turn: int
    after: int
    restored: str = ""
    tool: str = ""

    @property
    def line(self) -> str:
        """`by hand: orders ~1`."""
        return f"{self.label}: {summary(self.changes)}"

    @property
    def label(self) -> str:
        """Who did it, in a few words: `hop 3.6`, `by hand`, `restore start`."""
        if not self.hop:
            return self.tool or (f"restore {self.restored}" if self.restored else "by hand")
        return f"hop {self.hop}" if self.turn else f"hop {self.hop} again"


def row_history(session: Session) -> list[RowDeed]:
    """All of them, in the order in which they happened."""
    found = list(outside_turns(session))
    found += [deed for turn in session.turns for deed in deeds_of(turn)]
    # What follows a turn comes after what was done in it.
    return sorted(found, key=lambda deed: (deed.turn or deed.after, not deed.turn))


def deeds_of(turn: Turn) -> Iterator[RowDeed]:
    """What the hops of one turn changed."""
    for hop in turn.hops:
        if hop.changes:
            yield RowDeed(tuple(hop.changes), hop.id, turn.number, turn.number - 1)


def outside_turns(session: Session) -> Iterator[RowDeed]:
    """What was changed between turns, in order."""
    rerun, tool, after = "", "", 0
    for event in session.outside:
        if event.turn or not event.at:
            continue
        # A turn moves the world's clock, so what has its end's time or a later one follows it.
        while after < len(session.turns) and _ended_by(session.turns[after], event.at):
            after += 1
        if isinstance(event, WorldEdited):
            yield RowDeed(event.changes, "", 0, after, event.restored)
        elif isinstance(event, ToolAttempted):
            rerun, tool = event.rerun, event.tool
        elif isinstance(event, ToolResponded) and event.changes:
            yield RowDeed(event.changes, rerun, 0, after, tool="" if rerun else tool)


def edits_after(session: Session, after: int) -> list[RowDeed]:
    """What a person changed by hand after a turn, 0 for before the first."""
    if not any(isinstance(event, WorldEdited) for event in session.outside):
        return []
    deeds = outside_turns(session)
    return [one for one in deeds if one.after == after and not (one.hop or one.tool)]


def summary(changes: Iterable[RowChange]) -> str:
    """`orders ~1, refunds -2`: how many rows of which table are new, changed, gone."""
    counts = Counter((one.table, _SIGNS[one.operation]) for one in changes)
    tables = [f"{table} {sign}{count}" for (table, sign), count in counts.items()]
    more = len(tables) - _MOST_TABLES
    return ", ".join(tables[:_MOST_TABLES]) + (f" and {more} more" if more > 0 else "")


def _ended_by(turn: Turn, at: str) -> bool:
    return turn.finished is not None and turn.finished.at <= at
