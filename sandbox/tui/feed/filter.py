"""The trace's filter: plain words, and typed terms; all must hold, `!` turns one round.

`damaged` words in name, subject, note or arguments, `"two words"` together · `infer` a hop's name ·
`kind:tool` · `tool:refund` · `turn:3..5` · `is:repaired` · `ms:>500` · `cost:>0.01` (dollars) ·
`model:haiku` · `path:/amount` · `rule:numeric-string` · `db:tickets` · `~regex`.
The whole language is in docs/inspecting.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from sandbox.domain.hop import HOP_NAMES
from sandbox.tui.feed.filter_error import FilterError
from sandbox.tui.feed.filter_terms import TYPED, Test
from sandbox.tui.feed.pattern import Pattern
from sandbox.tui.feed.view import Row

__all__ = ["Filter", "FilterError", "parse_filter"]

_WORD: Final = re.compile(r'[^\s"]*"[^"]*"?|\S+')


@dataclass(frozen=True, slots=True)
class Filter:
    """A parsed filter; `text` is how it was written."""

    text: str
    tests: tuple[Test, ...]
    patterns: tuple[Pattern, ...] = ()

    def begin(self) -> None:
        """Before it is held against rows: patterns have their whole time again."""
        for pattern in self.patterns:
            pattern.begin()

    def matches(self, row: Row) -> bool:
        """True when every term holds for a hop's or a wait's row. Raises `FilterError` when a
        pattern takes too long."""
        return row.kind in ("hop", "wait") and all(test(row) for test in self.tests)


def parse_filter(text: str) -> Filter | None:
    """None for an empty text. Raises `FilterError`."""
    reading = _Reading()
    tests = tuple(reading.term(match[0], match.start()) for match in _WORD.finditer(text))
    return Filter(text.strip(), tests, tuple(reading.patterns)) if tests else None


class _Reading:
    """Reads one filter; keeps the patterns in it."""

    def __init__(self) -> None:
        self.patterns: list[Pattern] = []

    def term(self, word: str, at: int) -> Test:
        if word.startswith("!"):
            if len(word) == 1:
                raise FilterError("! stands before a term, as in !is:slow", at)
            inner = self.term(word[1:], at + 1)
            return lambda row: not inner(row)
        if word.startswith("~"):
            return self._pattern(_unquoted(word[1:], at + 1), at + 1)
        name, colon, value = word.partition(":")
        if colon and name in TYPED:
            start = at + len(name) + 1
            return TYPED[name](_unquoted(value, start), start)
        if colon and name.isalpha() and not value.startswith("/"):
            raise FilterError(f"no term {name}: (there are {', '.join(TYPED)})", at)
        if word in HOP_NAMES:
            return lambda row: row.name == word
        return _holds(_unquoted(word, at).lower())

    def _pattern(self, text: str, at: int) -> Test:
        pattern = Pattern(text, at)
        self.patterns.append(pattern)
        return lambda row: pattern.found(row.text) or pattern.found(_arguments(row))


def _holds(words: str) -> Test:
    return lambda row: words in row.text or words in _arguments(row)


def _arguments(row: Row) -> str:
    return row.facts.arguments if row.facts is not None else ""


def _unquoted(text: str, at: int) -> str:
    """The text without the quotes around its words. Raises `FilterError` for one that is open."""
    if text.count('"') % 2:
        raise FilterError('a " is not closed', at + text.rindex('"'))
    return text.replace('"', "")
