"""The tab of a call's arguments: as called against as executed, and what happened in between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.domain.hop import PolicyOutput, RepairOutput, ValidateOutput
from sandbox.log.calls import MadeCall, as_json, calls_of
from sandbox.log.event import ToolAttempted
from sandbox.log.fold import Hop, Session
from sandbox.log.showing_order import in_order
from sandbox.tui.feed.format import scalar
from sandbox.tui.feed.inspect.compared import compared, leaves
from sandbox.tui.feed.view import Facts, Section, Tab, Tree, Words


def args_tab(session: Session, hop: Hop) -> list[Tab]:
    """[] for a hop that is about no call. The badge counts the leaves that are different."""
    if not 0 < hop.turn <= len(session.turns):
        return []
    made = next((one for one in calls_of(session.turns[hop.turn - 1]) if hop in one.hops), None)
    if made is None:
        return []
    turn = session.turns[hop.turn - 1]
    called = in_order(turn, made.tool, as_json(made.written.arguments))
    ran = in_order(turn, made.tool, _ran(made))
    changed = leaves(called, ran) if ran is not None else 0
    return [Tab("Args", lambda: tuple(_sections(made, called, ran)), changed)]


def _ran(made: MadeCall) -> Any:
    """What was attempted; else what was found valid; None where it came to neither."""
    tried = [e for hop in made.hops for e in hop.events if isinstance(e, ToolAttempted)]
    if tried:
        return tried[-1].arguments
    valid = [h.output for h in made.hops if isinstance(h.output, ValidateOutput) and h.output.ok]
    return valid[-1].arguments if valid else None


def _sections(made: MadeCall, called: Any, ran: Any) -> Iterator[Section]:
    if ran is None:
        yield Tree(called, "As called")
        yield Words("It was never executed.", "warn")
    elif called == ran:
        yield Tree(ran, "As called and as executed")
    else:
        yield compared(called, ran, "", ("as called", "as executed"))
    rows = tuple(_steps(made))
    if rows:
        yield Facts(rows, "What happened to it")


def _steps(made: MadeCall) -> Iterator[tuple[str, str]]:
    """Problems, mends and a person's edits, in the order of the hops."""
    for hop in made.hops:
        match hop.output:
            case ValidateOutput(problems=problems):
                for number, one in enumerate(problems, 1):
                    where = one.pointer or "the call"
                    said = f"{where}: {one.rule}, expected {one.expected}, got {one.got}"
                    yield f"{hop.id} {number} of {len(problems)}", said
            case RepairOutput():
                for step in hop.output.steps:
                    change = f"{scalar(step.before)} → {scalar(step.after)}"
                    yield (
                        f"{hop.id} repair",
                        f"{step.pointer or 'the call'}: {change} ({step.rule})",
                    )
                if hop.output.verdict != "repaired":
                    words = hop.output.verdict.replace("_", " ")
                    yield f"{hop.id} {words}", hop.output.message
            case PolicyOutput(decision=decision, approval=approval):
                by = f", {approval.action} by {approval.by}" if approval else ""
                yield f"{hop.id} policy", f"{decision.verdict} by {decision.rule}{by}"
            case _:
                pass
