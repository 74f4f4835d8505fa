"""A session as Markdown to read or to paste into an issue, masked as it is in the log."""

import json
from collections.abc import Iterator

from sandbox.domain.base import JSON
from sandbox.domain.hop import ExecuteOutput, PolicyOutput
from sandbox.export.call_lines import call_lines, outcome_line
from sandbox.export.cost import money
from sandbox.export.tokens import in_and_out
from sandbox.handoff.note import note_lines
from sandbox.log.calls import MadeCall, calls_of
from sandbox.log.fold import Hop, Session, Turn
from sandbox.log.outcome import outcome_of
from sandbox.log.row_history import edits_after
from sandbox.log.steps import words_of
from sandbox.log.times import times_of

_IN_A_CALL = ("validate", "repair", "policy", "execute")


def transcript(session: Session, title: str) -> str:
    """The whole session: its turns with calls, outcomes and marks, and how it ended."""
    parts = [f"# {one_line(title)}", *_facts(session)]
    parts += _edits(session, 0)
    for turn in session.turns:
        parts.append("\n\n".join(_turn(turn)))
        parts += _edits(session, turn.number)
    parts += _handed_over(session)
    judged = outcome_of(session)
    if judged is not None:
        ended, why = judged.outcome.replace("_", " "), f": {judged.why}" if judged.why else ""
        parts.append(f"**{ended}**, judged by the {judged.judged_by}{one_line(why)}")
    return "\n\n".join(parts) + "\n"


def _facts(session: Session) -> Iterator[str]:
    started, forked = session.started, session.forked
    if started is not None:
        customer = session.principal.customer or "nobody"
        yield f"{started.pack} {started.pack_version} · {customer} · seed {started.seed}"
    if forked is not None:
        yield f"Forked from {forked.parent} after turn {forked.after}."


def _handed_over(session: Session) -> Iterator[str]:
    """What a colleague was given, for each handoff, in a block that foreign text can't leave."""
    for turn in session.turns:
        for hop in turn.hops:
            if isinstance(hop.output, ExecuteOutput) and hop.output.packet is not None:
                yield f"## Handed over in hop {hop.id}"
                yield "\n".join(f"    {one_line(line)}" for line in note_lines(hop.output.packet))


def _edits(session: Session, after: int) -> list[str]:
    """What a person changed by hand after a turn."""
    return [f"*{one_line(edit.line)}*" for edit in edits_after(session, after)]


def _turn(turn: Turn) -> Iterator[str]:
    yield f"## Turn {turn.number}"
    yield "**Customer**"
    yield _quoted(turn.asked)
    lines = [line for call in calls_of(turn) for line in _call(call)]
    lines += [line for hop in turn.hops for line in _trouble(hop)]
    if lines:
        yield "\n".join(lines)
    yield "**Agent**"
    yield _quoted(turn.reply or f"({turn.finished.outcome if turn.finished else 'running'})")
    yield f"*{_footer(turn)}*"
    if turn.mark:
        yield f"*marked {turn.mark}{one_line(f': {turn.note}' if turn.note else '')}*"


def _call(call: MadeCall) -> Iterator[str]:
    yield f"- `{call.subject}` {_code(_json(call.arguments))}: {one_line(_ended(call))}"
    for step in call.mends:
        change = f"{step.pointer} {_json(step.before)} → {_json(step.after)}"
        yield f"  - mended {_code(change)} ({step.rule})"
    for hop in call.hops:
        if isinstance(hop.output, PolicyOutput):
            yield from _judged(hop.output)
        for line in call_lines(hop):
            yield f"  - {_code(line)}"


def _ended(call: MadeCall) -> str:
    if call.executed is not None:
        return outcome_line(call.executed)
    if call.judged is not None and not call.judged.go:
        return "denied" if call.judged.approval is None else call.judged.approval.action
    if call.problems:
        problem = call.problems[0]
        return f"sent back, {problem.pointer} expected {problem.expected}, got {problem.got}"
    fault = next((hop.fault for hop in reversed(call.hops) if hop.fault), None)
    return fault.message if fault else "not run"


def _judged(output: PolicyOutput) -> Iterator[str]:
    decision, approval = output.decision, output.approval
    if decision.verdict == "allow":
        return
    said = f", {approval.action} by {approval.by}" if approval else ""
    reason = f": {approval.reason}" if approval and approval.reason else ""
    yield f"  - {decision.verdict} by `{decision.rule}`{one_line(said + reason)}"


def _trouble(hop: Hop) -> Iterator[str]:
    """A hop outside any call that failed, or that a person changed."""
    if hop.name in _IN_A_CALL and hop.call is not None:
        return
    for words in words_of([hop]):
        yield f"- {hop.name} {one_line(words)}"
    fault = hop.fault
    if fault is not None:
        yield f"- {hop.name} {hop.subject} failed: {one_line(fault.message)}"


def _footer(turn: Turn) -> str:
    end = turn.finished
    if end is None:
        return f"running · {turn.model}"
    words = [end.outcome + (" (degraded)" if end.degraded else ""), turn.model]
    words += [
        f"{len(turn.hops)} hops",
        f"{times_of(turn).total / 1e9:.2f} s",
        in_and_out(turn.usage),
        money(turn.cost),
    ]
    return " · ".join(words + ([one_line(end.why)] if end.why else []))


def _json(value: JSON) -> str:
    return json.dumps(value, ensure_ascii=False)


def _code(text: str) -> str:
    """A code span that foreign text can't leave."""
    fence = "`"
    while fence in text:
        fence += "`"
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{one_line(text)}{pad}{fence}"


def one_line(text: str) -> str:
    """`text` without line breaks."""
    return " ".join(text.split()) if "\n" in text or "\r" in text else text


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in (text or "").split("\n"))
