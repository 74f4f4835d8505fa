"""Reads a customer's answer to a question: a choice by its words, yes or no, a number, a date."""

import re
from typing import Any

from sandbox.domain.procedure import VariableSpec

_YES = re.compile(r"^\W*(yes|yeah|yep|sure|ok(ay)?|please( do)?|correct|right|go ahead)\b", re.I)
_NO = re.compile(r"^\W*(no|nope|not?|don'?t|never|stop)\b", re.I)
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.]*\d)")
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def choice_in(text: str, spec: VariableSpec) -> tuple[str | None, str]:
    """The one choice whose words stand in `text`, with those words; None when none or several."""
    hits: dict[str, str] = {}
    for value, words in spec.choices.items():
        for word in (value.replace("_", " "), *words):
            if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE):
                hits.setdefault(value, word)
    if len(hits) != 1:
        return None, ""
    return next(iter(hits.items()))


def answer_to(text: str, spec: VariableSpec) -> tuple[Any, str]:
    """The value that `text` gives to the asked variable, with the words; None if it gives none."""
    stripped = text.strip()
    match spec.type:
        case "text":
            return (stripped, "whole answer") if stripped else (None, "")
        case "yes_no":
            return _yes_no(stripped)
        case "number":
            found = _NUMBER.search(stripped)
            return (found[0], found[0]) if found else (None, "")
        case "date":
            found = _DATE.search(stripped)
            return (found[0], found[0]) if found else (None, "")
        case _:
            return None, ""


def _yes_no(text: str) -> tuple[bool | None, str]:
    if found := _YES.match(text):
        return True, found[0].strip()
    if found := _NO.match(text):
        return False, found[0].strip()
    return None, ""
