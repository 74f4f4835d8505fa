"""Reads JSON as models write it. Commas, quotes and comments are mended; nothing is completed."""

import json
import math
from typing import Final, NoReturn

from sandbox.domain.base import JSON

_DEEPEST: Final = 32
_CLOSES: Final = {"{": "}", "[": "]"}


class _Twice(ValueError):
    """One name with two values: nobody knows which was meant."""


def read_json(text: str) -> JSON:
    """The value of `text`, or None when it can't be told without a guess. Never raises.

    What is cut off, holds NaN or an infinite number, gives one name two values, or is nested deeper
    than 32 levels is None.
    """
    try:
        value: JSON = json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)
    except _Twice:
        return None
    except (ValueError, RecursionError):
        value = _mended(text.strip())
    return value if _is_sound(value) else None


def whole_objects(text: str) -> list[str]:
    """The texts of the objects and lists that follow one another in `text`, nothing between them.

    Empty when anything else is there, or the last one is cut off. Braces that are doubled, or too
    many at the end, hold nothing and are passed over.
    """
    found: list[str] = []
    text, at = _single_braces(text), 0
    while rest := text[at:].lstrip(" \t\r\n,;}]" if found else " \t\r\n,;"):
        at = len(text) - len(rest)
        end = end_of(text, at)
        if end is None:
            return []
        found.append(text[at:end])
        at = end
    return found


def _single_braces(text: str) -> str:
    """`{{"name": …}}` as small models write it, with single braces."""
    inner = text.strip()
    while inner.startswith("{{") and end_of(inner, 1) is not None:
        inner = inner[1:]
    return inner


def end_of(text: str, start: int) -> int | None:
    """Where the object or list that begins at `start` ends; None when it is cut off or none."""
    if text[start : start + 1] not in _CLOSES:
        return None
    expected: list[str] = []
    quote, before, at = "", "", start
    while at < len(text):
        sign = text[at]
        if quote:
            at += sign == "\\"
            quote = "" if sign == quote else quote
        elif sign == '"' or (sign == "'" and before in "{[,:"):
            quote = sign
        elif sign in _CLOSES:
            expected.append(_CLOSES[sign])
        elif sign in "}]":
            if expected.pop() != sign:
                return None
            if not expected:
                return at + 1
        before = before if sign.isspace() else sign
        at += 1
    return None


def _mended(text: str) -> JSON:
    if end_of(text, 0) != len(text):
        return None
    # Imported late: only broken JSON needs it.
    import json_repair

    try:
        return json_repair.loads(text)
    except (ValueError, RecursionError):
        return None


def _is_sound(value: JSON, depth: int = 0) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if not isinstance(value, dict | list):
        return True
    items = value.values() if isinstance(value, dict) else value
    return depth < _DEEPEST and all(_is_sound(item, depth + 1) for item in items)


def _once(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found = dict(pairs)
    if len(found) < len(pairs) and any(found[name] != value for name, value in pairs):
        raise _Twice
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")
