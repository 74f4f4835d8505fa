"""Procedures that were left for another wish, and wait to be gone on with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from sandbox.domain.procedure import Procedure
from sandbox.domain.tool import RowChange
from sandbox.procedures import engine
from sandbox.procedures.engine import Run
from sandbox.procedures.paths import Facts, lookup
from sandbox.procedures.why import in_short

LIFE: Final = 6
"""Turns for which a procedure waits; as long as an answer is remembered."""
MOST: Final = 3
"""Procedures that wait at a time; the one that has waited longest goes first."""


@dataclass
class Shelved:
    """A run that was left in `turn`. `rows`: what it is about, by table and key; `stale`: why it
    can't be gone on with any more, "" while it can."""

    run: Run
    turn: int
    place: str
    rows: frozenset[tuple[str, str]] = frozenset()
    stale: str = ""


@dataclass
class Shelf:
    """The runs that wait, the last one left at the end."""

    waiting: list[Shelved] = field(default_factory=list[Shelved])

    def put(self, run: Run, procedure: Procedure, turn: int) -> None:
        """Keeps a run that stands at an `ask`: only there the customer knows how to go on."""
        step = engine.active(run, procedure)
        if step is None or step.kind != "ask":
            return
        tables = {spec.name: spec.table for spec in procedure.variables if spec.type == "row"}
        rows = {
            (tables[one.variable], str(one.value)) for one in run.asked if one.variable in tables
        }
        place = f"{procedure.id} at step {run.at + 1}: {step.source}"
        kept = run.model_copy(update={"moves": (), "via": ()})
        self.waiting = [one for one in self.waiting if one.run.procedure != run.procedure]
        self.waiting.append(Shelved(kept, turn, place, frozenset(rows)))
        del self.waiting[:-MOST]

    def changed(self, changes: Iterable[RowChange]) -> None:
        """Rows have changed; what rests on one of them is stale."""
        moved = {(change.table, change.key) for change in changes}
        for one in self.waiting:
            for table, key in sorted(one.rows & moved):
                one.stale = f"{key} of {table} has changed"

    def edited(self) -> None:
        """The procedures of the pack have changed; places in them mean nothing any more."""
        for one in self.waiting:
            one.stale = "the procedures were edited"

    def newest(self, turn: int, facts: Facts) -> Shelved | None:
        """The run to go on with in the turn after `turn`, None if none can be."""
        fresh = (one for one in reversed(self.waiting) if not why_not(one, turn, facts))
        return next(fresh, None)

    def take(self, shelved: Shelved) -> None:
        """It is gone on with, so it waits no more."""
        self.waiting.remove(shelved)

    def dropped(self, turn: int, facts: Facts) -> list[tuple[Shelved, str]]:
        """Takes away those that can't be gone on with, and says why."""
        found = [(one, why_not(one, turn, facts)) for one in self.waiting]
        self.waiting = [one for one, why in found if not why]
        return [(one, why) for one, why in found if why]

    @property
    def places(self) -> Sequence[str]:
        """Where each one waits: `damaged_item at step 3: ask damage`; the newest first."""
        return [one.place for one in reversed(self.waiting)]


def why_not(shelved: Shelved, turn: int, facts: Facts) -> str:
    """Why a run can't be gone on with, "" if it can."""
    if shelved.stale:
        return shelved.stale
    if turn - shelved.turn > LIFE:
        return f"it has waited for more than {LIFE} turns"
    for one in shelved.run.asked:
        now = lookup(facts, one.variable)
        if now != one.value:
            return f"{one.variable} was {in_short(one.value)} and is {in_short(now)} now"
    return ""
