"""What came of one call, as lines: attempts, faults, breaker, and the rows it changed."""

from collections.abc import Iterator

from sandbox.domain.base import JSON
from sandbox.domain.faults import Fault
from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.tool import Ok, RowChange
from sandbox.domain.turn import HUMAN
from sandbox.log.event import (
    BreakerMoved,
    FaultInjected,
    ModelRequested,
    ModelResponded,
    StepActed,
    ToolResponded,
)
from sandbox.log.fold import Hop
from sandbox.log.showing_order import cells_of
from sandbox.log.steps import act_words

_STEPS = {
    "cached": "from an earlier result, told as old",
    "static": "from the contract's fallback",
    "abstain": "no answer; the agent says so",
    "hand_off": "kept for a person: sandbox db SESSION dead",
}

_TOLD = {"schema": "a JSON schema of its reply", "prompt": "the prompt alone"}


def outcome_line(output: ExecuteOutput) -> str:
    """`ok, 2 rows changed, attempt 2, from the ledger`."""
    words: list[str] = []
    if isinstance(output.outcome, Ok):
        words.append("ok")
    else:
        words.append(f"{output.outcome.status.upper()} {output.outcome.fault.message}")
    if output.rows_changed:
        rows = "row" if output.rows_changed == 1 else "rows"
        words.append(f"{output.rows_changed} {rows} changed")
    if output.attempts > 1:
        words.append(f"{output.attempts} attempts")
    if output.throttled:
        words.append(f"waited {output.throttled:g} s for its rate limit")
    if output.from_ledger and isinstance(output.outcome, Ok):
        words.append("answered from the ledger, not done twice")
    if output.degraded:
        source = f" ({output.source})" if output.source else ""
        words.append(_STEPS[output.degraded] + source)
    return ", ".join(words)


def call_lines(hop: Hop) -> Iterator[str]:
    """What happened inside an execute or infer hop, in order, then the cells it changed."""
    asked: ModelRequested | None = None
    for event in hop.events:
        match event:
            case ModelRequested():
                if asked is not None and asked.model != event.model:
                    yield f"{event.model} takes over"
                asked = event
            case ModelResponded(fault=Fault() as fault) if fault.kind != "budget":
                number = asked.attempt if asked else 1
                yield f"attempt {number}, {event.model}: {fault.message}"
            case ModelResponded(model=model) if model == HUMAN and asked and asked.model != HUMAN:
                yield f"a person answered in place of {asked.model}"
            case ModelResponded(calls_by=by) if by:
                yield f"told of its tools by {_TOLD.get(by, by)}"
            case FaultInjected():
                yield f"fault injected: {event.spec}"
            case BreakerMoved():
                yield f"circuit breaker of {event.service}: {event.state.replace('_', ' ')}"
            case StepActed(action=action) if action != "go_on":
                yield act_words(event)
            case ToolResponded(outcome=outcome) if not isinstance(outcome, Ok):
                yield f"{outcome.status}: {outcome.fault.message}"
            case _:
                pass
    for change in hop.changes:
        yield from change_lines(change)


def change_lines(change: RowChange) -> Iterator[str]:
    """`orders O-10042 refunded_minor 0 → 4990`, a line a cell; a new or gone row in one line."""
    where = f"{change.table} {change.key}"
    if change.before is None or change.after is None:
        sign, row = ("+", change.after) if change.before is None else ("-", change.before)
        told = cells_of(row or {}, change.key)
        cells = ", ".join(f"{name} {shown(value)}" for name, value in told)
        yield f"{sign} {where}: {cells}"
        return
    for column, value in cells_of(change.after, change.key):
        before = change.before.get(column)
        if before != value:
            yield f"~ {where} {column}: {shown(before)} → {shown(value)}"


def shown(value: JSON) -> str:
    """A cell as a person reads it."""
    return "–" if value is None else str(value)
