"""Sentences on the hops that understand, ask the model and answer; see `explain`."""

import json
from collections.abc import Iterator

from sandbox.domain.base import JSON
from sandbox.domain.hop import (
    ContextOutput,
    InferOutput,
    ParseOutput,
    PolicyOutput,
    PromptOutput,
    RedactOutput,
    RepairOutput,
    RespondOutput,
    RetrieveOutput,
    RouteOutput,
    Variable,
)
from sandbox.domain.turn import HUMAN
from sandbox.log.event import FaultInjected, ModelResponded
from sandbox.log.fold import Hop, Session

_LONGEST = 160
_MOST = 6


def hop_sentences(session: Session, hop: Hop) -> Iterator[str]:
    """What a hop outside any call did; nothing where there is nothing to say."""
    yield from _faults(hop)
    match hop.output:
        case RedactOutput() as out:
            yield f"the customer said: “{short(out.text)}”{_masked(out)}."
        case ContextOutput() as out:
            yield from _context(out)
        case RouteOutput() as out:
            yield _route(out)
        case RetrieveOutput() as out:
            yield from _retrieve(out)
        case PromptOutput() as out:
            yield _prompt(out)
        case InferOutput() as out:
            yield from _infer(out, hop)
        case ParseOutput() as out:
            yield from _parse(out)
        case RepairOutput() as out:
            yield f"the reply could not be read as a call, so {_sent_back(out)}."
        case PolicyOutput() as out:
            yield from _checkpoint(out)
        case RespondOutput() as out:
            yield from _respond(out)
        case _:
            pass


def short(text: str, longest: int = _LONGEST) -> str:
    """A text on one line, cut."""
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def in_words(value: JSON) -> str:
    """A value as one reads it."""
    return short(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), 80)


def _masked(out: RedactOutput) -> str:
    if not out.spans:
        return ""
    many = (
        "1 personal value was" if len(out.spans) == 1 else f"{len(out.spans)} personal values were"
    )
    kinds = ", ".join(sorted({span.kind for span in out.spans}))
    return f"; {many} replaced by a placeholder ({kinds})"


def _context(out: ContextOutput) -> Iterator[str]:
    known = {variable.name: variable for variable in out.variables}
    new = [known[name] for name in out.changed if name in known]
    old = [variable for variable in out.variables if variable.name not in out.changed]
    if new:
        yield f"new from it: {_listed(new)}."
    elif not out.variables:
        yield "no variable is known yet."
    if old:
        yield f"known from before: {_listed(old)}."
    if out.dropped:
        yield f"no longer held: {', '.join(out.dropped)}."


def _listed(variables: list[Variable]) -> str:
    words = [f"{one.name} = {in_words(one.value)}{_where(one)}" for one in variables[:_MOST]]
    more = len(variables) - len(words)
    return ", ".join(words) + (f" and {more} more" if more else "")


def _where(one: Variable) -> str:
    """The customer's words that gave it, or what else did."""
    if not one.where:
        return ""
    words = short(one.where, 40)
    return f" (“{words}”)" if one.source == "customer" else f" (from {words})"


def _route(out: RouteOutput) -> str:
    sure = f" ({out.confidence:.2f})" if out.confidence else ""
    why = f", because {short(out.reason)}" if out.reason else ""
    match out.action:
        case "start":
            then = f", and {out.then} after it" if out.then else ""
            as_what = f"it was understood as {out.intent or out.procedure}{sure}{why}"
            return f"{as_what}: procedure {out.procedure} begins{then}."
        case "continue":
            return f"procedure {out.procedure} goes on{why}."
        case "ask":
            which = ", ".join(out.asks)
            return f"it was not clear enough{why}: the customer is asked which is meant: {which}."
        case _:
            return f"no procedure fits{why}."


def _retrieve(out: RetrieveOutput) -> Iterator[str]:
    used = [passage for passage in out.passages if passage.used]
    if used:
        titles = ", ".join(f"“{short(one.title, 60)}”" for one in used[:_MOST])
        yield f"{len(used)} of {len(out.passages)} knowledge passages found were used: {titles}."
    elif out.passages:
        yield f"none of {len(out.passages)} knowledge passages found fitted well enough."


def _prompt(out: PromptOutput) -> str:
    tokens = sum(part.tokens for part in out.parts)
    size = f"about {tokens:,} tokens, {len(out.tools)} tools"
    if out.step:
        return f"procedure {out.procedure} stands at the step `{short(out.step)}` ({size})."
    if out.procedure:
        return f"procedure {out.procedure} has no step left ({size})."
    return f"no procedure is under way: the model answers by itself ({size})."


def _infer(out: InferOutput, hop: Hop) -> Iterator[str]:
    for event in hop.events:
        if isinstance(event, ModelResponded) and event.fault is not None:
            yield f"the model failed: {short(event.fault.message)}"
    if out.model == HUMAN:
        yield "a person answered in the model's place."
    elif out.attempts > 1:
        yield f"the model {out.model} answered at attempt {out.attempts}."


def _parse(out: ParseOutput) -> Iterator[str]:
    if out.unreadable:
        yield f"the model's reply could not be read: {short(out.unreadable[0].got)}."
    for one in out.recovered:
        yield f"a call was recovered from the reply: {one.how}."
    if out.calls:
        calls = ", ".join(f"{one.tool} {short(one.arguments, 100)}" for one in out.calls)
        said = f", saying “{short(out.text, 80)}”" if out.text else ""
        yield f"the model called {calls}{said}."
    elif out.text:
        yield f"the model answered: “{short(out.text)}”"


def _sent_back(out: RepairOutput) -> str:
    return "the model was asked again" if out.verdict == "ask_model" else "it was given up"


def _checkpoint(out: PolicyOutput) -> Iterator[str]:
    approval = out.approval
    if approval is None:
        return
    acts = {"approve": "approved it", "reject": "rejected it", "escalate": "passed it on"}
    by = acts.get(approval.action, approval.action)
    asked = short(out.decision.reason)
    yield f"procedure {out.checkpoint} asked a person “{asked}”; {approval.by} {by}."


def _respond(out: RespondOutput) -> Iterator[str]:
    false = [claim for claim in out.claims if not claim.supported]
    for claim in false:
        words = short(claim.words, 80)
        yield f"the reply claimed “{words}”, and nothing that was done supports it."
    if out.leaks:
        yield f"{len(out.leaks)} values of somebody else were taken out of the reply."
    how = {
        "sent": "was checked and sent",
        "corrected": "was corrected and sent",
        "static": "was replaced by a fixed answer",
    }[out.verdict]
    yield f"the reply {how}: “{short(out.text)}”"


def _faults(hop: Hop) -> Iterator[str]:
    for event in hop.events:
        if isinstance(event, FaultInjected):
            yield f"an armed fault hit it: {event.spec}."
