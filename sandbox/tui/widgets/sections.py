"""Draws the inspector's sections as lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from textual.content import Content, Span

from sandbox.tui.feed.format import scalar, size
from sandbox.tui.feed.safe import RAW_CAP, cap, clean, one_line
from sandbox.tui.feed.view import Bars, Diff, Facts, Marked, Section, Tree, Words
from sandbox.tui.style import GLYPHS, TONE
from sandbox.tui.widgets.markdown import plain_lines
from sandbox.tui.widgets.rowline import fit
from sandbox.tui.widgets.sides import DIFF_STYLE, Restore, diff_text, two_columns

__all__ = ["Restore", "section_lines"]

_OUTLINE: Final = " │├└─"


def section_lines(
    section: Section, width: int, restore: Restore, sides: bool = False
) -> list[Content]:
    """`section` in `width` cells, with its title above and an empty line below.

    `sides`: a comparison in two columns.
    """
    lines = _title(str(restore(section.title)), width) if section.title else []
    if sides and isinstance(section, Diff):
        return [*lines, *two_columns(section, width, restore), Content("")]
    return [*lines, *_DRAW[type(section)](section, width, restore), Content("")]


def _title(title: str, width: int) -> list[Content]:
    text = one_line(title, width * 2)
    if len(text) > width - 4:
        return plain_lines(text, width, "bold $text-primary")
    rule = f" {GLYPHS.rule * max(width - len(text) - 1, 0)}"
    return [Content.assemble((text, "bold $text-primary"), (rule, "$panel-lighten-2"))]


def _facts(section: Facts, width: int, restore: Restore) -> list[Content]:
    labels = [one_line(str(restore(label)), 60) for label, _ in section.rows]
    room = min(max((len(label) for label in labels), default=0), max(width // 3, 8), 26)
    lines: list[Content] = []
    for label, (_, value) in zip(labels, section.rows, strict=True):
        real = restore(value)
        text = real if isinstance(real, str) else scalar(real, 2_000)
        text = clean(cap(text, 4_000)[0])
        head = fit(label, room)
        for number, line in enumerate(plain_lines(text, max(width - room - 2, 8))):
            before = head if number == 0 else " " * room
            lines.append(Content.assemble((before, "$foreground-muted"), "  ", line))
    return lines


def _words(section: Words, width: int, restore: Restore) -> list[Content]:
    text, hidden = cap(section.text, RAW_CAP)
    if section.masked and restore(text) == text:
        return plain_lines(section.masked, width, TONE["dim"])
    style = TONE[section.tone]
    lines: list[Content] = []
    for line in clean(str(restore(text))).split("\n"):
        lines += _under(line, width)
    return [line.stylize_before(style) for line in lines] + _hidden(hidden)


def _under(line: str, width: int) -> list[Content]:
    """A line of an outline, wrapped under where its words begin."""
    lead = min(len(line) - len(line.lstrip(_OUTLINE)), width // 2)
    if not lead:
        return plain_lines(line, width)
    more = line[:lead].replace("├", "│").replace("└", " ").replace("─", " ")
    words = plain_lines(line[lead:], max(width - lead, 8))
    return [
        Content.assemble(more if number else line[:lead], piece)
        for number, piece in enumerate(words)
    ]


def _tree(section: Tree, width: int, restore: Restore) -> list[Content]:
    value = restore(section.value)
    if isinstance(value, str):
        return plain_lines(clean(cap(value, RAW_CAP)[0]), width)
    from textual.highlight import highlight  # Pygments: 40 ms that the first frame does not need

    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    text, hidden = cap(text, RAW_CAP)
    lines: list[Content] = []
    for line in highlight(clean(text), language="json").split("\n", allow_blank=True):
        if line.cell_length <= width:
            lines.append(line)
        else:
            lines.extend(_hang(line, width))
    return lines + _hidden(hidden)


def _hang(line: Content, width: int) -> list[Content]:
    """A long line wrapped under its own indent."""
    plain = line.plain
    indent = min(len(plain) - len(plain.lstrip(" ")) + 2, width // 2)
    first, *rest = line.wrap(width)
    if not rest:
        return [first]
    further = line[len(first.plain) :]
    prefix = " " * indent
    pieces = further.wrap(max(width - indent, 8))
    return [first, *(Content.assemble(prefix, _lstrip(piece)) for piece in pieces)]


def _lstrip(content: Content) -> Content:
    return content[len(content.plain) - len(content.plain.lstrip(" ")) :]


def _diff(section: Diff, width: int, restore: Restore) -> list[Content]:
    lines: list[Content] = []
    heads = " → ".join(head for head in section.heads if head)
    if heads:
        lines.append(Content(heads).stylize("$foreground-muted"))
    marks = section.marks or ((),) * len(section.lines)
    for (sign, text), spans in zip(section.lines, marks, strict=True):
        wrapped = diff_text(sign, text, spans, max(width - 2, 8), restore)
        for number, line in enumerate(wrapped):
            mark = ("  " if sign in " @" else f"{sign} ") if number == 0 else "  "
            lines.append(Content.assemble((mark, f"bold {DIFF_STYLE[sign]}".strip()), line))
    return lines


def _bars(section: Bars, width: int, restore: Restore) -> list[Content]:
    labels = [one_line(str(restore(label)), 60) for label, _, _ in section.rows]
    room = min(max((len(label) for label in labels), default=0), max(width // 2 - 4, 8))
    length = max(min((width - room) // 3, 30), 4)
    lines: list[Content] = []
    for label, (_, amount, words) in zip(labels, section.rows, strict=True):
        eighths = round(max(amount, 0) / section.total * length * 8) if section.total else 0
        full, part = divmod(min(eighths, length * 8), 8)
        drawn = GLYPHS.eighths[7] * full + (GLYPHS.eighths[part - 1] if part else "")
        text = one_line(str(restore(words)), 300)
        rest = max(width - room - length - 3, 8)
        for number, line in enumerate(plain_lines(text, rest)):
            head = fit(label, room) if number == 0 else " " * room
            bar = fit(drawn, length) if number == 0 else " " * length
            lines.append(
                Content.assemble((head, "$foreground"), " ", (bar, "$primary"), "  ", line)
            )
    return lines


def _marked(section: Marked, width: int, restore: Restore) -> list[Content]:
    text, hidden = cap(section.text, 6_000)
    spans = [
        Span(start, end, "bold $text-warning on $warning-muted")
        for start, end, _ in section.spans
        if end <= len(text)
    ]
    plain = "".join("\n" if c == "\n" else clean(c)[0] for c in text) if text else ""
    restored = restore(text)
    if restored != text:  # offsets are into the masked text, so real values stand unmarked
        return plain_lines(clean(str(restored)), width) + _hidden(hidden)
    return Content(plain, spans).wrap(width) + _hidden(hidden)


def _hidden(hidden: int) -> list[Content]:
    if not hidden:
        return []
    return [
        Content(f"… {size(hidden)} more not shown; y copies all, o opens it").stylize(
            "$foreground-muted italic"
        )
    ]


_DRAW: Final[dict[type, Callable[[Any, int, Restore], list[Content]]]] = {
    Facts: _facts,
    Words: _words,
    Tree: _tree,
    Diff: _diff,
    Bars: _bars,
    Marked: _marked,
}
