"""Suspicions about what the agent understood, knew and said."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.domain.hop import (
    PromptOutput,
    RespondOutput,
    RetrieveOutput,
    RouteOutput,
)
from sandbox.log.event import Event
from sandbox.log.fold import Hop, Session, Turn
from sandbox.tui.feed.suspects.past import Past
from sandbox.tui.feed.suspects.suspect import Suspect

CLOSE = 0.2
"""Between two intents: what a running procedure has to be beaten by before it is left."""


FEW_WORDS = 4
"""Under which a message in which nothing is found is taken for small talk."""


def of_route(hop: Hop) -> Iterator[Suspect]:
    """A close call between two intents."""
    out = hop.output
    if not isinstance(out, RouteOutput) or out.action != "start":
        return
    others = [one for one in out.candidates if one.intent != out.intent and out.intent]
    second = max(others, key=lambda one: one.score, default=None)
    if second is not None and 0 <= out.confidence - second.score < CLOSE and second.score > 0:
        words = f"a close call: {out.intent} {out.confidence:.2f}, {second.intent} "
        yield Suspect(hop.id, "intent", f"{words}{second.score:.2f}", "Route")


def of_turning(turn: Turn, past: Past) -> Iterator[Suspect]:
    """The customer leaves what the turn before had begun: it was heard wrong there."""
    if past.route is None:
        return
    began, was = past.route
    for hop in turn.hops:
        if not isinstance(hop.output, PromptOutput):
            continue
        left = [move for move in hop.output.moves if move.kind == "left"]
        if left and left[0].procedure == was.procedure and hop.output.procedure != was.procedure:
            heard = next((one.words for one in was.candidates if one.intent == was.intent), ())
            by = f" (by the words {', '.join(heard)})" if heard else ""
            words = (
                f"heard as {was.procedure} {was.confidence:.2f}{by}; the customer turned to "
                f"{hop.output.procedure or 'something else'} in {hop.id}"
            )
            yield Suspect(began.id, "intent", words, "Route")
            return


def of_retrieve(hop: Hop, turn: Turn) -> Iterator[Suspect]:
    """Nothing was found for a message that no procedure serves either."""
    out = hop.output
    if not isinstance(out, RetrieveOutput) or any(one.used for one in out.passages):
        return
    routes = [one.output for one in turn.hops if isinstance(one.output, RouteOutput)]
    if not routes or routes[-1].action != "none":
        return
    if not out.passages and len(out.query.split()) < FEW_WORDS:
        return
    best = max(out.passages, key=lambda one: one.score, default=None)
    words = "no passage was found, and no procedure fits"
    if best is not None:
        words = f"no passage is in, and no procedure fits: best is {best.id} ({best.why})"
    yield Suspect(hop.id, "passage", words, "Passages")


def of_prompt(hop: Hop, past: Past) -> Iterator[Suspect]:
    """A template that is not the newest, or not the one of the turns before."""
    out = hop.output
    if not isinstance(out, PromptOutput) or (out.template, out.digest) in past.prompts:
        return
    name = f"prompt {out.template}"
    if out.newest:
        words = f"{name} ran in version {out.version}; lock.toml knows version {out.newest}"
        yield Suspect(hop.id, "prompt", words, "Window")
    if past.last_prompt is None:
        return
    where, before = past.last_prompt
    if before.template != out.template:
        return
    if before.version == out.version:
        words = f"{name} has another text than in {where.id}, and still is version {out.version}"
    else:
        words = f"{name} is version {out.version} from here on; {where.id} had {before.version}"
    yield Suspect(hop.id, "prompt", words, "Window")


def of_respond(hop: Hop, session: Session, turn: Turn) -> Iterator[Suspect]:
    """What was withheld, what was claimed and not done, and a text in place of the model's."""
    out = hop.output
    if not isinstance(out, RespondOutput):
        return
    for leak in out.leaks:
        source = _source(leak.reference, session, turn)
        words = f"withheld: the {leak.kind} of {leak.reference.partition('#')[0]}, somebody else's"
        came = f"; it came in with {source}" if source else "; the model brought it"
        yield Suspect(hop.id, "leak", f"{words}{came}", "Withheld")
    for claim in out.claims:
        if not claim.supported:
            words = f"claims what was not done: {claim.words}"
            yield Suspect(hop.id, "claim", words, "Claims")
    if out.neutralised:
        words = f"taken out of the reply: {', '.join(out.neutralised)}"
        yield Suspect(hop.id, "leak", words, "Reply")


def _source(reference: str, session: Session, turn: Turn) -> str:
    """The tool call of this turn whose result first held the value of a cell."""
    known = [one.text for one in session.placeholders.values() if one.reference == reference]
    for hop in turn.hops:
        if hop.name == "execute" and any(_holds(event, known) for event in hop.events):
            return f"{hop.id} {hop.subject}"
    return ""


def _holds(event: Event, placeholders: list[str]) -> bool:
    text = event.model_dump_json(exclude_defaults=True)
    return any(placeholder in text for placeholder in placeholders)
