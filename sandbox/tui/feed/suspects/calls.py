"""Suspicions about calls: what was wrong with them, who refused them, what came back."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.domain.base import JSON
from sandbox.domain.hop import ExecuteOutput, ParseOutput, PolicyOutput, RepairOutput
from sandbox.domain.tool import Failed, Ok, Unknown
from sandbox.log.event import FaultInjected, ToolResponded
from sandbox.log.fold import Hop, Turn
from sandbox.tui.feed.calls import problem_line
from sandbox.tui.feed.format import DEGRADED, plural, scalar
from sandbox.tui.feed.suspects.past import Past, arguments_of
from sandbox.tui.feed.suspects.suspect import Suspect

REPEATS = 3
"""Times from which on the same call with the same answer is a loop."""


def of_parse(hop: Hop) -> Iterator[Suspect]:
    """A reply in which no call could be read."""
    if isinstance(hop.output, ParseOutput) and hop.output.unreadable:
        words = f"no call can be read from it: {problem_line(hop.output.unreadable[0])}"
        yield Suspect(hop.id, "field", words, "Parsed")


def of_repair(hop: Hop, turn: Turn) -> Iterator[Suspect]:
    """A call that could not be mended is told of at the validation that found it."""
    out = hop.output
    if not isinstance(out, RepairOutput):
        return
    found = _judged_before(hop, turn)
    if out.verdict == "repaired":
        rules = ", ".join(dict.fromkeys(step.rule for step in out.steps))
        yield Suspect(hop.id, "repaired", f"{out.tool} was mended: {rules}", "Repair")
    elif found is not None:
        then = "sent back to the model" if out.verdict == "ask_model" else "given up"
        problems = getattr(found.output, "problems", ())
        words = "; ".join(map(problem_line, problems)) or out.message
        yield Suspect(found.id, "field", f"{words}: {then}", "Problems")


def _judged_before(repair: Hop, turn: Turn) -> Hop | None:
    before = turn.hops[: repair.number - 1]
    same = (hop for hop in reversed(before) if hop.name == "validate" and hop.call == repair.call)
    return next(same, None)


def of_policy(hop: Hop) -> Iterator[Suspect]:
    """A call that was refused, by a rule or by a person."""
    out = hop.output
    if not isinstance(out, PolicyOutput) or out.go:
        return
    decision, approval = out.decision, out.approval
    if approval is not None:
        if approval.action == "edit":
            return
        acted = {"reject": "rejected", "escalate": "handed on"}.get(approval.action, "stopped")
        words = f"{acted} by {approval.by}: {approval.reason or decision.reason}"
    else:
        done = {"deny": "denied", "escalate": "escalated"}.get(decision.verdict, "stopped")
        words = f"{done} by the rule {decision.rule}: {decision.reason}"
    shown = ", ".join(f"{name} {scalar(value)}" for name, value in decision.evidence.items())
    yield Suspect(hop.id, "denied", f"{words} ({shown})" if shown else words, "Rule")


def of_execute(hop: Hop, past: Past) -> Iterator[Suspect]:
    """What came of a call: nothing, something old, or the same once more."""
    out = hop.output
    if not isinstance(out, ExecuteOutput):
        return
    if isinstance(out.outcome, Failed | Unknown):
        fault = out.outcome.fault
        tried = f" after {plural(out.attempts, 'attempt')}" if out.attempts > 1 else ""
        words = f"{out.outcome.status}{tried}: {fault.kind.replace('_', ' ')}: {fault.message}"
        yield Suspect(hop.id, "failed", words, "Result")
    if out.degraded:
        words = f"no answer came, so: {DEGRADED[out.degraded]}"
        yield Suspect(hop.id, "failed", f"{words} {out.source}".rstrip(), "Result")
    if isinstance(out.outcome, Ok):
        yield from _stale(hop, out.outcome.result, past)
        yield from _twice(hop, out, past)


def of_faults(hop: Hop) -> Iterator[Suspect]:
    """Faults that somebody armed."""
    fired = [event.spec for event in hop.events if isinstance(event, FaultInjected)]
    specs = [f"{spec} ×{fired.count(spec)}".removesuffix(" ×1") for spec in dict.fromkeys(fired)]
    if specs:
        yield Suspect(hop.id, "fault", f"fault injected: {', '.join(specs)}", "Faults")


def _stale(hop: Hop, result: JSON, past: Past) -> Iterator[Suspect]:
    """A read that shows a value which an earlier hop of this session has changed."""
    if not isinstance(result, dict) or hop.changes:
        return
    for key in [value for value in result.values() if isinstance(value, str)]:
        for column, cell in past.rows.get(key, {}).items():
            seen = result.get(column)
            if column in result and seen != cell.now and seen in cell.before:
                words = (
                    f"stale: it reads {column} {scalar(seen)}, but {cell.table} {key} has "
                    f"{scalar(cell.now)} since {cell.by}"
                )
                yield Suspect(hop.id, "stale", words, "Result")


def _twice(hop: Hop, out: ExecuteOutput, past: Past) -> Iterator[Suspect]:
    before = past.writes.get((out.tool, arguments_of(hop)))
    if before is None or out.from_ledger or not hop.changes:
        return
    words = (
        f"done twice: {out.tool} with the same arguments had been done in {before.id}; this time "
        f"its idempotency key is another one, so it was done again"
    )
    yield Suspect(hop.id, "twice", words, "Rows")


def of_loop(turn: Turn) -> Iterator[Suspect]:
    """The same call with the same answer again and again, in one turn."""
    seen: dict[tuple[str, str, str], list[Hop]] = {}
    for hop in turn.hops:
        out = hop.output
        if isinstance(out, ExecuteOutput) and not hop.changes:
            last = [event for event in hop.events if isinstance(event, ToolResponded)]
            answer = str(last[-1].outcome) if last else str(out.outcome)
            seen.setdefault((out.tool, arguments_of(hop), answer), []).append(hop)
    for (tool, _, _), hops in seen.items():
        if len(hops) >= REPEATS:
            ids = ", ".join(hop.id for hop in hops[:4])
            more = ", …" if len(hops) > 4 else ""
            words = f"loop: the same call of {tool} {len(hops)} times, with the same answer"
            yield Suspect(hops[-1].id, "loop", f"{words} ({ids}{more})", "Result")
