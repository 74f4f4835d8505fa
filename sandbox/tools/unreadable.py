"""Values that JSON's grammar lets through, but that no file, log or database can keep."""

import math
from typing import Final

from sandbox.domain.base import JSON
from sandbox.domain.verdict import Problem
from sandbox.tools.schemas import pointer_of

DEEPEST: Final = 100
"""Levels of lists and objects; validator, log and Python itself all give up at some depth."""


def unreadable(value: JSON) -> list[Problem]:
    """A problem for each one: half a surrogate pair, a number that is not finite, deep nesting."""
    found: list[Problem] = []
    left: list[tuple[tuple[str | int, ...], JSON]] = [((), value)]
    while left:
        path, one = left.pop()
        if len(path) > DEEPEST:
            return [_problem((), f"at most {DEEPEST} levels", "more", "depth")]
        if isinstance(one, str):
            if not encodable(one):
                found.append(_problem(path, "whole characters", "half a character"))
        elif isinstance(one, float):
            if not math.isfinite(one):
                found.append(_problem(path, "a finite number", str(one)))
        elif isinstance(one, list):
            left += (((*path, index), item) for index, item in enumerate(one))
        elif isinstance(one, dict):
            if not all(map(encodable, one)):
                found.append(_problem(path, "names in whole characters", "half a character"))
            else:
                left += (((*path, name), item) for name, item in one.items())
    return found


def encodable(text: str) -> bool:
    """False for half of a surrogate pair, which has no UTF-8."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _problem(
    path: tuple[str | int, ...], expected: str, got: str, rule: str = "unreadable"
) -> Problem:
    return Problem(pointer=pointer_of(list(path)), rule=rule, expected=expected, got=got)
