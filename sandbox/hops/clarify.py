"""Asks which of a few intents is meant, and reads the answer."""

import re
from collections.abc import Sequence
from typing import Final

from sandbox.domain.hop import Candidate
from sandbox.domain.procedure import Procedure, Step
from sandbox.knowledge.stop_words import STOP_WORDS
from sandbox.pack.pack import Pack
from sandbox.procedures.engine import Run

CLARIFY: Final = "clarify"
"""Id of the step that asks; no procedure of a pack."""
MOST: Final = 3
_NEAR: Final = 0.05
"""Two intents whose scores lie this near to each other are asked about, not chosen between."""
_ORDINALS: Final = (
    re.compile(r"\b(?:1|1st|first|former)\b", re.IGNORECASE),
    re.compile(r"\b(?:2|2nd|second)\b", re.IGNORECASE),
    re.compile(r"\b(?:3|3rd|third)\b", re.IGNORECASE),
)
_LATTER: Final = re.compile(r"\b(?:last|latter)\b", re.IGNORECASE)
_YES: Final = re.compile(
    r"\W*(?:yes|yeah|yep|yup|correct|exactly|right|please do)\b", re.IGNORECASE
)
_SHORT: Final = 6
"""Words; a longer message is a new wish, whatever ordinals stand in it."""


def unsure_of(candidates: Sequence[Candidate], pack: Pack) -> tuple[str, ...]:
    """The intents to ask about, best first: () when the best is sure, or when none is likely.

    Likely is from `route_ask` on; of two procedures that are nearly as likely, neither is sure.
    """
    procedures = {intent.id: intent.procedure for intent in pack.intents}
    likely: dict[str, Candidate] = {}
    for candidate in candidates:
        if 0 < candidate.score >= pack.route_ask and _names_a_topic(candidate):
            likely.setdefault(procedures[candidate.intent], candidate)
    found = list(likely.values())[:MOST]
    if not found:
        return ()
    sure = found[0].score >= pack.route_threshold
    near = [one for one in found[1:] if found[0].score - one.score < _NEAR]
    if sure:
        return (found[0].intent, *(one.intent for one in near)) if near else ()
    return tuple(one.intent for one in found)


def _names_a_topic(candidate: Candidate) -> bool:
    """Whether more than "about", "and" or "my" speaks for it."""
    return any(set(words.split()) - STOP_WORDS for words in candidate.words)


def chosen(text: str, asked: Sequence[str], candidates: Sequence[Candidate]) -> str:
    """The intent of `asked` that a short answer picks, "" if it picks none, several, or another."""
    if not asked:
        return ""
    if len(text.split()) <= _SHORT:
        picks = {i for i, form in enumerate(_ORDINALS[: len(asked)]) if form.search(text)}
        if not picks and _LATTER.search(text):
            picks = {len(asked) - 1}
        if not picks and len(asked) == 1 and _YES.match(text):
            picks = {0}
        if len(picks) == 1:
            return asked[picks.pop()]
    scores = sorted(
        ((c.score, c.intent) for c in candidates if c.intent in asked and c.score > 0),
        key=lambda item: (-item[0], item[1]),
    )
    elsewhere = bool(candidates) and candidates[0].intent not in asked
    clear = scores and not elsewhere and (len(scores) == 1 or scores[0][0] - scores[1][0] >= _NEAR)
    return scores[0][1] if clear else ""


def question(asked: Sequence[str], pack: Pack) -> tuple[Procedure, Run]:
    """One `say` step that asks which intent is meant, in the form of a procedure under way."""
    titles = {intent.id: intent.title for intent in pack.intents}
    options = [titles[name][:1].lower() + titles[name][1:] for name in asked if name in titles]
    numbered = [f"{number}) {title}" for number, title in enumerate(options, 1)]
    listed = ", ".join(numbered[:-1]) + (", or " if numbered[:-1] else "") + "".join(numbered[-1:])
    if len(options) == 1:
        listed = options[0]
    text = f"I am not sure that I understand. Would you like me to {listed}?"
    step = Step(kind="say", source=f'say "{text}"', text=text)
    procedure = Procedure(
        id=CLARIFY, title="Not sure what is meant", version="1", intent="", steps=(step,)
    )
    return procedure, Run(procedure=CLARIFY)
