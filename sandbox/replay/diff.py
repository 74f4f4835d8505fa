"""A readable diff: by words for texts, by fields for objects. Pure data; the screen adds colour."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from sandbox.domain.base import JSON
from sandbox.log.codec import canonical
from sandbox.replay.compare import Change, Comparison
from sandbox.replay.may_differ import MayDiffer, Spot

Sign = Literal["-", "+", " ", "@"]
Piece = tuple[str, bool]
"""A text, and whether it is what changed."""

_WORDS: Final = re.compile(r"\s+|\w+|[^\w\s]")
_WIDEST: Final = 160
_AROUND: Final = 40
"""Characters shown before and after what changed in a line that is too wide."""
_MOST_LINES: Final = 40


@dataclass(frozen=True)
class Line:
    """One line of a diff: `-` expected, `+` got, ` ` both, `@` a pointer or a remark."""

    sign: Sign
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)


def diff(expected: JSON, got: JSON) -> list[Line]:
    """How `got` differs from `expected`, at most 40 lines; None stands for what is not there."""
    lines = list(_lines(expected, got))
    if len(lines) <= _MOST_LINES:
        return lines
    left = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], Line("@", ((f"… and {left} lines more", False),))]


def _lines(expected: JSON, got: JSON) -> Iterator[Line]:
    if isinstance(expected, str) and isinstance(got, str):
        yield from _text(expected, got)
    elif isinstance(expected, dict | list) and type(expected) is type(got):
        for change in Comparison(MayDiffer(), Spot("", 0)).changes(expected, got):
            yield from _field(change)
    else:
        yield from _pair(_said(expected), _said(got))


def _field(change: Change) -> Iterator[Line]:
    yield Line("@", ((change.pointer, False),))
    if isinstance(change.expected, str) and isinstance(change.got, str):
        yield from _text(change.expected, change.got)
    else:
        yield from _pair(_said(change.expected), _said(change.got))


def _said(value: JSON) -> str:
    if value is None:
        return "nothing"
    return value if isinstance(value, str) else canonical(value)


def _text(expected: str, got: str) -> Iterator[Line]:
    """Line by line, with one line of context; inside a changed line word by word."""
    left, right = expected.split("\n"), got.split("\n")
    if len(left) == len(right) == 1:
        yield from _pair(expected, got)
        return
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for group in matcher.get_grouped_opcodes(1):
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                yield from (Line(" ", ((_cut(line), False),)) for line in left[i1:i2])
            elif tag == "replace" and i2 - i1 == j2 - j1:
                for one, other in zip(left[i1:i2], right[j1:j2], strict=True):
                    yield from _pair(one, other)
            else:
                yield from (Line("-", ((_cut(line), False),)) for line in left[i1:i2])
                yield from (Line("+", ((_cut(line), False),)) for line in right[j1:j2])


def _pair(expected: str, got: str) -> Iterator[Line]:
    """Two versions of one line, their different words marked."""
    left, right = _WORDS.findall(expected), _WORDS.findall(got)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < 0.3:
        yield Line("-", ((_cut(expected), False),))
        yield Line("+", ((_cut(got), False),))
        return
    old: list[Piece] = []
    new: list[Piece] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        old.append(("".join(left[i1:i2]), tag != "equal"))
        new.append(("".join(right[j1:j2]), tag != "equal"))
    yield Line("-", _narrow(old))
    yield Line("+", _narrow(new))


def _narrow(pieces: list[Piece]) -> tuple[Piece, ...]:
    """In a line that is too wide only what stands near a change is shown."""
    pieces = [piece for piece in pieces if piece[0]]
    if sum(len(text) for text, _ in pieces) <= _WIDEST:
        return tuple(pieces)
    last = len(pieces) - 1
    return tuple(
        (_cut(text), True) if changed else (_inside(text, at == 0, at == last), False)
        for at, (text, changed) in enumerate(pieces)
    )


def _inside(text: str, first: bool, last: bool) -> str:
    """What is the same, without what is far from any change."""
    if len(text) <= 2 * _AROUND:
        return text
    head = "" if first else text[:_AROUND]
    tail = "" if last else text[-_AROUND:]
    return f"{head}…{tail}"


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
