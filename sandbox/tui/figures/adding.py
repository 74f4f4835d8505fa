"""The rows of a turn against its total: exactly, and as the screen rounds them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sandbox.domain.money import Cost, total_cost
from sandbox.log.fold import Turn
from sandbox.log.times import times_of
from sandbox.tui.feed.format import dollars, millis
from sandbox.tui.feed.rows import base_rows


@dataclass(frozen=True, slots=True)
class Addend:
    """One row: `exact` in nanoseconds or nano-dollars, `shown` as the screen writes it."""

    name: str
    exact: int
    shown: str

    @property
    def as_shown(self) -> Decimal:
        """The figure that `shown` says, in the unit in which it is shown."""
        plain = self.shown.translate({ord(char): None for char in "≈$,<"})
        return Decimal(0) if "<" in self.shown else Decimal(plain)


@dataclass(frozen=True, slots=True)
class Sum:
    """Rows and their total. `unit` is how many nano-somethings one of what is shown is."""

    rows: tuple[Addend, ...]
    total: Addend
    unit: int

    @property
    def exact(self) -> int:
        """What the rows add up to, in whole nanoseconds or nano-dollars."""
        return sum(row.exact for row in self.rows)

    @property
    def shown(self) -> Decimal:
        """What the rows add up to as they are rounded on the screen."""
        return sum((row.as_shown for row in self.rows), Decimal(0))

    @property
    def apart(self) -> Decimal:
        """How far the shown rows are from the total, from rounding each by itself."""
        return self.shown - Decimal(self.total.exact) / self.unit


def time_of(turn: Turn) -> Sum:
    """Hops, waiting and the time between hops of a turn that has ended; in milliseconds."""
    rows = [row for row in base_rows(turn) if row.kind in ("hop", "wait", "between")]
    addends = tuple(
        Addend(f"{row.number} {row.name} {row.subject}".strip(), row.own, millis(row.own))
        for row in rows
    )
    total = times_of(turn).total
    return Sum(addends, Addend("the turn", total, millis(total)), 1_000_000)


def cost_of(turn: Turn) -> Sum | None:
    """The model calls of a turn, in dollars; None where a cost is not known."""
    total = total_cost(event.cost for event in turn.responses)
    if total.nano is None:
        return None
    addends = tuple(
        Addend(f"call {number}", event.cost.nano or 0, _written(event.cost))
        for number, event in enumerate(turn.responses, 1)
    )
    return Sum(addends, Addend("the turn", total.nano, _written(total)), 1_000_000_000)


def _written(cost: Cost) -> str:
    return dollars(cost)
