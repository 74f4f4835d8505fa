"""What a hop has to say on one line, and whether it deserves a line of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sandbox.domain.hop import (
    ExecuteOutput,
    HopName,
    InferOutput,
    ParseOutput,
    PolicyOutput,
    PromptOutput,
    RepairOutput,
    RespondOutput,
    RetrieveOutput,
    RouteOutput,
    ValidateOutput,
)
from sandbox.domain.money import total_usage
from sandbox.domain.tool import Failed, Skipped, Unknown
from sandbox.domain.turn import HUMAN
from sandbox.log.event import HumanActed, HumanAsked, ModelRequested
from sandbox.log.fold import Hop
from sandbox.log.steps import act_words, acts_of, stopped_at
from sandbox.tui.feed.format import plural, tokens, used_words

FOLD_UNDER: Final = 5_000_000
"""Nanoseconds under which a clean hop folds away."""

SLOW_OVER: Final = 250_000_000
"""Nanoseconds over which a hop is marked slow; `infer` is judged by its own rule."""

SLOW_INFER: Final = 10_000_000_000

STANDS_ALONE: Final = ("infer", "execute")
"""Hops that reach outside are always rows: they are what the turn did."""


def mark_of(hop: Hop) -> str:
    """The hop's letter: fold's, and `!` problems found, `A` a person decided or answered.

    `?`: it waits for one.
    """
    if hop.mark or waiting(hop):
        return hop.mark or "?"
    if hop.events and acts_of(hop):
        return "A"
    match hop.output:
        case PolicyOutput(approval=approval) if approval is not None:
            return "A"
        case InferOutput(model=model) if model == HUMAN:
            return "A"
        case _:
            return "!" if _odd(hop) else ""


def _odd(hop: Hop) -> bool:
    match hop.output:
        case ValidateOutput(problems=problems):
            return bool(problems)
        case ParseOutput(unreadable=unreadable):
            return bool(unreadable)
        case RespondOutput(verdict=verdict, claims=claims):
            return verdict != "sent" or any(not claim.supported for claim in claims)
        case _:
            return False


def waiting(hop: Hop) -> bool:
    """True while a person is asked and has not answered."""
    last = hop.events[-1] if hop.events else None
    if hop.total is None and isinstance(last, ModelRequested) and last.model == HUMAN:
        return True
    if hop.total is not None:
        return False
    kinds = [event for event in hop.events if isinstance(event, (HumanAsked, HumanActed))]
    asked = bool(kinds) and isinstance(kinds[-1], HumanAsked)
    return asked or stopped_at(hop) is not None


def slow(hop: Hop, spent: int) -> bool:
    return spent > (SLOW_INFER if hop.name == "infer" else SLOW_OVER)


def note_of(hop: Hop) -> str:
    """A few words about the hop's outcome; masked."""
    if hop.fault:
        spent = used(hop)
        return f"{spent} {hop.fault.kind}: {hop.fault.message}".strip()
    if waiting(hop):
        stop = stopped_at(hop)
        return f"stopped {stop.place} it, waits for you" if stop else "waits for you"
    note = _outcome(hop)
    acts = [act_words(act) for act in acts_of(hop)] if hop.events else []
    return ", ".join([*acts, note]).rstrip(", ") if acts else note


def _outcome(hop: Hop) -> str:
    match hop.output:
        case None:
            return ""
        case InferOutput():
            return _infer(hop, hop.output)
        case _:
            return _NOTES[hop.output.hop](hop.output)


def _route(out: RouteOutput) -> str:
    what = out.procedure or out.intent
    if out.action == "ask":
        return f"ask which: {', '.join(out.asks)}"
    then = f", then {out.then}" if out.then else ""
    return f"{out.action} {what}{then} {out.confidence:.2f}" if what else out.action


def _retrieve(out: RetrieveOutput) -> str:
    used = sum(passage.used for passage in out.passages)
    return f"{used} of {plural(len(out.passages), 'passage')}" if out.passages else ""


def _prompt(out: PromptOutput) -> str:
    return f"≈{sum(part.tokens for part in out.parts):,} tokens {out.step}".rstrip()


def used(hop: Hop) -> str:
    """`1.9k↑ 212↓`: tokens of all attempts of a hop; "" where there are none."""
    spent = total_usage(event.used for event in hop.responses)
    return used_words(spent) if spent.tokens or spent.untold else ""


def _infer(hop: Hop, out: InferOutput) -> str:
    """The tokens of every attempt: those of a turn's rows add up to the turn's."""
    words = used(hop) or tokens(out.usage.input, out.usage.output, out.usage.estimated)
    who = "a person: " if out.model == HUMAN else ""
    return f"{who}{words} {out.finish}" + (f" ×{out.attempts}" if out.attempts > 1 else "")


def _parse(out: ParseOutput) -> str:
    if out.unreadable:
        return "unreadable"
    return ", ".join(call.tool for call in out.calls) or ("text" if out.text else "")


def _repair(out: RepairOutput) -> str:
    return ", ".join(dict.fromkeys(step.rule for step in out.steps)) or out.verdict


def _policy(out: PolicyOutput) -> str:
    acted = {"approve": "approved", "reject": "rejected", "edit": "edited", "escalate": "escalated"}
    if out.approval:
        return f"{acted[out.approval.action]} {out.decision.rule}"
    return f"{out.decision.verdict} {out.decision.rule}"


def _execute(out: ExecuteOutput) -> str:
    if isinstance(out.outcome, (Failed, Unknown, Skipped)):
        return f"{out.outcome.status}: {out.outcome.fault.kind}"
    parts = ["from ledger"] if out.from_ledger else []
    if out.rows_changed:
        parts.append(plural(out.rows_changed, "row") + " changed")
    if out.attempts > 1:
        parts.append(plural(out.attempts, "attempt"))
    return ", ".join(parts)


_NOTES: Final[Mapping[HopName, Callable[[Any], str]]] = {
    "redact": lambda out: f"{len(out.spans)} masked" if out.spans else "",
    "context": lambda out: ", ".join(out.changed),
    "route": _route,
    "retrieve": _retrieve,
    "prompt": _prompt,
    "parse": _parse,
    "validate": lambda out: plural(len(out.problems), "problem") if out.problems else "",
    "repair": _repair,
    "policy": _policy,
    "execute": _execute,
    "respond": lambda out: out.verdict if out.verdict != "sent" else "",
}
