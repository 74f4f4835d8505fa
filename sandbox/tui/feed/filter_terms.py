"""The typed terms of the trace's filter: `NAME:VALUE`, each a test of a row."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Final

from sandbox.domain.hop import HOP_NAMES
from sandbox.tui.feed.facts import HopFacts
from sandbox.tui.feed.filter_error import FilterError
from sandbox.tui.feed.view import Row

Test = Callable[[Row], bool]
Term = Callable[[str, int], Test]

IS: Final[dict[str, Test]] = {
    "repaired": lambda row: row.mark == "R",
    "denied": lambda row: row.mark == "D",
    "error": lambda row: row.mark == "E" or _has(row, lambda facts: "error" in facts.kinds),
    "faulted": lambda row: row.mark == "F" or _has(row, lambda facts: "fault" in facts.kinds),
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
IS["fault"] = IS["faulted"]

KINDS: Final = (*HOP_NAMES, "model", "llm", "tool", "db", "fault", "error", "person", "wait")

_COMPARE: Final = {">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le}
_LIMIT: Final = re.compile(r"([<>]=?)(\d{1,12}(?:\.\d{1,9})?)")
_RANGE: Final = re.compile(r"(\d{1,9})?(\.\.)?(\d{1,9})?")


def _has(row: Row, test: Callable[[HopFacts], bool]) -> bool:
    return row.facts is not None and test(row.facts)


def _is(value: str, at: int) -> Test:
    if value not in IS:
        raise FilterError(f"is: takes {', '.join(IS)}", at)
    return IS[value]


def _kind(value: str, at: int) -> Test:
    if value not in KINDS:
        raise FilterError(f"kind: takes {', '.join(KINDS)}", at)
    if value == "wait":
        return lambda row: row.kind == "wait"
    return lambda row: row.kind == "hop" and _has(row, lambda facts: value in facts.kinds)


def _hop(value: str, at: int) -> Test:
    if value not in HOP_NAMES:
        raise FilterError(f"no hop {value} (there are {', '.join(HOP_NAMES)})", at)
    return lambda row: row.name == value


def _turn(value: str, at: int) -> Test:
    match = _RANGE.fullmatch(value)
    if match is None or not (match[1] or match[3]) or (match[3] and not match[2]):
        raise FilterError("turn: takes a number, 3..5, 3.. or ..5", at)
    low = int(match[1] or 0)
    high = int(match[3] or 10**9) if match[2] else low
    if low > high:
        raise FilterError(f"turn: {low} comes after {high}", at)
    return lambda row: low <= row.turn <= high


def _limit(value: str, at: int, says: str) -> tuple[Callable[[float, float], bool], float]:
    match = _LIMIT.fullmatch(value)
    if match is None:
        raise FilterError(says, at)
    return _COMPARE[match[1]], float(match[2])


def _ms(value: str, at: int) -> Test:
    holds, limit = _limit(value, at, "ms: takes >500 or <5")
    return lambda row: row.spent is not None and holds(row.spent / 1e6, limit)


def _cost(value: str, at: int) -> Test:
    """In dollars. What has no known price is neither above nor below anything."""
    holds, limit = _limit(value, at, "cost: takes dollars, >0.01 or <0.0005")

    def test(facts: HopFacts) -> bool:
        return facts.nano is not None and holds(facts.nano / 1e9, limit)

    return lambda row: row.kind == "hop" and _has(row, test)


def _words(name: str, said: Callable[[HopFacts, str], bool]) -> Term:
    """A term whose value is looked for among what a hop has of that kind."""

    def term(value: str, at: int) -> Test:
        wanted = value.lower()
        if not wanted:
            raise FilterError(f"{name}: takes a word", at)
        return lambda row: row.kind == "hop" and _has(row, lambda facts: said(facts, wanted))

    return term


def _path(value: str, at: int) -> Test:
    """The pointer itself, and all below it."""
    if not value.startswith("/"):
        raise FilterError("path: takes a pointer into the arguments, as in path:/amount", at)
    below = value.rstrip("/") + "/"

    def test(facts: HopFacts) -> bool:
        return any(one == value or one.startswith(below) for one in facts.pointers)

    return lambda row: row.kind == "hop" and _has(row, test)


TYPED: Final[dict[str, Term]] = {
    "kind": _kind,
    "hop": _hop,
    "tool": _words("tool", lambda facts, word: word in facts.tool),
    "turn": _turn,
    "is": _is,
    "ms": _ms,
    "cost": _cost,
    "model": _words("model", lambda facts, word: any(word in one for one in facts.models)),
    "path": _path,
    "rule": _words("rule", lambda facts, word: any(word in one for one in facts.rules)),
    "db": _words("db", lambda facts, word: any(word in one for one in facts.tables)),
}
