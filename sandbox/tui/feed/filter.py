"""The trace's filter: plain words, and typed terms; all must hold, `!` turns one round.

`damaged` words in name, subject or note · `infer` or `hop:infer` a hop's name · `turn:3..5` ·
`is:repaired|denied|error|fault|slow|cancelled|asked|problem|marked|good|bad|changed` ·
`ms:>500` · `~regex`
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.domain.hop import HOP_NAMES
from sandbox.tui.feed.view import Row

Test = Callable[[Row], bool]

_IS: dict[str, Test] = {
    "repaired": lambda row: row.mark == "R",
    "denied": lambda row: row.mark == "D",
    "error": lambda row: row.mark == "E",
    "fault": lambda row: row.mark == "F",
    "faulted": lambda row: row.mark == "F",
    "cancelled": lambda row: row.mark == "C",
    "asked": lambda row: row.mark in ("A", "?") or row.kind == "wait",
    "problem": lambda row: row.mark == "!",
    "slow": lambda row: row.slow,
    "running": lambda row: row.running,
    "marked": lambda row: bool(row.marked),
    "good": lambda row: row.marked == "good",
    "bad": lambda row: row.marked == "bad",
    "changed": lambda row: bool(row.sign),
}


class FilterError(ValueError):
    """What is wrong with a filter, and at which character."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True, slots=True)
class Filter:
    """A parsed filter; `text` is how it was written."""

    text: str
    tests: tuple[Test, ...]

    def matches(self, row: Row) -> bool:
        """True when every term holds for a hop's or a wait's row."""
        return row.kind in ("hop", "wait") and all(test(row) for test in self.tests)


def parse_filter(text: str) -> Filter | None:
    """None for an empty text. Raises `FilterError`."""
    tests = tuple(_term(match[0], match.start()) for match in re.finditer(r"\S+", text))
    return Filter(text.strip(), tests) if tests else None


def _term(word: str, at: int) -> Test:
    if word.startswith("!") and len(word) > 1:
        inner = _term(word[1:], at + 1)
        return lambda row: not inner(row)
    if word.startswith("~"):
        return _regex(word[1:], at + 1)
    name, colon, value = word.partition(":")
    if colon and name in _TYPED:
        return _TYPED[name](value, at + len(name) + 1)
    if colon and name.isalpha() and not value.startswith("/"):
        raise FilterError(f"no term {name}: (there are {', '.join(_TYPED)})", at)
    if word in HOP_NAMES:
        return lambda row: row.name == word
    lower = word.lower()
    return lambda row: lower in row.text


def _regex(pattern: str, at: int) -> Test:
    try:
        search = re.compile(pattern, re.IGNORECASE).search
    except re.error as error:
        raise FilterError(f"not a pattern: {error.msg}", at + (error.pos or 0)) from None
    return lambda row: search(row.text) is not None


def _is(value: str, at: int) -> Test:
    if value not in _IS:
        raise FilterError(f"is: takes {', '.join(_IS)}", at)
    return _IS[value]


def _turn(value: str, at: int) -> Test:
    match = re.fullmatch(r"(\d+)(?:\.\.(\d*))?", value)
    if match is None:
        raise FilterError("turn: takes a number or 3..5", at)
    low = int(match[1])
    high = low if match[2] is None else int(match[2] or 10**9)
    return lambda row: low <= row.turn <= high


def _ms(value: str, at: int) -> Test:
    match = re.fullmatch(r"([<>])(\d+(?:\.\d+)?)", value)
    if match is None:
        raise FilterError("ms: takes >500 or <5", at)
    limit = float(match[2]) * 1e6
    if match[1] == ">":
        return lambda row: (row.spent or 0) > limit
    return lambda row: row.spent is not None and row.spent < limit


def _hop(value: str, at: int) -> Test:
    if value not in HOP_NAMES:
        raise FilterError(f"no hop {value} (there are {', '.join(HOP_NAMES)})", at)
    return lambda row: row.name == value


_TYPED: dict[str, Callable[[str, int], Test]] = {"is": _is, "turn": _turn, "ms": _ms, "hop": _hop}
