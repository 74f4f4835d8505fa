"""Tool calls of a turn: each call's hops brought together, with what happened to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.domain.hop import (
    ExecuteOutput,
    ParseOutput,
    PolicyOutput,
    RepairOutput,
    ValidateOutput,
)
from sandbox.domain.tool import Failed, Ok, Skipped, ToolCall, Unknown
from sandbox.domain.verdict import Approval, Decision, Problem
from sandbox.log.calls import ENGINE, as_json
from sandbox.log.edits import edited_at
from sandbox.log.event import FaultInjected, HumanAsked, ToolResponded
from sandbox.log.fold import Hop, Turn
from sandbox.log.showing_order import Schemas, by_schema, schemas_of
from sandbox.log.steps import act_words, acts_of, stopped_at
from sandbox.log.times import Times
from sandbox.tui.feed.format import DEGRADED, plural, scalar
from sandbox.tui.feed.notes import waiting
from sandbox.tui.feed.view import Call, CallStatus, Detail, Item, Said, Trouble


@dataclass
class _Group:
    """Hops of one call, in order."""

    call: ToolCall
    parsed: Hop
    hops: list[Hop] = field(default_factory=list)


def items_of(turn: Turn, times: Times) -> tuple[Item, ...]:
    """What happened in `turn` between question and answer, in order."""
    items: list[_Group | Said | Trouble] = []
    open_groups: dict[int, _Group] = {}
    for hop in turn.hops:
        if isinstance(hop.output, ParseOutput):
            open_groups = {}
            if hop.output.calls and hop.output.text:
                items.append(Said(hop.id, hop.output.text))
            for call in hop.output.calls:
                open_groups[call.position] = group = _Group(call, hop)
                items.append(group)
        elif hop.call is not None:
            if hop.call not in open_groups:
                # No reply holds it: the engine itself hands over.
                tool = hop.subject.rpartition(".")[2]
                call = ToolCall(position=hop.call, id=ENGINE, tool=tool, arguments="")
                open_groups[hop.call] = group = _Group(call, hop)
                items.append(group)
            open_groups[hop.call].hops.append(hop)
        elif hop.fault and hop.fault.kind != "cancelled":
            fault = hop.fault
            items.append(Trouble(hop.id, hop.name, _fault(fault), fault.hint, hop.degraded))
    live, schemas = turn.finished is None, schemas_of(turn)
    return tuple(
        _call(item, times, live, schemas) if isinstance(item, _Group) else item for item in items
    )


def _call(group: _Group, times: Times, live: bool, schemas: Schemas) -> Call:
    hops = group.hops
    spent = sum(times.shares[hop.number].spent for hop in hops)
    status = _status(group, live)
    return Call(
        key=_key(group, status),
        hops=tuple(hop.id for hop in hops) or (group.parsed.id,),
        subject=next((hop.subject for hop in hops if hop.subject), group.call.tool),
        arguments=_arguments(group, schemas),
        status=status,
        spent=spent if hops else None,
        details=tuple(_details(hops, status)),
    )


def _arguments(group: _Group, schemas: Schemas) -> Any:
    """The latest known arguments: repaired, or edited by a person, or as called."""
    tool, value = group.call.tool, as_json(group.call.arguments)
    for hop in group.hops:
        match hop.output:
            case RepairOutput(verdict="repaired", arguments=dict() as arguments):
                tool, value = hop.output.tool, arguments
            case ValidateOutput(arguments=dict() as arguments) if arguments:
                tool, value = hop.output.tool, arguments
            case _:
                pass
    return by_schema(value, schemas.get(tool, {}))


def _key(group: _Group, status: CallStatus) -> str:
    """The hop that says most about the call's end."""
    wanted = {
        "repaired": ("repair",),
        "denied": ("policy",),
        "waiting": ("policy", "execute"),
        "invalid": ("validate", "repair"),
    }.get(status, ("execute",))
    for hop in reversed(group.hops):
        if hop.name in wanted:
            return hop.id
    return group.hops[-1].id if group.hops else group.parsed.id


def _status(group: _Group, live: bool) -> CallStatus:
    hops = group.hops
    executed = [hop for hop in hops if hop.name == "execute"]
    outcome = executed[-1].output if executed else None
    if isinstance(outcome, ExecuteOutput):
        return _ended(outcome, hops)
    faults = [hop.fault for hop in hops if hop.fault]
    if faults:
        return "stopped" if faults[-1].kind == "cancelled" else "failed"
    policies = [hop.output for hop in hops if isinstance(hop.output, PolicyOutput)]
    edited = policies and policies[-1].approval and policies[-1].approval.action == "edit"
    if policies and not policies[-1].go and not edited:
        return "denied"
    if hops and waiting(hops[-1]) and stopped_at(hops[-1]) is None:
        return "waiting"
    if any(_sent_back(hop) for hop in hops):
        return "invalid"
    return "running" if live else "stopped"


def _sent_back(hop: Hop) -> bool:
    return isinstance(hop.output, RepairOutput) and hop.output.verdict != "repaired"


def _ended(output: ExecuteOutput, hops: list[Hop]) -> CallStatus:
    match output.outcome:
        case Ok():
            mended = [hop.output for hop in hops if isinstance(hop.output, RepairOutput)]
            return "repaired" if any(out.verdict == "repaired" for out in mended) else "ok"
        case Failed():
            return "failed"
        case Unknown():
            return "unknown"
        case Skipped(fault=fault):
            if fault.kind == "cancelled":
                return "stopped"
            return "denied" if fault.kind == "policy" else "invalid"


def _details(hops: list[Hop], status: CallStatus) -> Iterator[Detail]:
    mended = {
        step.pointer
        for hop in hops
        if isinstance(hop.output, RepairOutput)
        for step in hop.output.steps
    }
    told: set[tuple[str, str]] = set()
    for hop in hops:
        if hop.fault:
            yield Detail("bad", f"{hop.name}: {_fault(hop.fault)}")
        yield from _injected(hop)
        yield from (Detail("warn", act_words(act)) for act in acts_of(hop))
        match hop.output:
            case ValidateOutput(problems=problems):
                for problem in problems:
                    mark = (problem.pointer, problem.rule)
                    if problem.pointer not in mended and mark not in told:
                        told.add(mark)
                        yield Detail("bad", problem_line(problem))
            case RepairOutput():
                yield from _repairs(hop.output)
            case PolicyOutput():
                yield from _policy(hop.output, hop)
            case ExecuteOutput():
                yield from () if acts_of(hop) else _executed(hop.output)
            case _:
                asked = [event for event in hop.events if isinstance(event, HumanAsked)]
                if (stop := stopped_at(hop)) is not None:
                    yield Detail("warn", f"stopped {stop.place} {hop.name}: waits for you")
                elif asked and status == "waiting":
                    yield Detail("warn", f"waits for you: {_because(asked[-1].decision)}")


def _injected(hop: Hop) -> Iterator[Detail]:
    number, last = 0, sum(isinstance(event, ToolResponded) for event in hop.events)
    for event in hop.events:
        number += isinstance(event, ToolResponded)
        if isinstance(event, FaultInjected):
            yield Detail("warn", f"fault injected: {event.spec}")
        elif isinstance(event, ToolResponded) and number < last:
            outcome = event.outcome
            if not isinstance(outcome, Ok):
                yield Detail("warn", f"attempt {number} {outcome.status}: {_fault(outcome.fault)}")


def problem_line(problem: Problem) -> str:
    """One problem on one line: pointer, what was expected, what came, rule."""
    where = problem.pointer or "the call"
    got = f", got {problem.got}" if problem.got else ""
    return f"{where}: expected {problem.expected}{got}  ({problem.rule})"


def _repairs(output: RepairOutput) -> Iterator[Detail]:
    for step in output.steps:
        where = step.pointer or "the call"
        change = f"{scalar(step.before)} → {scalar(step.after)}"
        yield Detail("repair", f"{where}  {change}  ({step.rule})")
    if output.verdict == "ask_model":
        yield Detail("bad", f"sent back to the model: {output.message}".rstrip(": "))
    elif output.verdict == "gave_up":
        yield Detail("bad", f"given up: {output.message}".rstrip(": "))


def _policy(output: PolicyOutput, hop: Hop) -> Iterator[Detail]:
    decision, approval = output.decision, output.approval
    if approval is not None:
        yield Detail(*_answer(approval, decision, edited_at(hop)))
    elif decision.verdict == "escalate":
        yield Detail("bad", f"goes to a person: {_because(decision)}")
    elif not output.go:
        yield Detail("bad", f"denied: {_because(decision)}")


def _answer(approval: Approval, decision: Decision, edit: str) -> tuple[str, str]:
    words = "; ".join(part for part in (edit, approval.reason) if part)
    reason = f": {words}" if words else ""
    words = {
        "approve": ("good", f"approved by {approval.by}{_how_long(approval)}{reason}"),
        "edit": ("warn", f"edited by {approval.by}{reason}"),
        "reject": ("bad", f"rejected by {approval.by}{reason}"),
        "escalate": ("bad", f"handed on by {approval.by}{reason}"),
    }
    tone, text = words[approval.action]
    return tone, f"{text}  ({decision.rule})"


def _how_long(approval: Approval) -> str:
    """Of an approval that stands, or of a call that one lets run."""
    if approval.standing:
        return f" for the session, at {approval.standing}"
    return " for the session" if approval.scope == "session" else ""


def _because(decision: Decision) -> str:
    return f"{decision.reason or decision.verdict}  ({decision.rule})"


def _executed(output: ExecuteOutput) -> Iterator[Detail]:
    if output.breaker:
        yield Detail("warn", f"circuit breaker: {output.breaker.replace('_', ' ')}")
    if output.degraded:
        yield Detail("warn", f"no answer, so: {DEGRADED[output.degraded]}")
    if isinstance(output.outcome, Ok):
        if output.from_ledger:
            yield Detail("warn", "had been done before: answered from the ledger, not done twice")
        if output.attempts > 1:
            yield Detail("warn", f"worked at attempt {output.attempts}")
        return
    fault = output.outcome.fault
    tried = f" after {plural(output.attempts, 'attempt')}" if output.attempts > 1 else ""
    hint = f" ({fault.hint})" if fault.hint else ""
    if fault.kind != "policy":
        yield Detail("bad", f"{output.outcome.status}{tried}: {_fault(fault)}{hint}")


def _fault(fault: Any) -> str:
    return f"{fault.kind.replace('_', ' ')}: {fault.message}"
