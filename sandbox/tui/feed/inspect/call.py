"""Tabs of the hops of one call: validate, repair, policy, execute."""

from __future__ import annotations

from sandbox.domain.hop import ExecuteOutput, PolicyOutput, RepairOutput, ValidateOutput
from sandbox.domain.tool import Failed, Ok, RowChange, Skipped, Unknown
from sandbox.domain.verdict import Decision, Problem
from sandbox.log.event import (
    BreakerMoved,
    FaultInjected,
    HumanActed,
    HumanAsked,
    ToolAttempted,
    ToolResponded,
)
from sandbox.log.fold import Hop, Session
from sandbox.log.showing_order import cells_of, in_order
from sandbox.tui.feed.format import DEGRADED, plural, scalar
from sandbox.tui.feed.inspect.arguments import args_tab
from sandbox.tui.feed.inspect.compared import compared
from sandbox.tui.feed.inspect.handoff import packet_sections
from sandbox.tui.feed.view import Diff, Facts, Section, Tab, Tree, Words

_SOURCES = {
    "customer": "the customer's words",
    "variable": "a variable",
    "tool": "a tool result",
    "procedure": "the procedure, fixed",
    "default": "a default",
    "person": "a person's edit",
    "nowhere": "nowhere: the model made it up",
}


def validate_tabs(session: Session, hop: Hop) -> list[Tab]:
    out = hop.output
    assert isinstance(out, ValidateOutput)
    return [
        Tab("Problems", lambda: _problems(out), len(out.problems)),
        Tab("Arguments", lambda: _arguments(session, hop, out)),
    ]


def _problems(out: ValidateOutput) -> tuple[Section, ...]:
    if out.ok:
        return (Words("Schema, references and provenance hold.", "good"),)
    return tuple(_problem(problem) for problem in out.problems)


def _problem(problem: Problem) -> Section:
    return Facts(
        (
            ("pointer", problem.pointer or "(the whole call)"),
            ("rule", problem.rule),
            ("expected", problem.expected),
            ("got", problem.got),
        ),
        problem.pointer or "the call",
    )


def _arguments(session: Session, hop: Hop, out: ValidateOutput) -> tuple[Section, ...]:
    rows = tuple(
        (one.pointer, _SOURCES[one.source] + (f": {one.where}" if one.where else ""))
        for one in out.sources
    )
    turn = session.turns[hop.turn - 1]
    sections: list[Section] = [Tree(in_order(turn, out.tool, out.arguments))]
    if rows:
        sections.append(Facts(rows, "Where each came from"))
    return tuple(sections)


def repair_tabs(session: Session, hop: Hop) -> list[Tab]:
    out = hop.output
    assert isinstance(out, RepairOutput)
    return [
        Tab("Repair", lambda: _repair(out), len(out.steps)),
        Tab("Before → after", lambda: (_before_after(session, hop, out),)),
        *args_tab(session, hop),
    ]


def _repair(out: RepairOutput) -> tuple[Section, ...]:
    verdicts = {
        "repaired": ("mended without the model", "good"),
        "ask_model": ("sent back to the model, once", "warn"),
        "gave_up": ("given up", "bad"),
    }
    words, tone = verdicts[out.verdict]
    sections: list[Section] = [Words(words, tone)]
    for step in out.steps:
        rows = (("before", scalar(step.before, 200)), ("after", scalar(step.after, 200)))
        sections.append(Facts((("rule", step.rule), *rows), step.pointer or "the call"))
    if out.message:
        sections.append(Words(out.message, title="What the model was told"))
    return tuple(sections)


def _before_after(session: Session, hop: Hop, out: RepairOutput) -> Section:
    before = None
    for earlier in session.turns[hop.turn - 1].hops[: hop.number - 1]:
        if isinstance(earlier.output, ValidateOutput) and earlier.call == hop.call:
            before = earlier.output.arguments
    if out.arguments is None:
        return Words("No arguments came of it.", "dim")
    return compared(before, out.arguments, "", ("as called", "as mended"))


def policy_tabs(session: Session, hop: Hop) -> list[Tab]:
    return [Tab("Rule", lambda: _policy(hop)), *args_tab(session, hop)]


def _policy(hop: Hop) -> tuple[Section, ...]:
    asked = [event for event in hop.events if isinstance(event, HumanAsked)]
    acted = [event for event in hop.events if isinstance(event, HumanActed)]
    out = hop.output if isinstance(hop.output, PolicyOutput) else None
    decision = out.decision if out else asked[-1].decision if asked else None
    if decision is None:
        return (Words("No decision yet.", "dim"),)
    sections: list[Section] = [_decision(decision, out)]
    if decision.evidence:
        sections.append(Tree(decision.evidence, "Evidence"))
    approval = out.approval if out and out.approval else acted[-1].approval if acted else None
    if approval is not None:
        rows = (("did", approval.action), ("who", approval.by), ("reason", approval.reason or "–"))
        sections.append(Facts(rows, "The person"))
        if approval.arguments is not None:
            before = asked[-1].arguments if asked else None
            heads = ("asked about", "edited to")
            sections.append(compared(before, approval.arguments, "", heads))
    elif asked:
        sections.append(Words("A person is asked and has not answered.", "warn"))
    if asked and asked[-1].arguments is not None:
        sections.append(Tree(asked[-1].arguments, "Asked about"))
    return tuple(sections)


def _decision(decision: Decision, out: PolicyOutput | None) -> Section:
    goes = "–" if out is None else "yes" if out.go else "no"
    if out is not None and out.approval is not None and out.approval.action == "edit":
        goes = "as edited: it is judged again below"
    return Facts(
        (
            ("verdict", decision.verdict),
            ("rule", decision.rule),
            ("reason", decision.reason or "–"),
            ("the call runs", goes),
        )
    )


def execute_tabs(session: Session, hop: Hop) -> list[Tab]:
    out = hop.output if isinstance(hop.output, ExecuteOutput) else None
    changes = hop.changes
    tabs: list[Tab] = []
    if out is not None:
        tabs.append(Tab("Result", lambda: _result(out)))
    tabs += args_tab(session, hop)
    attempts = [event for event in hop.events if isinstance(event, ToolAttempted)]
    extra = len(attempts) if len(attempts) > 1 else 0
    tabs.append(Tab("Attempts", lambda: _attempts(session, hop), extra))
    if changes:
        tabs.append(Tab("Rows", lambda: tuple(map(change_section, changes)), len(changes)))
    packet = out.packet if out is not None else None
    if packet is not None:
        # First: it is what the hop was for.
        tabs.insert(0, Tab("Packet", lambda: packet_sections(packet)))
    return tabs


def _result(out: ExecuteOutput) -> tuple[Section, ...]:
    facts = Facts(
        (
            ("outcome", out.outcome.status),
            ("attempts", out.attempts),
            ("idempotency key", out.key or "none: a read"),
            ("ledger", "hit: it had been done before" if out.from_ledger else "no hit"),
            ("rows changed", out.rows_changed),
            *_guards(out),
        )
    )
    match out.outcome:
        case Ok(result=result):
            return (Tree(result, "Result"), facts)
        case Failed(fault=fault) | Unknown(fault=fault) | Skipped(fault=fault):
            words = f"{fault.kind.replace('_', ' ')}: {fault.message}"
            hint = (Words(fault.hint, "dim"),) if fault.hint else ()
            return (Words(words, "bad"), *hint, facts)


def _guards(out: ExecuteOutput) -> list[tuple[str, object]]:
    """What guarded the call, where that mattered."""
    rows: list[tuple[str, object]] = []
    if out.breaker:
        rows.append(("circuit breaker", f"became {out.breaker.replace('_', ' ')}"))
    if out.throttled:
        rows.append(("rate limit", f"waited {out.throttled:g} s of world time"))
    if out.degraded:
        rows.append(
            ("no answer, so", DEGRADED[out.degraded] + (f", {out.source}" * bool(out.source)))
        )
    return rows


def _attempts(session: Session, hop: Hop) -> tuple[Section, ...]:
    sections: list[Section] = []
    for event in hop.events:
        if isinstance(event, ToolAttempted):
            tried = in_order(session.turns[hop.turn - 1], event.tool, event.arguments)
            sections.append(Tree(tried, f"Attempt {event.number}: {event.tool}"))
        elif isinstance(event, ToolResponded) and event.source:
            sections.append(Words(f"in its place: the result of {event.source}", "warn"))
        elif isinstance(event, ToolResponded):
            ledger = ", from the ledger" if event.from_ledger else ""
            fault = "" if isinstance(event.outcome, Ok) else f": {event.outcome.fault.message}"
            changed = plural(0 if event.from_ledger else len(event.changes), "row")
            words = f"→ {event.outcome.status}{fault}{ledger}, {changed} changed"
            sections.append(Words(words, "good" if isinstance(event.outcome, Ok) else "bad"))
        elif isinstance(event, FaultInjected):
            sections.append(Words(f"fault injected: {event.spec}", "warn"))
        elif isinstance(event, BreakerMoved):
            state = event.state.replace("_", " ")
            sections.append(Words(f"circuit breaker of {event.service}: {state}", "warn"))
    return tuple(sections) or (Words("It was not tried.", "dim"),)


def change_section(change: RowChange) -> Section:
    title = f"{change.operation} {change.table}/{change.key}"
    if change.before is None or change.after is None:
        row = change.after if change.before is None else change.before
        sign = "+" if change.before is None else "-"
        cells = cells_of(row or {}, change.key)
        lines = [(sign, f"{name}: {scalar(value)}") for name, value in cells]
        return Diff(tuple(lines), title)
    lines: list[tuple[str, str]] = []
    for name, value in cells_of(change.after, change.key):
        old = change.before.get(name)
        if old == value:
            lines.append((" ", f"{name}: {scalar(value)}"))
        else:
            lines += [("-", f"{name}: {scalar(old)}"), ("+", f"{name}: {scalar(value)}")]
    return Diff(tuple(lines), title)
