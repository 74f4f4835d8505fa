"""Signs that a customer is losing patience: words, shouting, saying the same again.

A score from 0 to 1 that halves with each turn without a sign, so that one sharp word is forgotten
and three in a row are not. It decides nothing by itself: policy rules, procedures (`when
frustration > 0.6`) and the packet for a colleague read it.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

_STRONG: Final = re.compile(
    r"\b(?:unacceptable|ridiculous|outrageous|disgrace(?:ful)?|furious|fed up|sick of|useless|"
    r"terrible|horrible|awful|appalling|pathetic|scam|liars?|lawyer|sue you|never again|"
    r"(?:worst|waste of)\s+\w+)\b",
    re.IGNORECASE,
)
_MILD: Final = re.compile(
    r"\b(?:still (?:no|not|nothing|waiting|haven['’]t|hasn['’]t|isn['’]t)|annoy(?:ed|ing)|upset|"
    r"angry|frustrat(?:ed|ing)|disappoint(?:ed|ing)|fourth time|third time|again and again|"
    r"how (?:long|often|many times)|(?:already|just) (?:told|said)|as i said|come on|seriously)\b",
    re.IGNORECASE,
)
_PERSON: Final = re.compile(
    r"\b(?:(?:talk|speak|chat|connect|transfer|pass|put)\b[^.?!]{0,30}?\b(?:human|person|agent|"
    r"colleague|manager|supervisor|somebody|someone|representative|real)|"
    r"\b(?:get|give) me (?:a|an|your|the) (?:\w+ )?(?:human|person|colleague|manager|supervisor)\b|"
    r"(?:a |an |your )?"
    r"(?:human|real person|live agent|manager|supervisor)\s*(?:please|now|!|$))",
    re.IGNORECASE,
)
_LETTERS: Final = re.compile(r"(?<!\w)[A-Za-zÀ-ÿ]{2,}(?!\w)")
_MARKS: Final = re.compile(r"[!?]{3,}|!\s*!")
_WORD: Final = re.compile(r"\w+")

HALVES: Final = 0.5
SHOWN_FROM: Final = 0.1
"""Below this there is nothing to say; a variable that is nearly 0 would only cost tokens."""


class Temper(NamedTuple):
    """`frustration` 0..1 rounded to 2 digits, what it was read from, and a wish for a person."""

    frustration: float
    signs: tuple[str, ...]
    wants_person: bool


def temper(text: str, before: float, earlier: Iterable[str]) -> Temper:
    """How the customer's words `text` sound.

    `before`: the score of the turn before; `earlier`: the messages so far, in the same form as
    `text`.
    """
    found = list(_signs(text, earlier))
    score = min(1.0, before * HALVES + sum(weight for weight, _ in found))
    signs = tuple(sign for _, sign in found)
    return Temper(round(score, 2), signs, bool(_PERSON.search(text)))


def _signs(text: str, earlier: Iterable[str]) -> Iterable[tuple[float, str]]:
    for form, weight in ((_STRONG, 0.4), (_MILD, 0.2)):
        words = dict.fromkeys(found[0].lower() for found in form.finditer(text))
        yield from ((weight, word) for word in list(words)[:2])
    words = _LETTERS.findall(text)
    if len(words) >= 3 and sum(word.isupper() for word in words) > len(words) / 2:
        yield 0.3, "capitals"
    if _MARKS.search(text):
        yield 0.2, "!!!"
    said = _bag(text)
    if len(said) >= 3 and any(said == _bag(one) for one in earlier):
        yield 0.3, "said again"


@lru_cache(maxsize=2_048)  # each turn asks for all earlier ones
def _bag(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.lower()))
