"""Sentences on the hops of one call: checked, mended, judged, run; see `explain`."""

from collections.abc import Iterator, Sequence
from typing import Final

from sandbox.domain.explain import for_person
from sandbox.domain.hop import ExecuteOutput, PolicyOutput, RepairOutput, ValidateOutput
from sandbox.domain.tool import Ok, RowChange, Skipped
from sandbox.domain.verdict import ArgumentSource
from sandbox.export.call_lines import change_lines
from sandbox.export.explain_hops import in_words, short
from sandbox.log.event import BreakerMoved, FaultInjected
from sandbox.log.fold import Hop, Turn
from sandbox.log.steps import set_anew

_FROM: Final = {
    "customer": "the customer's words",
    "variable": "a variable",
    "tool": "a result",
    "procedure": "the procedure",
    "default": "a default",
    "person": "a person",
    "nowhere": "nowhere",
}
_MOST: Final = 4


def call_sentences(turn: Turn, hop: Hop) -> Iterator[str]:
    """What a hop of a call did with it; `turn` tells what came before."""
    what = hop.subject or hop.name
    for event in hop.events:
        if isinstance(event, FaultInjected):
            yield f"an armed fault hit {what}: {event.spec}."
        elif isinstance(event, BreakerMoved):
            state = event.state.replace("_", " ")
            yield f"the circuit breaker of {event.service} is {state} now."
    match hop.output:
        case ValidateOutput() as out:
            yield _validated(what, out)
        case RepairOutput() as out:
            yield _repaired(what, out)
        case PolicyOutput() as out:
            yield _judged(what, out)
        case ExecuteOutput() as out if not set_anew(hop):
            yield _executed(what, out, hop.changes)
        case _:
            pass


def _validated(what: str, out: ValidateOutput) -> str:
    if not out.ok:
        first, *others = out.problems
        more = f" ({len(others)} more)" if others else ""
        return f"the call of {what} is wrong{more}: {for_person(first)}"
    sources = _sources(out.sources)
    return f"the call of {what} is valid" + (f": {sources}." if sources else ".")


def _sources(sources: Sequence[ArgumentSource]) -> str:
    words = [
        f"{one.pointer[1:]} comes from {_FROM[one.source]}"
        + (f" ({short(one.where, 40)})" if one.where else "")
        for one in sources[:_MOST]
    ]
    more = len(sources) - len(words)
    return ", ".join(words) + (f" and {more} more" if more else "")


def _repaired(what: str, out: RepairOutput) -> str:
    if out.verdict == "repaired":
        steps = ", ".join(
            f"{step.pointer or 'the call'} {in_words(step.before)} → {in_words(step.after)}"
            f" ({step.rule})"
            for step in out.steps[:_MOST]
        )
        return f"the call of {what} was mended without the model: {steps}."
    ask = "it goes back to the model" if out.verdict == "ask_model" else "it is given up"
    return f"the call of {what} could not be mended: {ask}. {short(out.message)}"


def _judged(what: str, out: PolicyOutput) -> str:
    decision, approval = out.decision, out.approval
    why = f" ({short(decision.reason).rstrip('.')})" if decision.reason else ""
    if approval is None:
        does = {
            "allow": "allows",
            "deny": "forbids",
            "confirm": "wants a person for",
            "escalate": "passes to a person",
        }[decision.verdict]
        return f"policy {does} {what} by rule {decision.rule}{why}."
    standing = f", as in {approval.standing}" if approval.standing else ""
    did = {
        "approve": "approved it",
        "reject": "rejected it",
        "edit": "changed the call",
        "escalate": "passed it on",
    }[approval.action]
    said = f": {short(approval.reason)}" if approval.reason else ""
    return (
        f"rule {decision.rule} wants a person for {what}{why}; {approval.by} {did}{standing}{said}."
    )


def _executed(what: str, out: ExecuteOutput, changes: Sequence[RowChange]) -> str:
    tried = f" after {out.attempts} attempts" if out.attempts > 1 else ""
    outcome = out.outcome
    if isinstance(outcome, Skipped):
        return f"the call of {what} was not run: {short(outcome.fault.message)}."
    if not isinstance(outcome, Ok):
        how = "ended without anybody knowing how" if outcome.status == "unknown" else "failed"
        return f"the call of {what} {how}{tried}: {short(outcome.fault.message)}{_instead(out)}."
    if out.from_ledger:
        told = "its first result was given again, nothing done twice"
        return f"the call of {what} had been done before: {told}."
    rows = [line for change in changes for line in change_lines(change)]
    more = f" and {len(rows) - _MOST} more" if len(rows) > _MOST else ""
    changed = (
        f"; it changed {'; '.join(short(row, 80) for row in rows[:_MOST])}{more}" if rows else ""
    )
    return f"the call of {what} ran{tried}: {in_words(outcome.result)}{_instead(out)}{changed}."


def _instead(out: ExecuteOutput) -> str:
    words = {
        "": "",
        "cached": f", so an earlier result stands in ({out.source})",
        "static": ", so the contract's fixed result stands in",
        "abstain": ", so the agent says that it does not know",
        "hand_off": ", so it is kept for a person",
    }
    return words[out.degraded]
