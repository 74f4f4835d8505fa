"""Draws one row of the trace: mark, number, name, subject, bar, milliseconds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual.content import Content

from sandbox.tui.feed.format import millis
from sandbox.tui.feed.safe import one_line
from sandbox.tui.feed.view import Row
from sandbox.tui.style import GLYPHS, MARK, SIGN, bar_style

_NAME = 9
_MS = 8


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths of the columns that change with the pane's: subject, note and bar."""

    width: int
    number: int
    subject: int
    note: int
    bar: int


def columns(width: int, number: int) -> Columns:
    """Columns for a pane: the note goes first as it shrinks, then the bar's resolution."""
    rest = width - (4 + number + _NAME + _MS)
    bar = max(0, min(rest * 3 // 8, 48))
    if bar < 6:
        bar = 0
    text = max(rest - bar - (1 if bar else 0), 0)
    note = max(0, min(text - 25, 44))
    note = note if note >= 10 else 0
    return Columns(width, number, text - note, note, bar)


def draw_row(row: Row, cols: Columns, cursor: bool, spin: str = "") -> Content:
    """`row` as one line of `cols.width` cells."""
    mark = GLYPHS.cursor if cursor else " "
    if row.kind == "turn":
        return _turn(row, cols, mark)
    if row.kind == "note":
        text = f"{mark} {GLYPHS.rule * 2} {one_line(row.name)} "
        return Content(fit(text, cols.width, GLYPHS.rule)).stylize("$foreground-muted")
    if row.kind == "between":
        room = cols.width - 4 - cols.number - _MS
        return Content.assemble(
            (mark, "bold $text-accent"),
            (" " * (cols.number + 3) + fit(row.name, room), "$foreground-muted"),
            _millis(row, spin),
        )
    return Content.assemble(
        (mark, "bold $text-accent"),
        *_signs(row),
        (fit(f"{' ' if row.child else ''}{row.number}", cols.number + 1), "$foreground-muted"),
        (fit(_name(row), _NAME), _name_style(row)),
        *_middle(row, cols),
        *_bar_parts(row, cols),
        _millis(row, spin),
    )


def fit(text: str, width: int, fill: str = " ") -> str:
    """`text` in exactly `width` cells: cut with … or filled up."""
    if width <= 0:
        return ""
    content = Content(text)
    if content.cell_length > width:
        content = content.truncate(width, ellipsis=True)
    return content.plain + fill * (width - content.cell_length)


def _turn(row: Row, cols: Columns, mark: str) -> Content:
    arrow = GLYPHS.open if row.open else GLYPHS.closed
    signs = _signs(row)
    head = f"{mark}{''.join(text for text, _ in signs)}{arrow} {row.name}"
    note = f" {row.note} "
    room = cols.width - len(head) - len(note) - 3
    if room < 0:
        note = fit(note, max(0, cols.width - len(head) - 1))
        room = 0
    words = f"  {one_line(row.subject)}" if room > 12 and row.subject else ""
    middle = fit(fit(words, min(room, len(words))) + " ", room + 2, GLYPHS.rule)
    return Content.assemble(
        (head[:1], "bold $text-accent"),
        *signs,
        (head[3:], "bold $foreground"),
        (middle, "$foreground-muted"),
        (note, "$text-success" if row.running else "$foreground-muted"),
    )


def _signs(row: Row) -> list[tuple[str, str]]:
    """The letter for trouble, and how the row differs from another run: two cells."""
    mark = (row.mark or " ", MARK.get(row.mark, ""))
    if not row.sign:
        return [(f"{mark[0]} ", mark[1])]
    return [mark, (row.sign, SIGN[row.sign])]


def _name(row: Row) -> str:
    if row.kind == "fold":
        return f"{GLYPHS.open if row.open else GLYPHS.closed} {row.name}"
    return row.name


def _name_style(row: Row) -> str:
    if row.kind in ("fold", "wait"):
        return "$foreground-muted"
    if row.mark in ("E", "D"):
        return "bold $text-error"
    if row.mark in ("R", "!", "F", "?"):
        return "bold $text-warning"
    return {"infer": "$text-accent", "execute": "$text-success"}.get(row.name, "$foreground")


def _middle(row: Row, cols: Columns) -> list[tuple[str, str]]:
    """Subject and note; a hop without a subject shows its note in the subject's place."""
    subject, note = one_line(row.subject, 120), one_line(row.note, 120)
    if not subject or row.kind == "fold":
        return [(fit(subject or note, cols.subject + cols.note), "$foreground-muted")]
    tight = not cols.note
    if tight:
        both = Content.assemble((subject, "$foreground"), ("  " + note, "$foreground-muted"))
        if len(subject) + 4 < cols.subject and note:
            kept = both.truncate(cols.subject, ellipsis=True)
            gap = cols.subject - kept.cell_length
            cut = kept.plain[len(subject) :]
            return [(subject, "$foreground"), (cut + " " * gap, "$foreground-muted")]
        return [(fit(subject, cols.subject), "$foreground")]
    return [
        (fit(fit(subject, cols.subject - 1), cols.subject), "$foreground"),
        (fit(note, cols.note), "$foreground-muted"),
    ]


def _bar_parts(row: Row, cols: Columns) -> list[tuple[str, str]]:
    if not cols.bar:
        return []
    name = row.kind if row.kind == "fold" else row.name
    if row.kind == "wait":
        at = _cell(row.start, row.scale, cols.bar)
        at = min(at, cols.bar - 1)
        return [(" " + " " * at, ""), (GLYPHS.wait, "$warning"), (" " * (cols.bar - at - 1), "")]
    drawn = bars(row.bars or ((row.start, row.length),), row.scale, cols.bar)
    style = "$error" if row.mark in ("E", "D") else bar_style(name)
    core = drawn.strip()
    before = len(drawn) - len(drawn.lstrip())
    rest = cols.bar - before - len(core)
    return [(" " * (before + 1), ""), (core, style), (" " * rest, "")]


def bars(spans: Iterable[tuple[int, int]], scale: int, width: int) -> str:
    """The bars of one row in `width` cells; a gap that is seen is a gap in which nothing ran."""
    # Late: a first frame has no row and loads nothing of the log.
    from sandbox.log.spans import joined

    cells = [0] * width
    for start, length in joined(spans, near=scale / (width * 8)):
        pad, drawn = bar(start, length, scale, width)
        for at, glyph in enumerate(drawn, pad):
            cells[at] = min(8, cells[at] + GLYPHS.eighths.index(glyph) + 1)
    return "".join(GLYPHS.eighths[eighths - 1] if eighths else " " for eighths in cells)


def bar(start: int, length: int, scale: int, width: int) -> tuple[int, str]:
    """Cells before a bar, and the bar: never empty, never past `width`."""
    pad = min(_cell(start, scale, width), width - 1)
    eighths = max(1, round(length / max(scale, 1) * width * 8))
    eighths = min(eighths, (width - pad) * 8)
    full, part = divmod(eighths, 8)
    return pad, GLYPHS.eighths[7] * full + (GLYPHS.eighths[part - 1] if part else "")


def _cell(at: int, scale: int, width: int) -> int:
    return int(at / max(scale, 1) * width)


def _millis(row: Row, spin: str) -> tuple[str, str]:
    figure = millis(row.spent)
    if row.running:
        return (f"{spin + ' ' + figure:>{_MS}}", "$text-success")
    mark = GLYPHS.overlap if row.overlap else GLYPHS.slow if row.slow else ""
    style = "$text-warning" if row.slow else "$foreground-muted"
    return (f"{mark + figure:>{_MS}}", style)
