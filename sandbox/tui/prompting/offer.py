"""One line of the completion list, and how well a word fits what is typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

MOST: Final = 50
"""Lines offered at once; whoever wants another types a letter more."""

_PART: Final = re.compile(r"[\s/._:-]")


@dataclass(frozen=True, slots=True)
class Offer:
    """`word` is what is put into the prompt; `argument` and `help` only tell."""

    word: str
    argument: str = ""
    help: str = ""


def fit(typed: str, text: str) -> int | None:
    """0 for the same, then: begins so, a part begins so, holds it, holds its letters in order.

    None when it does not fit at all. Capitals do not matter.
    """
    typed, text = typed.lower(), text.lower()
    if typed == text:
        return 0
    if text.startswith(typed):
        return 1
    if any(part.startswith(typed) for part in _PART.split(text)):
        return 2
    if typed in text:
        return 3
    letters = iter(text)
    return 4 if all(letter in letters for letter in typed) else None


def best(typed: str, offers: Iterable[Offer], most: int = MOST) -> list[Offer]:
    """The offers whose word fits, or else whose help does, best first; ties keep their order."""
    found: list[tuple[int, Offer]] = []
    for offer in offers:
        rank = fit(typed, offer.word)
        if rank is None and typed and typed.lower() in offer.help.lower():
            rank = 5
        if rank is not None:
            found.append((rank, offer))
    found.sort(key=lambda pair: pair[0])
    return [offer for _, offer in found[:most]]
