"""The screen in ASCII: one table, applied to what is drawn, whoever drew it.

Each character becomes one of the same width, so that nothing moves when it is switched.
"""

# ruff: noqa: RUF001

from __future__ import annotations

from typing import Final

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_PAIRS: Final = (
    # Words
    ("–—−‐‑", "-----"),
    ("…⋯", "~~"),
    ("·•●○◦∙", "|**o.."),
    ("“”„‟‘’‚‹›«»", '""""\'\'\'<>""'),
    ("≈≠≤≥×÷±Σ∥◔", "~!<>x/+S=@"),
    ("→←↑↓↔↕⇧⇥⏎↵↩", "><^v/|++<<<"),
    ("✓✔✗✘✕⚠", "vvxxx!"),
    # Pictures of control characters, and of what is none
    ("".join(map(chr, range(0x2400, 0x2424))) + "\ufffd", "?" * 37),
    # Folds, cursors, gutters
    ("▸▹►▶▾▿▼◂◀▲△◆◇▣▤", ">>>>vvv<<^^**##"),
    ("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏", "|/-\\|/-\\|/"),
    # Bars and shades
    ("▏▎▍▌▋▊▉█▐▕", "|||||==###"),
    ("▁▂▃▄▅▆▇▔▀", "__..==#-#"),
    ("░▒▓", ".:#"),
    ("▖▗▘▙▚▛▜▝▞▟", "..'#/##'/#"),
    # Frames
    ("─┄┈╌╴╶━┅┉╍╸╺═", "------######="),
    ("│┆┊╎╵╷┃┇┋╏╹╻║", "|::|||#:::##H"),
    ("┌┐└┘├┤┬┴┼╭╮╯╰╱╲╳", "+++++++++++++/\\X"),
    ("┏┓┗┛┣┫┳┻╋", "#########"),
    ("╔╗╚╝╠╣╦╩╬", "========="),
    ("⎡⎢⎣⎤⎥⎦", "[|[]|]"),
)

TABLE: Final = {
    ord(glyph): plain
    for glyphs, plains in _PAIRS
    for glyph, plain in zip(glyphs, plains, strict=True)
}
"""What stands for each glyph, for `str.translate`."""


class Ascii(LineFilter):
    """Draws with ASCII alone where the table knows how; other languages' letters stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            one
            if one.text.isascii()
            else Segment(one.text.translate(TABLE), one.style, one.control)
            for one in segments
        ]
