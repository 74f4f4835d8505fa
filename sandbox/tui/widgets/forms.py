"""Fits figures into one line by saying each shorter, before any is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual.content import Content

Piece = tuple[str, str]
"""A text and its style."""

_GAPS: Final = (" │ ", "│", " ")


@dataclass(frozen=True, slots=True)
class Forms:
    """One figure, said longer and shorter, the longest first; higher `worth` stays longer."""

    forms: tuple[tuple[Piece, ...], ...]
    worth: int

    def width(self, level: int) -> int:
        return sum(Content(text).cell_length for text, _ in self.forms[level])


def fit_forms(parts: list[Forms], width: int) -> Content:
    """`parts` in `width` cells: as long as they fit, shortened by worth, left out at the last."""
    parts = [part for part in parts if part.forms]
    levels = [0] * len(parts)
    for gap in _GAPS:
        while (needs := _needs(parts, levels, gap)) > width:
            longer = [at for at, part in enumerate(parts) if levels[at] + 1 < len(part.forms)]
            if not longer:
                break
            levels[min(longer, key=lambda at: parts[at].worth)] += 1
        if needs <= width:
            return _join(parts, levels, gap, width)
    while len(parts) > 1 and _needs(parts, levels, _GAPS[-1]) > width:
        least = min(range(len(parts)), key=lambda at: parts[at].worth)
        del parts[least], levels[least]
    return _join(parts, levels, _GAPS[-1], width)


def _needs(parts: list[Forms], levels: list[int], gap: str) -> int:
    texts = sum(part.width(level) for part, level in zip(parts, levels, strict=True))
    return 1 + texts + len(gap) * (len(parts) - 1)


def _join(parts: list[Forms], levels: list[int], gap: str, width: int) -> Content:
    pieces: list[Piece] = [(" ", "")]
    for at, (part, level) in enumerate(zip(parts, levels, strict=True)):
        if at:
            pieces.append((gap, "$foreground-muted"))
        pieces.extend(part.forms[level])
    return Content.assemble(*pieces).truncate(max(width, 1), ellipsis=True)
