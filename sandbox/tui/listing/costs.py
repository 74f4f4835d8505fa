"""What a session has cost, as tabs of the inspector: to the last token and nano-dollar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from sandbox.export.tokens import amounts
from sandbox.tui.feed.format import DASH, exact, plural
from sandbox.tui.feed.view import Facts, Inspection, Section, Tab, Words

if TYPE_CHECKING:
    from sandbox.domain.money import Cost
    from sandbox.log.event import ModelResponded
    from sandbox.log.fold import Session

COLUMNS: Final = ("calls", "in", "out", "cost", "known")
_TOTAL: Final = "total"

Calls = list["ModelResponded"]


def inspect_costs(session: Session, budget: Cost | None) -> Inspection:
    """By turn and by model; the rows of each add up to its total, digit by digit."""
    of = f" of {exact(budget)}" if budget is not None else ""
    title = f"{exact(session.cost)}{of} in {plural(len(session.turns), 'turn')}"
    rest = tuple(_rest(session, budget))
    turns = Tab("Turns", lambda: (_table("By turn", _by_turn(session)), *rest))
    models = Tab("Models", lambda: (_table("By model", _by_model(session)), *rest))
    return Inspection("cost", title, tabs=(turns, models))


def _by_turn(session: Session) -> list[tuple[str, Calls, str]]:
    return [(f"turn {one.number}", one.responses, one.model) for one in session.turns]


def _by_model(session: Session) -> list[tuple[str, Calls, str]]:
    by: dict[str, Calls] = {}
    for turn in session.turns:
        for response in turn.responses:
            by.setdefault(response.model or turn.model, []).append(response)
    return [(model, calls, "") for model, calls in by.items()]


def _table(title: str, rows: Iterable[tuple[str, Calls, str]]) -> Facts:
    """A line for each of `rows` (name, calls, remark), under a head and above the total."""
    found = list(rows)
    whole = [call for _, calls, _ in found for call in calls]
    lines = [("", COLUMNS, "")]
    lines += [(name, _cells(calls), remark) for name, calls, remark in found]
    lines.append((_TOTAL, _cells(whole), ""))
    widths = [max(len(cells[at]) for _, cells, _ in lines) for at in range(len(COLUMNS))]
    return Facts(tuple((name, _line(cells, widths, more)) for name, cells, more in lines), title)


def _line(cells: Sequence[str], widths: Sequence[int], remark: str) -> str:
    *numbers, known = (
        cell.rjust(width) if at < len(COLUMNS) - 1 else cell.ljust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([*numbers, known, remark]).rstrip()


def _cells(calls: Calls) -> tuple[str, ...]:
    from sandbox.domain.money import total_cost, total_usage

    cost, used = total_cost(one.cost for one in calls), total_usage(one.used for one in calls)
    return (f"{len(calls):,}", *amounts(used), exact(cost), cost.known if calls else DASH)


def _rest(session: Session, budget: Cost | None) -> Iterable[Section]:
    """What is left of the budget, what is an estimate, and what is not known."""
    spent = session.cost
    if budget is not None and budget.nano is not None and spent.nano is not None:
        left = spent.model_copy(update={"nano": max(budget.nano - spent.nano, 0)})
        yield Facts((("left", f"{exact(left)} of {exact(budget)}"),), "Budget")
    cut = [one for turn in session.turns for one in turn.responses if one.fault is not None]
    paid = [one for one in cut if one.usage.tokens or one.cost.nano]
    if paid:
        words = f"{plural(len(paid), 'call')} broke, came too late or was stopped: what was sent"
        yield Words(f"{words} and what had come back is in the sums, as an estimate.", "dim")
    if spent.nano is None:
        yield Words(f"Some calls have no known price; {DASH} is not nothing.", "warn")
