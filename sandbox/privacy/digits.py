"""Runs of digits in a text: what cards, phones and known numbers are looked for in."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_GAP = r"[ \t\u00a0\u202f.\-\u2010-\u2013/()]{1,3}"
_RUN = re.compile(rf"(?<![A-Za-z0-9_])\d+(?:{_GAP}\d+)*")
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


class Runs(NamedTuple):
    """All runs of a text that have at least `FEWEST` digits."""

    runs: list[list[Group]]


def runs(text: str) -> Runs:
    """Digit groups that stand side by side, such as `+1 (202) 555-0123`, as one run."""
    found: list[list[Group]] = []
    is_flood = len(text) > 2 * FLOOD and len(_GROUP.findall(text)) > FLOOD
    for run in (_USUAL if is_flood else _RUN).finditer(text):
        if run.end() - run.start() < FEWEST:
            continue
        groups = [
            Group(at.start(), at.end(), ascii_digits(at[0]))
            for at in _GROUP.finditer(text, run.start(), run.end())
        ]
        if sum(len(group.digits) for group in groups) >= FEWEST:
            found.append(groups)
    return Runs(found)


def windows(groups: list[Group], first: int, fewest: int, most: int) -> Iterator[tuple[int, str]]:
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
    kept = text if text.isdigit() else "".join(c for c in text if c.isdecimal())
    return kept if kept.isascii() else "".join(str(int(c)) for c in kept)
