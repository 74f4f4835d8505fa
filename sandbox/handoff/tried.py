"""What the agent tried: calls with short arguments, what came of each, and the rows it changed."""

from collections.abc import Iterable, Iterator

from sandbox.domain.handoff import Refusal, Tried, TriedOutcome
from sandbox.domain.hop import ParseOutput, PolicyOutput
from sandbox.domain.tool import Failed, Ok, RowChange, Skipped, Unknown
from sandbox.handoff.words import cell, in_brief, short
from sandbox.log.calls import MadeCall, calls_of
from sandbox.log.changes import net
from sandbox.log.fold import Hop, Session, Turn

BY_HAND = "by hand, between turns"


def tried_in(session: Session, skip: str) -> tuple[Tried, ...]:
    """Every call of the session, equal ones once; not those of the tool `skip` that did not run."""
    found: dict[tuple[str, ...], Tried] = {}
    for turn in session.turns:
        for call in calls_of(turn):
            if call.tool == skip and call.executed is None:
                continue
            one = _tried(turn, call)
            key = (one.tool, one.arguments, one.outcome, one.detail, *one.changes)
            before = found.get(key)
            found[key] = before.model_copy(update={"times": before.times + 1}) if before else one
    by_hand = lines_of(session.outside_changes)
    if by_hand:
        found[(BY_HAND,)] = Tried(hop="", tool=BY_HAND, outcome="done", changes=by_hand)
    return tuple(found.values())


def lines_of(changes: Iterable[RowChange]) -> tuple[str, ...]:
    """What the changes come to, a line for each changed cell; a new or gone row is one line."""
    return tuple(line for change in net(changes) for line in _lines(change))


def refusals_in(session: Session) -> tuple[Refusal, ...]:
    """Every call that policy or a person did not let through, in order."""
    return tuple(
        found
        for turn in session.turns
        for hop in turn.hops
        if isinstance(hop.output, PolicyOutput) and (found := _refusal(hop, hop.output))
    )


def _refusal(hop: Hop, output: PolicyOutput) -> Refusal | None:
    approval, decision = output.approval, output.decision
    if output.go or (approval is not None and approval.action == "edit"):
        return None
    subject = hop.subject or output.tool
    if approval is not None:
        return Refusal(
            hop=hop.id,
            tool=subject,
            verdict="escalate" if approval.action == "escalate" else "rejected",
            rule=decision.rule,
            reason=approval.reason or decision.reason,
            by=approval.by,
        )
    verdict = "escalate" if decision.verdict == "escalate" else "deny"
    return Refusal(
        hop=hop.id, tool=subject, verdict=verdict, rule=decision.rule, reason=decision.reason
    )


def _tried(turn: Turn, call: MadeCall) -> Tried:
    outcome, detail = _ended(call)
    last = call.hops[-1] if call.hops else None
    return Tried(
        hop=last.id if last else _parse_of(turn),
        tool=call.subject or call.tool,
        arguments=in_brief(call.arguments),
        outcome=outcome,
        detail=detail,
        changes=lines_of(call.changes),
    )


def _parse_of(turn: Turn) -> str:
    found = [hop.id for hop in turn.hops if isinstance(hop.output, ParseOutput)]
    return found[-1] if found else ""


def _ended(call: MadeCall) -> tuple[TriedOutcome, str]:
    out = call.executed
    if out is None:
        return _not_run(call)
    match out.outcome:
        case Ok() if out.degraded:
            return "stood in", f"{out.degraded} result"
        case Ok(result=result):
            return ("done" if out.key else "answered"), short(in_brief(result), 120)
        case Failed(fault=fault):
            return "failed", f"{fault.kind}: {fault.message}"
        case Unknown(fault=fault):
            return "unknown", fault.message
        case Skipped(fault=fault):
            return "not run", fault.message


def _not_run(call: MadeCall) -> tuple[TriedOutcome, str]:
    judged = call.judged
    if judged is not None and not judged.go:
        said = judged.approval
        if said is not None:
            reason = f": {said.reason}" if said.reason else ""
            return "rejected", f"{said.action} by {said.by} ({judged.decision.rule}){reason}"
        return "denied", f"{judged.decision.rule}: {judged.decision.reason}"
    for hop in reversed(call.hops):
        if hop.fault is not None:
            return "failed", f"{hop.fault.kind}: {hop.fault.message}"
        problems = getattr(hop.output, "problems", ())
        if problems:
            return "sent back", f"{problems[0].pointer} expected {problems[0].expected}"
    return "not run", ""


def _lines(change: RowChange) -> Iterator[str]:
    where = f"{change.table} {change.key}"
    if change.before is None or change.after is None:
        yield f"{where} {'made' if change.before is None else 'deleted'}"
        return
    for column, value in sorted(change.after.items()):
        before = change.before.get(column)
        if before != value:
            yield f"{where} {column}: {cell(before)} → {cell(value)}"
