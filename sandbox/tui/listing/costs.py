"""What a session has cost, as tabs of the inspector."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.tui.feed.format import DASH, dollars, plural, tokens
from sandbox.tui.feed.view import Facts, Inspection, Section, Tab, Words

if TYPE_CHECKING:
    from sandbox.domain.money import Cost
    from sandbox.log.event import ModelResponded
    from sandbox.log.fold import Session


def inspect_costs(session: Session, budget: Cost | None) -> Inspection:
    """By turn and by model; each adds up to the session's cost."""
    of = f" of {dollars(budget)}" if budget is not None else ""
    title = f"{dollars(session.cost)}{of} in {plural(len(session.turns), 'turn')}"
    turns = Tab("Turns", lambda: _turns(session))
    return Inspection("cost", title, tabs=(turns, Tab("Models", lambda: _models(session))))


def _turns(session: Session) -> tuple[Section, ...]:
    rows = tuple(
        (f"turn {turn.number}", f"{_words(turn.responses, turn.cost)} · {turn.model}")
        for turn in session.turns
    )
    return (Facts(rows, "By turn"), _total(session))


def _models(session: Session) -> tuple[Section, ...]:
    from sandbox.domain.money import total_cost

    by: dict[str, list[ModelResponded]] = {}
    for turn in session.turns:
        for response in turn.responses:
            by.setdefault(response.model or turn.model, []).append(response)
    rows = tuple(
        (model, _words(found, total_cost(one.cost for one in found))) for model, found in by.items()
    )
    return (Facts(rows, "By model"), _total(session))


def _total(session: Session) -> Section:
    words = f"The session: {dollars(session.cost)}."
    if session.cost.nano is None:
        words += f" Some calls have no known price; {DASH} is not nothing."
    return Words(words, "dim")


def _words(responses: list[ModelResponded], cost: Cost) -> str:
    """`3 calls · 1.9k↑ 212↓ · $0.0021`."""
    usage = [one.usage for one in responses]
    estimated = any(one.estimated for one in usage)
    used = tokens(sum(one.input for one in usage), sum(one.output for one in usage), estimated)
    return f"{plural(len(responses), 'call')} · {used} · {dollars(cost)}"
