"""Reads a customer's answer to a question: a choice by its words, yes or no, a number, a date."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from sandbox.domain.procedure import VariableSpec
from sandbox.log.by_identity import ByIdentity
from sandbox.privacy.emails import find_emails

_YES = re.compile(r"\W*(yes|yeah|yep|yup|correct|absolutely|definitely|of course|go ahead)\b", re.I)
_WEAK_YES = re.compile(r"\W*(sure|ok(?:ay)?|please|right)\b", re.I)
_NO = re.compile(r"\W*(?:(?:but|please)\W+)?(no|nope|nah|not|don't|do not|never|stop)\b", re.I)
_UNSURE = re.compile(
    r"\b(?:not (?:really |quite )?(?:sure|certain)|no (?:idea|clue|problem|worries)|"
    r"(?:don't|do not) (?:really )?know)\b",
    re.I,
)
_NEGATION = re.compile(r"\b(?:no|not|never)\b|n't\b", re.I)
_DENIED = re.compile(r"(?:\b(?:not|never|no)|n't)\s+(?!(?:only|just)\s)(?:\w+\s+)?$", re.I)
_NUMBER = re.compile(r"(?<![\w.,])(?<!\w-)-?[0-9]+(?:[.,][0-9]+)*(?!\w*[0-9]|\s*[-–]\s*[0-9])")
_DATE = re.compile(r"(?<![\w-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])")
_MOST_DIGITS = 15


def choice_in(text: str, spec: VariableSpec) -> tuple[str | None, str]:
    """The one choice whose words stand in `text`, with those words; None when none or several.

    The longer words win where they overlap ("wrong item" over "item"); denied ones don't count.
    """
    hits = list(_hits(_plain(text), spec))
    values = {
        value: word
        for start, end, value, word in hits
        if not any(a <= start and end <= b and (a, b) != (start, end) for a, b, _, _ in hits)
    }
    return next(iter(values.items())) if len(values) == 1 else (None, "")


def answer_to(text: str, spec: VariableSpec) -> tuple[Any, str]:
    """The value that `text` gives to the asked variable, with the words; None if it gives none.

    A number is an int, or a decimal text ("49,90" gives "49.90"); two of them are no answer.
    """
    stripped = _plain(text).strip()
    match spec.type:
        case "text":
            return (text.strip(), "whole answer") if stripped else (None, "")
        case "yes_no":
            return _yes_no(stripped)
        case "email":
            return _only((text[start:end], text[start:end]) for start, end in find_emails(text))
        case "number":
            return _only((read_number(found[0]), found[0]) for found in _NUMBER.finditer(stripped))
        case "date":
            return _only((_date(found[0]), found[0]) for found in _DATE.finditer(stripped))
        case _:
            return None, ""


def _plain(text: str) -> str:
    """Telephones write ’ where a pack has '."""
    return text.replace("’", "'").replace("‘", "'")


def _hits(text: str, spec: VariableSpec) -> Iterator[tuple[int, int, str, str]]:
    for pattern, value, word in _spelled(spec):
        for found in pattern.finditer(text):
            if found[0] and not _DENIED.search(text, 0, found.start()):
                yield found.start(), found.end(), value, word


def _patterns(spec: VariableSpec) -> tuple[tuple[re.Pattern[str], str, str], ...]:
    return tuple(
        (re.compile(rf"(?<!\w){spelled}(?!\w)", re.IGNORECASE), value, word)
        for value, words in spec.choices.items()
        for word in (value.replace("_", " "), *words)
        if (spelled := r"\s+".join(map(re.escape, _plain(word).split())))
    )


_spelled: Final = ByIdentity(_patterns)
"""How each word of a choice may stand in a text, with its choice and the word."""


def _yes_no(text: str) -> tuple[bool | None, str]:
    if _UNSURE.search(text):
        return None, ""
    if found := _YES.match(text):
        return True, found[1]
    if found := _NO.match(text):
        return False, found[1]
    if found := _WEAK_YES.match(text):
        # "please don't" is a no; "ok, but not that one" is for the customer to say again.
        if denied := _NO.match(text, found.end()):
            return False, denied[0].strip()
        return (None, "") if _NEGATION.search(text) else (True, found[1])
    return None, ""


def _only(found: Iterator[tuple[Any, str]]) -> tuple[Any, str]:
    """The one value that was found, however often; None when one can't be read or they differ."""
    values = dict(found)
    return next(iter(values.items())) if len(values) == 1 else (None, "")


def read_number(written: str) -> int | str | None:
    """An int, or a decimal text; None for what may be a thousand or a fraction, as `1,234`."""
    if len(written) > _MOST_DIGITS:
        return None
    *groups, last = re.split(r"[.,]", written)
    if not groups:
        return int(last)
    thousands = all(len(group) == 3 for group in groups[1:])
    separators = re.findall(r"[.,]", written)
    if len(last) == 3 or not thousands or separators[-1] in separators[:-1]:
        return None
    return f"{''.join(groups)}.{last}"


def _date(written: str) -> str | None:
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        return None
