"""Draws one row of hops side by side: a column an arm, differences marked by sign and colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual.content import Content

from sandbox.tui.comparing.boardline import short
from sandbox.tui.feed.format import DASH, millis
from sandbox.tui.feed.safe import one_line
from sandbox.tui.style import GLYPHS
from sandbox.tui.widgets.rowline import fit

if TYPE_CHECKING:
    from sandbox.compare.align import Row
    from sandbox.tui.comparing.picture import Picture

ONE_ARM: Final = 96
"""Cells of the view below which one arm's column shows at a time (a screen of 100)."""

_GAP: Final = " │ "


@dataclass(frozen=True, slots=True)
class Columns:
    """`name`: cells of the hop's name; `cell`: of one column; `shown`: which arms have one."""

    width: int
    name: int
    cell: int
    shown: tuple[int, ...]


def columns(width: int, arms: int, chosen: int) -> Columns:
    """Columns for a view of `width` cells: all arms, or where it is narrow the chosen one."""
    name = max(min(30, width // 4), 14)
    shown = (chosen,) if width < ONE_ARM else tuple(range(arms))
    room = width - 3 - name - len(_GAP) * len(shown)
    return Columns(width, name, max(room // max(len(shown), 1), 4), shown)


def head(cols: Columns, labels: Sequence[str], chosen: int) -> Content:
    """The arms' names over their columns."""
    parts: list[tuple[str, str]] = [(" " * (3 + cols.name), "")]
    for arm in cols.shown:
        name = short(labels[arm], cols.cell - 2) if arm < len(labels) else ""
        mark = f"[{name}]" if arm == chosen else f" {name}"
        style = "bold $text-accent" if arm == chosen else "$foreground-muted"
        parts += [(_GAP, "$panel-lighten-2"), (fit(mark, cols.cell), style)]
    return Content.assemble(*parts)


def turn_line(cols: Columns, turn: int, asked: str) -> Content:
    """The head of a turn: what the customer said."""
    words = f"{GLYPHS.rule * 2} turn {turn} · {one_line(asked, 400)} "
    return Content(fit(words, cols.width, GLYPHS.rule)).stylize("$foreground-muted")


def hop_line(cols: Columns, picture: Picture, row: Row, chosen: int, cursor: bool) -> Content:
    """One row. `≠` before it and before each cell that is not as the base's."""
    mark, different = GLYPHS.cursor if cursor else " ", picture.parts(row)
    sign = ("≠ ", "bold $text-warning") if different else ("  ", "")
    name = one_line(f"{row.name} {_tool(row.subject)}".strip(), 120)
    parts: list[tuple[str, str]] = [
        (mark, "bold $text-accent"),
        sign,
        (fit(name, cols.name), "bold $foreground" if different else "$foreground"),
    ]
    for arm in cols.shown:
        parts.append((_GAP, "$panel-lighten-2"))
        here = cursor and arm == chosen
        parts += [(text, f"{style} underline" if here else style) for text, style in
                  _cell(picture, row, arm, cols.cell)]  # fmt: skip
    return Content.assemble(*parts)


def _tool(subject: str) -> str:
    """`orders.get_order` as `get_order`: which service it is of is in the hop's detail."""
    return subject.rpartition(".")[2]


def cell_words(picture: Picture, row: Row, arm: int) -> str:
    """`= ` as the base, `≠ ` other, `–` no such hop, "" for one that is not there yet."""
    cell = row.cells[arm] if arm < len(row.cells) else None
    differs = picture.differs(row, arm)
    if cell is None:
        running = arm < len(picture.rows) and picture.rows[arm].state == "running"
        return f"≠ {DASH}" if differs else "" if running else DASH
    words = one_line(f"{cell.mark} {cell.said}".strip(), 300) or "·"
    if arm == 0:
        return words
    if cell.ns is None:
        return f"… {words}"
    return f"≠ {words}" if differs else f"= {words}" if row.cells[0] is not None else words


def _cell(picture: Picture, row: Row, arm: int, width: int) -> list[tuple[str, str]]:
    cell = row.cells[arm] if arm < len(row.cells) else None
    words = cell_words(picture, row, arm)
    differs = picture.differs(row, arm)
    style = "bold $text-warning" if differs else "$foreground" if not arm else "$foreground-muted"
    if width < 14:
        return [(fit(words, width), style)]
    took = f"{millis(cell.ns):>7}" if cell is not None else " " * 7
    return [(fit(words, width - 8), style), (f" {took}", "$foreground-muted")]
