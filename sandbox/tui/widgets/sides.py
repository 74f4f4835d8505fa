"""Draws the lines of a comparison: one under the other, or side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from textual.content import Content

from sandbox.tui.feed.safe import cap, clean
from sandbox.tui.feed.view import Diff
from sandbox.tui.style import GLYPHS
from sandbox.tui.widgets.markdown import plain_lines
from sandbox.tui.widgets.rowline import fit

Restore = Callable[[Any], Any]
Spans = tuple[tuple[int, int], ...]
Side = tuple[str, str, Spans]
"""Sign, text, and what is different in it."""

DIFF_STYLE: Final = {
    "+": "$text-success",
    "-": "$text-error",
    "@": "$foreground-muted",
    " ": "",
}
_NOTHING: Final[Side] = (" ", "", ())


def diff_text(sign: str, text: str, spans: Spans, width: int, restore: Restore) -> list[Content]:
    """One line of a comparison, wrapped, with what is different in it underlined."""
    style, shown = DIFF_STYLE[sign], clean(str(restore(cap(text, 2_000)[0])))
    # Spans are into the masked text, so real values stand unmarked.
    if not spans or shown != text:
        return plain_lines(shown, width, style)
    content = Content(text).stylize(style) if style else Content(text)
    for start, end in spans:
        content = content.stylize("bold underline", start, end)
    return content.wrap(width)


def two_columns(section: Diff, width: int, restore: Restore) -> list[Content]:
    """What was on the left, what is on the right, each wrapped in its half."""
    half = max((width - 1) // 2, 10)
    lines: list[Content] = []
    if any(section.heads):
        left, right = section.heads
        head = f"{fit(f'  {left}', half)} {fit(f'  {right}', half)}"
        lines.append(Content(head).stylize("$foreground-muted"))
    for left, right in _pairs(section):
        both = (_half(left, half, restore), _half(right, half, restore))
        for number in range(max(map(len, both))):
            cells = [side[number] if number < len(side) else Content("") for side in both]
            gap = " " * max(half - cells[0].cell_length, 0)
            lines.append(Content.assemble(cells[0], f"{gap} ", cells[1]))
    return lines


def _half(side: Side, width: int, restore: Restore) -> list[Content]:
    sign, text, spans = side
    mark = f"{sign} " if sign in "+-" else "  "
    wrapped = diff_text(sign, text, spans, max(width - 2, 4), restore)
    head = (mark, f"bold {DIFF_STYLE[sign]}".strip())
    return [
        Content.assemble(head if number == 0 else "  ", line) for number, line in enumerate(wrapped)
    ]


def _pairs(section: Diff) -> Iterator[tuple[Side, Side]]:
    """Lines that stand side by side: what went beside what came in its place."""
    marks = section.marks or ((),) * len(section.lines)
    gone: list[Side] = []
    came: list[Side] = []

    def flush() -> Iterator[tuple[Side, Side]]:
        for number in range(max(len(gone), len(came))):
            yield (
                gone[number] if number < len(gone) else _NOTHING,
                came[number] if number < len(came) else _NOTHING,
            )
        gone.clear()
        came.clear()

    for (sign, text), spans in zip(section.lines, marks, strict=True):
        if sign == "-":
            if came:
                yield from flush()
            gone.append((sign, text, spans))
        elif sign == "+":
            came.append((sign, text, spans))
        else:
            yield from flush()
            same: Side = (sign, GLYPHS.dots if sign == "@" else text, ())
            yield same, same
    yield from flush()
