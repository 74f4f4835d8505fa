"""A turn as lines for people and as data for programs."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from sandbox.domain.base import JSON
from sandbox.domain.hop import (
    ExecuteOutput,
    HopOutput,
    ParseOutput,
    PolicyOutput,
    PromptOutput,
    RepairOutput,
)
from sandbox.domain.procedure import Move
from sandbox.export.call_lines import call_lines, outcome_line
from sandbox.export.cost import money
from sandbox.export.tokens import in_and_out, totals_data
from sandbox.log.codec import canonical
from sandbox.log.edits import edited_at
from sandbox.log.event import HumanActed, HumanAsked, StepActed
from sandbox.log.fold import Hop, Session, Turn
from sandbox.log.row_history import edits_after
from sandbox.log.steps import acts_of

if TYPE_CHECKING:
    from sandbox.log.times import Times

_TOLD_WAIT = 5_000_000
"""Nanoseconds."""
_ACT = {"action", "by", "reason", "what", "before", "after"}


def session_lines(name: str, session: Session) -> Iterator[str]:
    """What the session is, its turns, and how it ended by whose judgement; all masked."""
    from sandbox.log.descent import began
    from sandbox.log.index_rows import title_of
    from sandbox.log.outcome import outcome_of

    started, title = session.started, title_of(session)
    facts = [name, title, started.pack if started else "", began(session)]
    yield " · ".join(fact for fact in facts if fact)
    if session.forked is not None:
        yield f"forked from {session.forked.parent} after turn {session.forked.after}"
    yield ""
    yield from _edit_lines(session, 0)
    for turn in session.turns:
        yield from turn_lines(turn, lambda value: value)
        yield from _edit_lines(session, turn.number)
    judged = outcome_of(session)
    if judged is None:
        yield "open: nothing to judge yet"
        return
    why = f": {judged.why}" if judged.why else ""
    yield f"{judged.outcome.replace('_', ' ')}, judged by the {judged.judged_by}{why}"


def _edit_lines(session: Session, after: int) -> Iterator[str]:
    """What a person changed by hand between two turns."""
    edits = edits_after(session, after)
    yield from (edit.line for edit in edits)
    if edits:
        yield ""


def session_data(name: str, session: Session) -> dict[str, JSON]:
    """One session as JSON. `outcome` is None while there is nothing to judge."""
    from sandbox.hub.totals import session_totals
    from sandbox.log.descent import began
    from sandbox.log.index_rows import title_of
    from sandbox.log.outcome import outcome_of

    judged, started = outcome_of(session), session.started
    return {
        "session": name,
        "title": title_of(session),
        "pack": started.pack if started else "",
        "started": began(session),
        "parent": session.forked.parent if session.forked else "",
        "forked_after": session.forked.after if session.forked else None,
        "outcome": judged.model_dump(mode="json") if judged else None,
        "totals": totals_data(session_totals(session), session.usage),
        "turns": [turn_data(turn) for turn in session.turns],
    }


def turn_lines(turn: Turn, restore: Callable[[JSON], JSON]) -> Iterator[str]:
    """The customer's words, hops worth a line, the reply, and the turn's totals."""
    yield f"you    {restore(turn.asked)}"
    for hop in turn.hops:
        text = _hop_line(hop)
        if text:
            yield f"  {hop.id:<5} {hop.name} {hop.subject}  {text}"
        for line in call_lines(hop):
            yield f"          {restore(line)}"
    yield f"agent  {restore(turn.reply)}"
    yield f"       {footer(turn)}"
    if turn.mark:
        yield f"       marked {turn.mark}" + (f": {restore(turn.note)}" if turn.note else "")
    yield ""


def footer(turn: Turn) -> str:
    """`answered · sandbox/scripted · 14 hops · 0.01 s · 812 in 40 out · $0`."""
    # Late: it brings the models, and this module is imported by the command line itself.
    from sandbox.log.times import times_of
    from sandbox.models.spent import answered_by

    end = turn.finished
    if end is None:
        return f"running · {turn.model} · {len(turn.hops)} hops"
    totals = end.totals
    return " · ".join(
        (
            end.outcome + (" (degraded)" if end.degraded else ""),
            " then ".join(answered_by(turn)) or turn.model,
            f"{len(turn.hops)} hops",
            _time(times_of(turn)),
            in_and_out(turn.usage),
            money(totals.cost),
        )
    )


def _time(times: "Times") -> str:
    """`2.41 s (1.20 s waiting)`; a wait that would round to nothing is not told."""
    waited = f" ({times.waited / 1e9:.2f} s waiting)" if times.waited >= _TOLD_WAIT else ""
    return f"{times.total / 1e9:.2f} s{waited}"


def turn_data(turn: Turn) -> dict[str, JSON]:
    """One turn as JSON; personal data stands as placeholders."""
    from sandbox.log.times import times_of

    end, times = turn.finished, times_of(turn)
    return {
        "turn": turn.number,
        "model": turn.model,
        "asked": turn.asked,
        "reply": turn.reply,
        "outcome": end.outcome if end else None,
        "degraded": end.degraded if end else False,
        "judged_by": end.judged_by if end else None,
        "why": end.why if end else "",
        "mark": turn.mark,
        "note": turn.note,
        "total_ns": times.total,
        "waited_ns": times.waited,
        "totals": totals_data(end.totals, turn.usage) if end else None,
        "world": end.world if end else "",
        "hops": [hop_data(hop) for hop in turn.hops],
        "changes": [change.model_dump(mode="json") for change in turn.changes],
    }


def hop_data(hop: Hop) -> dict[str, JSON]:
    """One hop as JSON. `start_ns` and `total_ns` count from the turn's start.

    `question`: what a person was asked before the call, with the answer, null while there is none.
    """
    return {
        "id": hop.id,
        "hop": hop.name,
        "subject": hop.subject,
        "call": hop.call,
        "mark": hop.mark,
        "start_ns": hop.start,
        "total_ns": hop.total,
        "output": hop.output.model_dump(mode="json") if hop.output else None,
        "fault": hop.fault.model_dump(mode="json") if hop.fault else None,
        "question": _question(hop),
        "acts": [_act(one) for one in acts_of(hop)],
    }


def _act(act: StepActed) -> dict[str, JSON]:
    """What a person did where the turn was stopped at this hop."""
    return act.model_dump(mode="json", include=_ACT)


def _question(hop: Hop) -> dict[str, JSON] | None:
    asked = next((event for event in hop.events if isinstance(event, HumanAsked)), None)
    if asked is None:
        return None
    acted = next((event for event in hop.events if isinstance(event, HumanActed)), None)
    return {
        "tool": asked.tool,
        "arguments": asked.arguments,
        "decision": asked.decision.model_dump(mode="json"),
        "deadline": asked.deadline or None,
        "answer": acted.approval.model_dump(mode="json") if acted else None,
    }


def _move(move: Move) -> str:
    """A move that the conversation itself does not show: to another procedure, or back in one."""
    if move.kind == "passed":
        return move.why if move.step.startswith("let ") else ""
    if move.kind == "started":
        return ""
    return f"{move.kind.upper()} {move.step or move.procedure}: {move.why}"


def _hop_line(hop: Hop) -> str:
    if hop.fault is not None:
        return f"FAILED {hop.fault.kind}: {hop.fault.message}"
    edit = edited_at(hop)
    line = _output_line(hop.output) if hop.output else ""
    return f"{line}: {edit}" if edit else line


def _output_line(output: HopOutput) -> str:  # noqa: PLR0911 (one case a kind of output)
    match output:
        case PromptOutput(moves=moves):
            return "; ".join(filter(None, map(_move, moves)))
        case ParseOutput(recovered=recovered) if recovered:
            return f"RECOVERED {'; '.join(one.how for one in recovered)}"
        case RepairOutput(verdict="repaired", steps=steps):
            mends = (
                f"{s.pointer} {canonical(s.before)} → {canonical(s.after)} ({s.rule})"
                for s in steps
            )
            return f"REPAIRED {'; '.join(mends)}"
        case RepairOutput(verdict=verdict, message=message):
            return f"{verdict}: {message}"
        case PolicyOutput(decision=decision, approval=approval):
            by = f", {approval.action} by {approval.by}" if approval else ""
            return f"{decision.verdict.upper()} {decision.rule}{by}"
        case ExecuteOutput():
            return outcome_line(output)
        case _:
            return ""
