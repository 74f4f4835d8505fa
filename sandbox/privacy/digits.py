"""Runs of digits in a text: what cards, phones and known numbers are looked for in."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

_GAP = r"[ \t\u00a0\u202f.\-\u2010-\u2013/()]{1,3}"
# It begins with a set of characters, not with a look behind: what re can look for at once.
_RUN = re.compile(rf"\d(?<![A-Za-z0-9_].)\d*(?:{_GAP}\d+)*", re.DOTALL)
_GROUP = re.compile(r"\d+")
_USUAL = re.compile(
    r"(?<![A-Za-z0-9_])(?:\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}|\d{3}\)?[-. ]\d{3}[-. ]\d{4}|\d{7,19})"
    r"(?![A-Za-z0-9_])"
)

_WIDEST = 10

FEWEST = 7
"""A run of fewer digits is neither a card nor a phone number."""

FLOOD = 20_000
"""With more groups than this nobody is talking to an agent; only usual layouts are looked for."""


class Group(NamedTuple):
    """Consecutive digits `text[start:end]`; `digits` are the same in ASCII."""

    start: int
    end: int
    digits: str


Run = list[Group]
"""Groups that stand side by side, such as those of `+1 (202) 555-0123`."""


def runs(text: str) -> list[Run]:
    """All runs of a text that have at least `FEWEST` digits."""
    found: list[Run] = []
    is_flood = len(text) > 2 * FLOOD and len(_GROUP.findall(text)) > FLOOD
    for run in (_USUAL if is_flood else _RUN).finditer(text):
        if run.end() - run.start() < FEWEST:
            continue
        groups = [
            Group(at.start(), at.end(), ascii_digits(at[0]))
            for at in _GROUP.finditer(text, run.start(), run.end())
        ]
        if _is_long(groups):
            found.append(groups)
    return found


def without(found: list[Run], spans: Iterable[tuple[int, int]]) -> list[Run]:
    """The runs without the groups that a span touches; a run is parted there."""
    taken = sorted(spans)
    if not taken:
        return found
    ends = list(accumulate((end for _, end in taken), max))
    pieces: list[Run] = []
    for groups in found:
        pieces.append([])
        for group in groups:
            before = bisect_left(taken, (group.end,))
            if before and ends[before - 1] > group.start:
                pieces.append([])
            else:
                pieces[-1].append(group)
    return [piece for piece in pieces if _is_long(piece)]


def _is_long(groups: Run) -> bool:
    return sum(len(group.digits) for group in groups) >= FEWEST


def windows(groups: Run, first: int, fewest: int, most: int) -> Iterator[tuple[int, str]]:
    """Windows from group `first` on: index of the last group and the digits, longest first."""
    total = 0
    last = first
    while last < len(groups) and last - first < _WIDEST:
        total += len(groups[last].digits)
        # One-digit groups are a count of something; a number has two digits a group on average.
        if total > most or total < 2 * (last - first):
            break
        last += 1
    digits = "".join(group.digits for group in groups[first:last])
    while last > first and len(digits) >= fewest:
        last -= 1
        yield last, digits
        digits = digits[: len(digits) - len(groups[last].digits)]


def ascii_digits(text: str) -> str:
    """The digits of a text, those of every script as 0 to 9."""
    kept = text if text.isdecimal() else "".join(c for c in text if c.isdecimal())
    return kept if kept.isascii() else "".join(str(int(c)) for c in kept)
