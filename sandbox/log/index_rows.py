"""The rows of one session, for the index's tables. Pure: from what the log tells, nothing else."""

from collections.abc import Iterator
from typing import Any

from sandbox.domain.base import JSON
from sandbox.domain.hop import (
    ExecuteOutput,
    PolicyOutput,
    RepairOutput,
    ValidateOutput,
)
from sandbox.domain.tool import Ok
from sandbox.log import event as ev
from sandbox.log.codec import canonical
from sandbox.log.descent import began, inherited, ran_as
from sandbox.log.fold import Hop, Session, Turn
from sandbox.log.outcome import outcome_of, route_of
from sandbox.log.procedure_runs import procedure_runs
from sandbox.log.steps import set_anew
from sandbox.log.times import by_person, times_of, waited

Row = dict[str, Any]
Rows = dict[str, list[Row]]


def rows_of(name: str, session: Session) -> Rows:
    """Rows by table; `name` is the session's id, or the recording's path as it was given."""
    rows: Rows = {"t_session": [_session(name, session)]}
    for turn in session.turns:
        _add(rows, "t_turn", name, [_turn(turn, session)])
        for hop in turn.hops:
            _add(rows, "t_hop", name, [_hop(hop)])
            _add(rows, "t_call", name, _calls(hop, turn))
            _add(rows, "t_repair", name, _repairs(hop))
            _add(rows, "t_policy", name, _policy(hop))
            _add(rows, "t_usage", name, _usage(hop))
    _add(rows, "t_procedure", name, _procedures(session))
    return rows


def _add(rows: Rows, table: str, session: str, found: Any) -> None:
    rows.setdefault(table, []).extend({"session": session, **row} for row in found)


def _session(name: str, session: Session) -> Row:
    started, judged = session.started, outcome_of(session)
    walls = [w for e in session.outside if (w := getattr(e, "wall", ""))]
    walls += [turn.wall for turn in session.turns]
    forked = session.forked
    return {
        "session": name,
        "title": title_of(session),
        "pack": started.pack if started else "",
        "pack_version": started.pack_version if started else "",
        "model": session.model,
        "customer": session.principal.customer,
        "seed": started.seed if started else None,
        "parent": forked.parent if forked else "",
        "forked_after": forked.after if forked else None,
        "started": began(session),
        "seen": max(walls, default=""),
        "events": session.count,
        "outcome": judged.outcome if judged else "",
        "judged_by": judged.judged_by if judged else "",
        "why": judged.why if judged else "",
        **_arm(session),
    }


def _arm(session: Session) -> Row:
    """The comparison that it is an arm of (`sandbox.compare.arm_run.SETTING`), "" for none."""
    value = _setting(session, "comparison")
    tag: dict[str, Any] = value if isinstance(value, dict) else {}
    return {"comparison": str(tag.get("id", "")), "arm": str(tag.get("arm", ""))}


def title_of(session: Session) -> str:
    """What `sandbox sessions rename` called it last, "" if it never did."""
    return str(_setting(session, "title") or "")


def _setting(session: Session, name: str) -> Any:
    """What was last set under this name, None if nothing was."""
    values = (
        e.value
        for e in reversed(session.outside)
        if isinstance(e, ev.SettingChanged) and e.name == name
    )
    return next(values, None)


def _turn(turn: Turn, session: Session) -> Row:
    route, end, times = route_of(turn), turn.finished, times_of(turn)
    return {
        "turn": turn.number,
        "model": turn.model,
        "intent": route.intent if route else "",
        "procedure": route.procedure if route else "",
        "at": turn.at,
        "asked": turn.asked,
        "reply": turn.reply,
        "outcome": end.outcome if end else "",
        "degraded": int(bool(end and end.degraded)),
        "judged_by": end.judged_by if end else "",
        "why": end.why if end else "",
        "mark": turn.mark,
        "note": turn.note,
        "ns": times.total if end and end.took else None,
        "waited_ns": times.waited,
        "hops": len(turn.hops),
        "began": turn.wall,
        "inherited": int(inherited(session, turn)),
        "ran_as": ran_as(turn),
    }


def _hop(hop: Hop) -> Row:
    return {
        **_where(hop),
        "name": hop.name,
        "subject": hop.subject,
        "call": hop.call,
        "mark": hop.mark,
        "start_ns": hop.start,
        "ns": hop.total,
        "waited_ns": waited(hop),
        "fault": hop.fault.kind if hop.fault else None,
        "fault_message": hop.fault.message if hop.fault else None,
        "injected": sum(isinstance(event, ev.FaultInjected) for event in hop.events),
        "output": _json(hop.output.model_dump(mode="json")) if hop.output else None,
    }


def _calls(hop: Hop, turn: Turn) -> Iterator[Row]:
    output = hop.output
    if not isinstance(output, ExecuteOutput) or set_anew(hop):
        return
    outcome = output.outcome
    fault = None if isinstance(outcome, Ok) else outcome.fault
    yield {
        **_where(hop),
        "call": hop.call,
        "tool": output.tool,
        "subject": hop.subject,
        "arguments": _json(_arguments(hop, turn)),
        "status": outcome.status,
        "fault": fault.kind if fault else None,
        "fault_message": fault.message if fault else None,
        "attempts": output.attempts,
        "key": output.key,
        "from_ledger": int(output.from_ledger),
        "rows_changed": output.rows_changed,
        "degraded": output.degraded or None,
        "source": output.source or None,
        "result": _json(outcome.result) if isinstance(outcome, Ok) else None,
        "ns": hop.total,
    }


def _arguments(hop: Hop, turn: Turn) -> JSON:
    """What was attempted, else (nothing was) what was found valid before."""
    attempted = [e.arguments for e in hop.events if isinstance(e, ev.ToolAttempted)]
    before = (one.output for one in reversed(turn.hops[: hop.number - 1]))
    valid = (one.arguments for one in before if isinstance(one, ValidateOutput))
    return attempted[0] if attempted else next(valid, None)


def _repairs(hop: Hop) -> Iterator[Row]:
    output = hop.output
    if not isinstance(output, RepairOutput):
        return
    head = {**_where(hop), "tool": output.tool, "verdict": output.verdict}
    if not output.steps:
        yield {**head, "step": 0, "message": output.message}
    for number, step in enumerate(output.steps, 1):
        yield {
            **head,
            "step": number,
            "rule": step.rule,
            "pointer": step.pointer,
            "before": _json(step.before),
            "after": _json(step.after),
            "message": output.message,
        }


def _policy(hop: Hop) -> Iterator[Row]:
    output = hop.output
    if not isinstance(output, PolicyOutput):
        return
    decision, approval = output.decision, output.approval
    edited = approval is not None and approval.action == "edit"
    yield {
        **_where(hop),
        "tool": output.tool,
        "verdict": decision.verdict,
        "rule": decision.rule,
        "reason": decision.reason,
        "evidence": _json(decision.evidence),
        "went": int(output.go),
        "denied": int(not output.go and not edited),
        "action": approval.action if approval else None,
        "person": approval.by if approval else None,
        "said": approval.reason if approval else None,
        "waited_ns": waited(hop),
    }


def _procedures(session: Session) -> Iterator[Row]:
    for number, run in enumerate(procedure_runs(session), 1):
        yield {
            "turn": run.begun,
            "run": number,
            "procedure": run.procedure,
            "turns": len(run.turns),
            "last": max((run.begun, *run.turns)),
            "step": run.step,
            "times_left": run.left,
            "came_back": run.came_back,
            "outcome": run.end,
        }


def _usage(hop: Hop) -> Iterator[Row]:
    asked: ev.ModelRequested | None = None
    for event in hop.events:
        if isinstance(event, ev.ModelRequested):
            asked = event
        elif isinstance(event, ev.ModelResponded):
            usage, took = event.used, event.took
            told = not usage.untold
            yield {
                **_where(hop),
                "model": event.model or (asked.model if asked else hop.subject),
                "attempt": asked.attempt if asked else 1,
                "input": usage.input if told else None,
                "cached": usage.cached if told else None,
                "written": usage.written if told else None,
                "output": usage.output if told else None,
                "reasoning": usage.reasoning if told else None,
                "estimated": int(usage.estimated),
                "cost_nano": event.cost.nano,
                "cost_known": event.cost.known,
                "book": event.cost.book,
                "calls_by": event.calls_by,
                "finish": event.finish,
                "first_token_ns": took.first_token if took and not by_person(event) else None,
                "ns": took.total if took else None,
                "fault": event.fault.kind if event.fault else None,
            }


def _where(hop: Hop) -> Row:
    return {"turn": hop.turn, "hop": hop.number, "id": hop.id}


def _json(value: JSON) -> str:
    return canonical(value)
