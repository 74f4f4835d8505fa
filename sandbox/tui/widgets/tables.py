"""Tables of Markdown: columns as wide as their cells, or as the room allows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from textual.content import Content

from sandbox.tui.style import GLYPHS
from sandbox.tui.widgets.inline import inline, wrapped

SAMPLE: Final = 40
"""Rows that decide how wide the columns are. Later ones are laid out as they come, once."""

Side = Literal["left", "right", "center"]

_GAP: Final = "  "
_NARROWEST: Final = 3
_SPARE: Final = 4
_MOST_COLUMNS: Final = 24
_BAR: Final = re.compile(r"(?<!\\)\|")
_RULE: Final = re.compile(r"\s*:?-+:?\s*")


def cells(line: str) -> list[str] | None:
    """The cells of a row, None for a line that is none."""
    text = line.strip()
    if not text.startswith("|") or len(text) < 2:
        return None
    parts = _BAR.split(text[1:])
    if parts and not parts[-1].strip():
        parts.pop()
    if not parts or len(parts) > _MOST_COLUMNS:
        return None
    return [part.strip().replace("\\|", "|") for part in parts]


def sides(line: str) -> list[Side] | None:
    """How columns are set, from the line below the head; None for any other line."""
    parts = cells(line)
    if parts is None or not all(_RULE.fullmatch(part) for part in parts):
        return None
    return [_side(part) for part in parts]


def _side(rule: str) -> Side:
    if rule.endswith(":"):
        return "center" if rule.startswith(":") else "right"
    return "left"


@dataclass
class Table:
    """A table whose head and line below were read. `rows` are those laid out together."""

    head: list[str]
    sides: list[Side]
    width: int
    rows: list[list[str]] = field(default_factory=list)

    def lines(self, widths: list[int] | None = None) -> list[Content]:
        """Head, rule and rows."""
        widths = widths or self.widths()
        head = self._row(self.head, widths, "bold")
        rule = GLYPHS.rule * min(sum(widths) + len(_GAP) * (len(widths) - 1), self.width)
        drawn = [*head, Content(rule).stylize("$foreground-muted")]
        return [*drawn, *(line for row in self.rows for line in self._row(row, widths))]

    def row(self, row: list[str], widths: list[int]) -> list[Content]:
        """A later row in columns of `widths`."""
        return self._row(row, widths)

    def widths(self) -> list[int]:
        """Of each column: its widest cell, the widest columns cut first where there is no room."""
        grid = [self.head, *self.rows]
        found = [
            max((inline(row[at]).cell_length for row in grid if at < len(row)), default=0)
            for at in range(len(self.head))
        ]
        room = self.width - len(_GAP) * (len(found) - 1)
        while sum(found) > room and max(found) > _NARROWEST:
            widest = found.index(max(found))
            second = max([one for one in found if one < found[widest]], default=_NARROWEST)
            cut = min(found[widest] - max(second, _NARROWEST), sum(found) - room)
            found[widest] -= max(cut, 1)
        return found

    def roomy(self) -> list[int]:
        """`widths`, with some of what is free shared out, for the rows that are not here yet."""
        found = self.widths()
        free = self.width - sum(found) - len(_GAP) * (len(found) - 1)
        return [width + min(max(free, 0) // len(found), _SPARE) for width in found]

    def _row(self, row: list[str], widths: list[int], style: str = "") -> list[Content]:
        columns = [
            wrapped(inline(row[at] if at < len(row) else ""), width)
            for at, width in enumerate(widths)
        ]
        height = max(len(column) for column in columns)
        lines: list[Content] = []
        for number in range(height):
            parts: list[Content | str] = []
            for at, (column, width) in enumerate(zip(columns, widths, strict=True)):
                cell = column[number] if number < len(column) else Content("")
                parts.append(_set(cell, width, self.sides[at] if at < len(self.sides) else "left"))
                parts.append(_GAP)
            line = Content.assemble(*parts[:-1]).rstrip()
            line = line.truncate(max(self.width, 1)) if line.cell_length > self.width else line
            lines.append(line.stylize_before(style) if style else line)
        return lines


def _set(cell: Content, width: int, side: Side) -> Content:
    free = max(width - cell.cell_length, 0)
    before = {"left": 0, "right": free, "center": free // 2}[side]
    return Content.assemble(" " * before, cell, " " * (free - before))
