"""Makes the packet from a folded session, without a model: the same log gives the same packet."""

import re
from collections.abc import Iterator

from sandbox.domain.handoff import (
    Entity,
    HandoffKind,
    HandoffPacket,
    OpenQuestion,
    Said,
    Sentiment,
    Told,
    Tried,
)
from sandbox.domain.hop import ContextOutput, PromptOutput
from sandbox.handoff.next_step import next_step
from sandbox.handoff.tried import refusals_in, tried_in
from sandbox.handoff.words import in_brief, short
from sandbox.log.dead import dead_letters
from sandbox.log.fold import Session, Turn

_ENGINE_S = frozenset(("customer", "intent", "frustration", "wants_person", "open_question"))
_PLACEHOLDER = re.compile(r"\[[A-Z]+_\d+\]")
_LONGEST = 300
"""Characters of what a customer said in one turn; the log has the rest."""


def build(session: Session, kind: HandoffKind, reason: str, tool: str) -> HandoffPacket:
    """The packet as the session stands. `tool`: the one that hands over, not listed as tried."""
    tried, refusals = tried_in(session, tool), refusals_in(session)
    questions, sentiment = tuple(_questions(session)), _sentiment(session)
    prompt = _last_prompt(session)
    intent = session.variables.get("intent")
    packet = HandoffPacket(
        kind=kind,
        reason=reason,
        summary="",
        customer=session.principal.customer,
        intent=str(intent.value) if intent else "",
        procedure=prompt.procedure if prompt else "",
        step=prompt.step if prompt else "",
        turns=len(session.turns),
        said=tuple(
            Said(turn=one.number, text=short(one.asked, _LONGEST))
            for one in session.turns
            if one.asked
        ),
        entities=tuple(_entities(session)),
        tried=tried,
        open_questions=questions,
        refusals=refusals,
        sentiment=sentiment,
        next_step=next_step(kind, tried, refusals, questions, sentiment),
        links=tuple(dict.fromkeys(_links(tried, [one.hop for one in refusals]))),
    )
    packet = packet.model_copy(update={"summary": _summary(packet)})
    return packet.model_copy(update={"placeholders": _told(packet, session)})


def kind_of(session: Session) -> HandoffKind:
    """Why the model's own call hands over: the customer's wish, a step of the procedure, or it."""
    wish = session.variables.get("wants_person")
    if wish is not None and wish.value not in (False, None, "no"):
        return "wish"
    prompt = _last_prompt(session)
    return "procedure" if prompt and prompt.step.startswith("hand_off") else "model"


def _summary(packet: HandoffPacket) -> str:
    """What happened in a few sentences."""
    who = f"Customer {packet.customer}" if packet.customer else "A customer, not identified yet,"
    about = f" about {packet.intent.replace('_', ' ')}" if packet.intent else ""
    turns = "1 turn" if packet.turns == 1 else f"{packet.turns} turns"
    parts = [f"{who} wrote{about}, {turns} so far."]
    for words, outcomes in (
        ("Done", ("done",)),
        ("Not allowed", ("denied", "rejected")),
        ("Failed", ("failed",)),
        ("Outcome not known", ("unknown",)),
    ):
        named = [_named(one) for one in packet.tried if one.outcome in outcomes]
        if named:
            parts.append(f"{words}: {'; '.join(named)}.")
    if not any(one.changes for one in packet.tried):
        parts.append("Nothing was changed.")
    if packet.step and not packet.step.startswith("say "):
        parts.append(f"Stopped at `{short(packet.step, 80)}` of {packet.procedure}.")
    return " ".join(parts)


def _named(one: Tried) -> str:
    return f"{one.tool}({one.arguments})" if one.arguments else one.tool


def _entities(session: Session) -> Iterator[Entity]:
    for name, variable in sorted(session.variables.items()):
        if name not in _ENGINE_S:
            source = f"{variable.source}, turn {variable.turn}"
            yield Entity(name=name, value=short(in_brief(variable.value), 200), source=source)


def _questions(session: Session) -> Iterator[OpenQuestion]:
    last = session.turns[-1] if session.turns else None
    for turn in session.turns[-2:]:
        waits = _waits_for(turn)
        if turn.finished is not None and waits and waits not in session.variables:
            yield OpenQuestion(kind="to_customer", turn=turn.number, text=_asking(turn, waits))
    if last is not None and not last.reply and last.asked:
        text = short(last.asked, _LONGEST)
        yield OpenQuestion(kind="from_customer", turn=last.number, text=text)
    for letter in dead_letters(session):
        if letter.status == "unknown":
            text = f"Was {letter.subject} done? {letter.why} (hop {letter.hop})"
            turn = int(letter.hop.partition(".")[0])
            yield OpenQuestion(kind="outcome", turn=turn, text=short(text, _LONGEST))


def _waits_for(turn: Turn) -> str:
    """The variable that the turn ended asking for, "" for none."""
    step = next(
        (h.output.step for h in reversed(turn.hops) if isinstance(h.output, PromptOutput)), ""
    )
    asks = step.startswith("ask ") and turn.finished is not None
    return step.split()[1] if asks and len(step.split()) > 1 else ""


def _asking(turn: Turn, variable: str) -> str:
    return short(turn.reply, _LONGEST) if turn.reply else f"Which {variable.replace('_', ' ')}?"


def _sentiment(session: Session) -> Sentiment:
    scores: list[tuple[float, int]] = []
    for turn in session.turns:
        for hop in turn.hops:
            if isinstance(hop.output, ContextOutput):
                scores += [
                    (float(one.value), turn.number)
                    for one in hop.output.variables
                    if one.name == "frustration"
                ]
    now, wish = session.variables.get("frustration"), session.variables.get("wants_person")
    peak, turn = max(scores, key=lambda one: (one[0], -one[1]), default=(0.0, 0))
    return Sentiment(
        frustration=float(now.value) if now else 0.0,
        signs=tuple(now.where.split(", ")) if now and now.where else (),
        peak=peak,
        peak_turn=turn,
        wants_person=bool(wish and wish.value not in (False, None, "no")),
    )


def _told(packet: HandoffPacket, session: Session) -> tuple[Told, ...]:
    used = sorted(set(_PLACEHOLDER.findall(packet.model_dump_json())))
    known = session.placeholders
    return tuple(
        Told(placeholder=one, reference=known[one].reference if one in known else "")
        for one in used
    )


def _links(tried: tuple[Tried, ...], refused: list[str]) -> Iterator[str]:
    yield from (one.hop for one in tried if one.hop and (one.outcome != "answered"))
    yield from refused


def _last_prompt(session: Session) -> PromptOutput | None:
    for turn in reversed(session.turns):
        for hop in reversed(turn.hops):
            if isinstance(hop.output, PromptOutput):
                return hop.output
    return None
