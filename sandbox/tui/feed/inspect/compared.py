"""Two JSON values line by line, with what is different inside a line."""

from __future__ import annotations

import difflib
import json
from typing import Any, Final

from sandbox.tui.feed.safe import cap, clean
from sandbox.tui.feed.view import Diff

_MOST: Final = 16_000
"""Characters of each value that are compared: `ndiff` takes a second for 2,000 lines."""

Line = tuple[str, str]
Spans = tuple[tuple[int, int], ...]


def json_diff(before: Any, after: Any) -> list[Line]:
    """Two JSON values line by line, as a comparison."""
    old, new = (_text(one).split("\n") for one in (before, after))
    return [(line[0], line[2:]) for line in difflib.ndiff(old, new) if not line.startswith("?")]


def compared(before: Any, after: Any, title: str, heads: tuple[str, str] = ("", "")) -> Diff:
    """A comparison with the changed part of each line marked; of long values what comes first."""
    lines = json_diff(before, after)
    if max(len(_whole(before)), len(_whole(after))) > _MOST:
        title = f"{title} first {_MOST:,} characters of each".lstrip()
    return Diff(tuple(lines), title, tuple(changed_parts(lines)), heads)


def changed_parts(lines: list[Line]) -> list[Spans]:
    """For each line what is other than in the line that it stands against; all of it for none."""
    spans: list[Spans] = [() for _ in lines]
    gone: list[int] = []
    for number, (sign, text) in enumerate(lines):
        if sign == "-":
            gone.append(number)
        elif sign == "+" and gone:
            other = gone.pop(0)
            spans[other], spans[number] = _apart(lines[other][1], text)
        elif sign == " ":
            gone = []
    return spans


def leaves(before: Any, after: Any) -> int:
    """How many leaves of two JSON values are different."""
    if isinstance(before, dict) and isinstance(after, dict):
        return sum(leaves(before.get(key), after.get(key)) for key in {*before, *after})
    if isinstance(before, list) and isinstance(after, list):
        longest = max(len(before), len(after))
        pairs = ((before[n : n + 1], after[n : n + 1]) for n in range(longest))
        return sum(leaves(*(one[0] if one else None for one in pair)) for pair in pairs)
    return int(before != after)


def _text(value: Any) -> str:
    return clean(cap(_whole(value), _MOST)[0])


def _whole(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


def _apart(old: str, new: str) -> tuple[Spans, Spans]:
    """What is left of two lines without what they begin and end with alike."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return ((start, len(old) - end),), ((start, len(new) - end),)
