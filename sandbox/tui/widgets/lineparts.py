"""Fits parts of different worth into one line: what matters least goes first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual.content import Content

_GAP: Final = " · "


@dataclass(frozen=True, slots=True)
class Part:
    """One part: styled pieces of text, and its worth (higher stays longer)."""

    pieces: tuple[tuple[str, str], ...]
    worth: int

    @property
    def width(self) -> int:
        return sum(Content(text).cell_length for text, _ in self.pieces)


def part(text: str, style: str = "", worth: int = 0) -> Part:
    """A part of one piece."""
    return Part(((text, style),), worth)


def fit_line(left: list[Part], right: list[Part], width: int) -> Content:
    """`left` and `right` at the ends of `width` cells, without those that do not fit."""
    left, right = [p for p in left if p.pieces], [p for p in right if p.pieces]
    while len(left) + len(right) > 1 and _needs(left, right) > width:
        worst = min([*left, *right], key=lambda p: p.worth)
        (left if worst in left else right).remove(worst)
    one, two = _join(left), _join(right)
    pad = " " * max(width - one.cell_length - two.cell_length - 2, 1 if two.plain else 0)
    return Content.assemble(" ", one, pad, two).truncate(max(width, 1), ellipsis=True)


def _needs(left: list[Part], right: list[Part]) -> int:
    groups = [group for group in (left, right) if group]
    widths = [sum(p.width for p in group) + len(_GAP) * (len(group) - 1) for group in groups]
    return sum(widths) + 2 + 2 * (len(groups) - 1)


def _join(parts: list[Part]) -> Content:
    pieces: list[tuple[str, str]] = []
    for number, one in enumerate(parts):
        if number:
            pieces.append((_GAP, "$foreground-muted"))
        pieces.extend(one.pieces)
    return Content.assemble(*pieces)
