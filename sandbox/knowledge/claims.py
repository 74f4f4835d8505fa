"""What an article claims in figures: a subject, and quantities by what is counted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sandbox.knowledge.stop_words import STOP_WORDS

_SMALL: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_NUMBERS: Final = {word: number for number, word in enumerate(_SMALL.split())} | {
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90, "hundred": 100,
}  # fmt: skip
_UNITS: Final = {
    "second": "seconds", "minute": "minutes", "hour": "hours", "day": "days", "night": "nights",
    "week": "weeks", "month": "months", "year": "years", "percent": "%", "%": "%",
    "eur": "EUR", "€": "EUR", "gbp": "GBP", "£": "GBP", "usd": "USD", "$": "USD", "chf": "CHF",
    "mb": "MB", "gb": "GB", "kg": "kg", "km": "km",
}  # fmt: skip
_COUNTED: Final = re.compile(r"[a-z]{3,}s")
_TOKEN: Final = re.compile(r"[€£$%]|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+|\n\s*[-*]\s+")
_BETWEEN: Final = frozenset(("working", "business", "calendar", "full", "per", "cent"))
_TO: Final = frozenset(("to", "or", "and"))


@dataclass(frozen=True)
class Claim:
    """One sentence with figures. `subject`: its words without figures, stop words and endings.

    `quantities`: the numbers by what is counted, as written; a range has two. `context`: the words
    of the title that it stands under.
    """

    sentence: str
    subject: frozenset[str]
    quantities: dict[str, frozenset[str]]
    context: frozenset[str] = frozenset()


def claims_in(text: str, title: str = "") -> Iterator[Claim]:
    """The sentences of `text` that state a figure."""
    context = frozenset(_stem(word) for word in words_of(title))
    for sentence in sentences_of(text):
        quantities, used = _quantities(sentence)
        if quantities:
            words = {_stem(word) for word in words_of(sentence)} - used
            yield Claim(sentence, frozenset(words), quantities, context)


def sentences_of(text: str) -> Iterator[str]:
    """Sentences and items of lists, each on one line."""
    for paragraph in re.split(r"\n\s*\n|^#+ .*$", text, flags=re.MULTILINE):
        for sentence in _SENTENCE_END.split(paragraph):
            if line := " ".join(sentence.split()):
                yield line


def words_of(text: str) -> list[str]:
    """The words of a text that say what it is about, in order."""
    words = (word.lower() for word in _TOKEN.findall(text))
    return [word for word in words if word[0].isalpha() and word not in STOP_WORDS]


def _quantities(sentence: str) -> tuple[dict[str, frozenset[str]], set[str]]:
    """Numbers by unit, and the words that are part of them."""
    tokens = [token.lower() for token in _TOKEN.findall(sentence)]
    found: dict[str, set[str]] = {}
    used: set[str] = set()
    waiting: list[str] = []
    for index, token in enumerate(tokens):
        before = tokens[index - 1] if index else ""
        if (number := _number(token)) and not (token == "one" and before not in _TO):
            if before in _UNITS and not before.isalpha():
                found.setdefault(_UNITS[before], set()).add(number)
            else:
                waiting.append(number)
        elif waiting and token in _TO:
            continue
        elif waiting and token in _BETWEEN:
            used.add(_stem(token))
            if token == "cent":
                found.setdefault("%", set()).update(waiting)
                waiting = []
        elif waiting:
            if unit := _unit(token):
                found.setdefault(unit, set()).update(waiting)
                used.add(_stem(token))
            waiting = []
    return {unit: frozenset(numbers) for unit, numbers in found.items()}, used | set(_NUMBERS)


def _number(token: str) -> str:
    if token in _NUMBERS:
        return str(_NUMBERS[token])
    return token.replace(",", ".").removesuffix(".00") if token[0].isdigit() else ""


def _unit(token: str) -> str:
    known = _UNITS.get(token) or _UNITS.get(token.removesuffix("s"))
    return known or (_stem(token) if _COUNTED.fullmatch(token) else "")


def _stem(word: str) -> str:
    """Without the commonest endings: enough to match "returns" with "returned"."""
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending).removesuffix("e")
    return word.removesuffix("e") if len(word) > 4 else word
