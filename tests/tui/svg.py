"""A screen as a small SVG: no fonts or anything else from elsewhere, the same bytes each time."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import MONOKAI, TerminalTheme
from textual.strip import Strip

CELL, ROW, FONT, UP = 10, 19, 16, 15
"""Width and height of a cell, size of the letters, and how far below its top they stand, in px."""
EDGE: Final = 6
_DRAWN: Final = {chr(code) for code in range(0x2500, 0x25A0)}
_FAMILY: Final = "ui-monospace,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace"


@dataclass(frozen=True, slots=True)
class Look:
    """How cells are drawn. Colours are #rrggbb; `css` is what else there is."""

    ink: str
    ground: str
    css: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Cells of one look side by side; `x` and `width` count cells."""

    x: int
    y: int
    width: int
    text: str
    look: Look


def svg_of(strips: Sequence[Strip], title: str, theme: TerminalTheme = MONOKAI) -> str:
    """The SVG of `strips`, line by line. `theme` has the colours that a terminal would give."""
    pieces = [piece for y, strip in enumerate(strips) for piece in _pieces(strip, y, theme)]
    area: Counter[str] = Counter()
    for piece in pieces:
        area[piece.look.ground] += piece.width
    ground = area.most_common(1)[0][0]
    looks = {look: f"l{n}" for n, look in enumerate(dict.fromkeys(_ink(p) for p in pieces))}
    width = max(strip.cell_length for strip in strips) * CELL
    height = len(strips) * ROW
    box = f"{-EDGE} {-EDGE} {width + 2 * EDGE} {height + 2 * EDGE}"
    classes = "".join(f".{name}{{fill:{ink};{css}}}" for (ink, css), name in looks.items())
    return "\n".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>text{{font:{FONT}px {_FAMILY};white-space:pre}}{classes}</style>",
        f'<rect x="{-EDGE}" y="{-EDGE}" width="{width + 2 * EDGE}" height="{height + 2 * EDGE}"'
        f' rx="8" fill="{ground}"/>',
        '<g shape-rendering="crispEdges">',
        *_grounds(pieces, ground),
        "</g>",
        *_texts(pieces, looks),
        "</svg>\n",
    ))  # fmt: skip


def _ink(piece: Piece) -> tuple[str, str]:
    return piece.look.ink, piece.look.css


def _pieces(strip: Strip, y: int, theme: TerminalTheme) -> Iterator[Piece]:
    x = 0
    shown = [one for one in strip if not one.control and one.text]
    for look, group in groupby(shown, key=lambda one: _look(one, theme)):
        text = "".join(one.text for one in group)
        width = cell_len(text)
        yield Piece(x, y, width, text, look)
        x += width


def _look(segment: Segment, theme: TerminalTheme) -> Look:
    style = segment.style or Style.null()
    ink = _hex(style.color.get_truecolor(theme) if style.color else theme.foreground_color)
    ground = _hex(
        style.bgcolor.get_truecolor(theme, foreground=False)
        if style.bgcolor
        else theme.background_color
    )
    if style.reverse:
        ink, ground = ground, ink
    css = "font-weight:bold;" if style.bold else ""
    css += "font-style:italic;" if style.italic else ""
    css += "opacity:.6;" if style.dim else ""
    lines = [name for name, on in (("underline", style.underline), ("line-through", style.strike))
             if on]  # fmt: skip
    css += f"text-decoration:{' '.join(lines)};" if lines else ""
    return Look(ink, ground, css)


def _hex(color: Iterable[int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in color)


def _grounds(pieces: list[Piece], ground: str) -> Iterator[str]:
    """Rectangles of what is not on `ground`; like ones of one line, and then of lines, as one."""
    open_ones: dict[tuple[int, int, str], int] = {}
    for y, line in groupby(pieces, key=lambda one: one.y):
        now: dict[tuple[int, int, str], int] = {}
        for colour, run in groupby(line, key=lambda one: one.look.ground):
            cells = list(run)
            if colour != ground:
                wide = cells[-1].x + cells[-1].width - cells[0].x
                key = (cells[0].x, wide, colour)
                now[key] = open_ones.pop(key, y)
        yield from (_rect(key, since, y) for key, since in open_ones.items())
        open_ones = now
    end = pieces[-1].y + 1
    yield from (_rect(key, since, end) for key, since in open_ones.items())


def _rect(key: tuple[int, int, str], since: int, until: int) -> str:
    x, width, colour = key
    return (
        f'<rect x="{x * CELL}" y="{since * ROW}" width="{width * CELL}"'
        f' height="{(until - since) * ROW}" fill="{colour}"/>'
    )


def _texts(pieces: list[Piece], looks: dict[tuple[str, str], str]) -> Iterator[str]:
    for (y, ink), group in groupby(pieces, key=lambda one: (one.y, _ink(one))):
        cells = list(group)
        text = "".join(one.text for one in cells)
        words = text.strip()
        if not words:
            continue
        x = cells[0].x + len(text) - len(text.lstrip())
        shown = escape(words, quote=False).replace(" ", "\u00a0")
        # Frames and bars have to meet.
        whole = ' lengthAdjust="spacingAndGlyphs"' if _DRAWN & set(words) else ""
        yield (
            f'<text class="{looks[ink]}" x="{x * CELL}" y="{y * ROW + UP}"'
            f' textLength="{cell_len(words) * CELL}"{whole}>{shown}</text>'
        )
