"""One hop as a line: id, name, subject, verdict, time, cost."""

from collections.abc import Callable, Iterator

from sandbox.domain.base import JSON
from sandbox.domain.hop import (
    ExecuteOutput,
    HopOutput,
    InferOutput,
    ParseOutput,
    PolicyOutput,
    RepairOutput,
    RespondOutput,
    RouteOutput,
    ValidateOutput,
)
from sandbox.domain.money import total_cost, total_usage
from sandbox.domain.tool import RowChange
from sandbox.domain.verdict import Approval, RepairStep
from sandbox.export.call_lines import outcome_line, shown
from sandbox.log.canonical import canonical
from sandbox.log.edits import edited_at
from sandbox.log.event import ToolAttempted
from sandbox.log.fold import Hop, Turn
from sandbox.log.showing_order import cells_of, in_order
from sandbox.log.times import waited
from sandbox.plain.words import cost, counted, one_line, tokens, took, worded
from sandbox.tui.feed.calls import problem_line
from sandbox.tui.feed.format import arguments
from sandbox.tui.feed.notes import STANDS_ALONE, mark_of, note_of, slow

Restore = Callable[[JSON], JSON]

_FINISH = {"stop": "text", "tool_calls": "a tool call", "length": "cut at its longest"}
_ACTED = {
    "approve": "approved",
    "edit": "edited",
    "reject": "rejected",
    "escalate": "handed on",
}
_MOST_CELLS = 8


def matters(hop: Hop) -> bool:
    """Whether a hop that has ended deserves a line when not everything is asked for.

    What reaches outside, what went wrong or was decided by a person, what was slow, and a route
    that begins something.
    """
    if hop.name in STANDS_ALONE or mark_of(hop) or slow(hop, hop.total or 0):
        return True
    return isinstance(hop.output, RouteOutput) and hop.output.action in ("start", "ask")


def hop_line(turn: Turn, hop: Hop, restore: Restore) -> str:
    """`1.12 execute orders.issue_refund amount=49.90: ok, 2 rows changed, 3 ms`."""
    head = f"{hop.id} {hop.name} {hop.subject}".rstrip()
    said = [_arguments(turn, hop, restore)] if hop.name == "execute" else []
    head = " ".join((head, *filter(None, said)))
    parts = [str(restore(part)) for part in _verdict(hop) if part]
    return f"{head}: {', '.join((*(parts or ['ok']), *_times(hop)))}" + _cost(hop)


def _times(hop: Hop) -> list[str]:
    """The hop's own time, and apart from it what it waited for a person."""
    waits = waited(hop) if hop.total is not None else 0
    own = took(hop.total - waits) if hop.total is not None else took(None)
    return [own, f"waited {took(waits)} for a person"] if waits else [own]


def change_line(change: RowChange, restore: Restore) -> str:
    """`orders O-10042, refunded_minor from 0 to 4990`; an added row with its cells."""
    before, told = change.before or {}, cells_of(change.after or {}, change.key)
    if change.after is None:
        cells = ["row removed"]
    elif change.before is None:
        filled = [(k, v) for k, v in told if v not in (None, "", change.key)]
        cells = ["row added", *(f"{name} {shown(value)}" for name, value in filled)]
    else:
        changed = [(k, v) for k, v in told if before.get(k) != v]
        cells = [f"{k} from {_cell(before.get(k))} to {_cell(v)}" for k, v in changed]
    more = len(cells) - _MOST_CELLS
    rest = [f"and {counted(more, 'more cell')}"] if more > 0 else []
    line = ", ".join((f"{change.table} {change.key}", *cells[:_MOST_CELLS], *rest))
    return one_line(str(restore(line)), 1_000)


def _cell(value: JSON) -> str:
    return "nothing" if value in (None, "") else shown(value)


def _arguments(turn: Turn, hop: Hop, restore: Restore) -> str:
    tried = next((event for event in hop.events if isinstance(event, ToolAttempted)), None)
    if tried is None:
        return ""
    return one_line(arguments(restore(in_order(turn, tried.tool, tried.arguments))))


def _cost(hop: Hop) -> str:
    """What all its attempts came to; "" for a hop that called no model."""
    calls = hop.responses
    return f", {cost(total_cost(event.cost for event in calls))}" if calls else ""


def _used(hop: Hop) -> str:
    used = total_usage(event.used for event in hop.responses)
    return tokens(used) if used.tokens or used.untold else ""


def _verdict(hop: Hop) -> Iterator[str]:
    if hop.fault is not None:
        kind = hop.fault.kind.replace("_", " ")
        yield f"failed, {kind}: {one_line(hop.fault.message)}"
        yield one_line(hop.fault.hint)
        yield f"then {worded(hop.degraded)}" if hop.degraded else ""
        yield _used(hop)
    elif hop.output is not None:
        yield from _output(hop, hop.output)
        yield _used(hop)


def _output(hop: Hop, output: HopOutput) -> Iterator[str]:
    match output:
        case InferOutput():
            yield f"answered with {_FINISH.get(output.finish, one_line(output.finish, 40))}"
            yield f"{output.attempts} attempts" if output.attempts > 1 else ""
        case ParseOutput(recovered=(_, *_) as recovered):
            yield "recovered: " + "; ".join(one_line(one.how) for one in recovered)
        case ValidateOutput(problems=(_, *_) as problems):
            told = "; ".join(one_line(problem_line(problem)) for problem in problems)
            yield f"{counted(len(problems), 'problem')}: {told}"
        case RepairOutput(verdict="repaired"):
            yield "; ".join(map(_step, output.steps)) or "repaired"
        case RepairOutput():
            sent = "sent back to the model" if output.verdict == "ask_model" else "given up"
            yield f"{sent}: {one_line(output.message)}".removesuffix(": ")
        case PolicyOutput(decision=decision, approval=approval):
            yield f"{decision.verdict} by rule {one_line(decision.rule, 100)}"
            yield one_line(decision.reason).rstrip(".") if decision.verdict != "allow" else ""
            yield from _answer(approval, edited_at(hop)) if approval else ()
        case ExecuteOutput():
            status = output.outcome.status
            yield worded(outcome_line(output).replace(f"{status.upper()} ", f"{status}, ", 1))
        case RespondOutput():
            yield from _checked(output)
        case _:
            yield worded(note_of(hop))


def _step(step: RepairStep) -> str:
    where = step.pointer or "the call"
    before, after = one_line(canonical(step.before), 100), one_line(canonical(step.after), 100)
    return f"repaired {where} from {before} to {after} by rule {step.rule}"


def _answer(approval: Approval, edit: str) -> Iterator[str]:
    standing = f" at {approval.standing}" if approval.standing else ""
    lasts = f" for the session{standing}" if approval.scope == "session" or standing else ""
    yield f"{_ACTED[approval.action]} by {one_line(approval.by, 60)}{lasts}"
    yield worded(edit)
    yield one_line(approval.reason)


def _checked(output: RespondOutput) -> Iterator[str]:
    if output.verdict != "sent":
        yield "answered by a fixed text" if output.verdict == "static" else "reply corrected"
    for claim in output.claims:
        if not claim.supported:
            yield f"no change of a row backs the words {one_line(claim.words, 120)!r}"
    if output.leaks:
        yield f"{counted(len(output.leaks), 'value')} of somebody else withheld"
    if output.neutralised:
        yield f"{counted(len(output.neutralised), 'link')} made plain text"
