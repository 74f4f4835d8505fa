"""What the agent did in a turn, in plain sentences, each with the hop that shows it.

Told by the log alone, without a model: the same log gives the same sentences, live and replayed.
"""

from collections.abc import Iterator
from typing import Final

from sandbox.domain.base import Frozen
from sandbox.domain.hop import HopName, PromptOutput
from sandbox.export.explain_calls import call_sentences
from sandbox.export.explain_hops import hop_sentences
from sandbox.log.event import StepActed
from sandbox.log.fold import Hop, Session, Turn
from sandbox.log.steps import act_words, stopped_at

_NEXT: Final[dict[HopName, str]] = {
    "redact": "personal data in the customer's words is replaced by placeholders",
    "context": "the words are read for the variables that matter",
    "route": "a procedure is picked",
    "retrieve": "knowledge passages are looked for",
    "prompt": "the request for the model is made",
    "infer": "the model is asked",
    "parse": "the model's reply is read for text and calls",
    "validate": "the call is checked against its contract and what is known",
    "repair": "the call is mended, or sent back to the model",
    "policy": "the rules judge the call",
    "execute": "the call runs",
    "respond": "the reply is checked and shown",
}
_THEN: Final[dict[HopName, str]] = {
    "redact": "the words are read for the variables that matter",
    "context": "a procedure is picked",
    "route": "knowledge passages are looked for",
    "retrieve": "the request for the model is made",
    "prompt": "the model is asked",
    "infer": "its reply is read for text and calls",
    "parse": "its calls are checked one by one, or its text becomes the reply",
    "validate": "the rules judge the call, or it is mended first",
    "repair": "the call is checked again, or the model is asked again",
    "policy": "the call runs if it may",
    "execute": "the next call follows, or the model is asked with what came of this one",
    "respond": "the turn ends",
}


class Sentence(Frozen):
    """One sentence and the hop (`3.6`) that it is about; of a whole turn, its last hop."""

    turn: int
    hop: str
    text: str


def explain(session: Session, number: int) -> list[Sentence]:
    """Turn `number` (from 1) so far: understood, known, picked, called with what verdict, next.

    Raises `IndexError` where there is no such turn.
    """
    turn = session.turns[number - 1]
    return [
        Sentence(turn=number, hop=hop, text=_plain(text[:1].upper() + text[1:]))
        for hop, text in _told(session, turn)
    ]


def _told(session: Session, turn: Turn) -> Iterator[tuple[str, str]]:
    for hop in turn.hops:
        told = call_sentences(turn, hop) if hop.call is not None else hop_sentences(session, hop)
        for text in told:
            yield hop.id, text
        if hop.fault is not None:
            yield hop.id, f"{hop.name} did not finish: {_plain(hop.fault.message)}"
        for event in hop.events:
            if isinstance(event, StepActed) and event.action != "go_on":
                yield hop.id, f"a person stopped the turn here: {act_words(event)}."
    yield _next(turn)


def _next(turn: Turn) -> tuple[str, str]:
    last = turn.hops[-1] if turn.hops else None
    where = last.id if last else f"{turn.number}.0"
    if turn.finished is not None:
        return where, _ended(turn)
    if last is None:
        return where, f"next: {_NEXT['redact']}."
    stop = stopped_at(last)
    subject = f" {last.subject}" if last.subject else ""
    if stop is not None and stop.place == "after":
        return (
            where,
            f"the turn waits for you after {last.name}{subject}. Next: {_THEN[last.name]}.",
        )
    if stop is not None:
        return where, f"the turn waits for you before {last.name}{subject}. Next: {_about(last)}."
    if last.total is None:
        return where, f"{last.name}{subject} is under way. Then {_THEN[last.name]}."
    return where, f"next: {_THEN[last.name]}."


def _about(hop: Hop) -> str:
    return _NEXT[hop.name]


def _ended(turn: Turn) -> str:
    end = turn.finished
    assert end is not None
    why = f": {_plain(end.why)}" if end.why else "."
    match end.outcome:
        case "asked":
            return f"the turn ended with a question{why} Next: the customer's answer{_asked(turn)}."
        case "answered":
            less = ", though with less than it should have" if end.degraded else ""
            return f"the turn ended with an answer{less}{why} Next: what the customer says to it."
        case "handed_off":
            return f"the turn ended by handing over{why} Next: a colleague reads the packet."
        case "cancelled":
            return f"the turn was cancelled{why} What had run stays done."
        case "interrupted":
            return f"the turn was interrupted{why} What had run stays done."
        case _:
            return f"the turn failed{why} Next: the customer may try again."


def _asked(turn: Turn) -> str:
    """` about order_id`: the variable that the procedure waits for."""
    for hop in reversed(turn.hops):
        if isinstance(hop.output, PromptOutput):
            words = hop.output.step.split()
            return f" about {words[1]}" if words[:1] == ["ask"] and len(words) > 1 else ""
    return ""


def _plain(text: str) -> str:
    """A text on one line, as the end of a sentence."""
    text = " ".join(text.split())
    return text if text.endswith((".", "!", "?", "”")) else f"{text}."
