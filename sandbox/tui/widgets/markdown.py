"""The little Markdown that agents write, as lines of `Content`; anything else stays as typed.

Bold, italics, code, links (address shown, never opened), headings, lists with hanging indent,
quotes, fences, tables and rules. Textual's Markdown widget would be a tree of widgets a message,
and lays a growing block out anew with each piece. This lays each line out once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from textual.content import Content, Span

from sandbox.tui.feed.safe import clean
from sandbox.tui.style import GLYPHS
from sandbox.tui.widgets.inline import hung, indented, inline, needs_wrap, wrapped
from sandbox.tui.widgets.tables import SAMPLE, Table, cells, sides

LONGEST: Final = 2_000
"""Characters of one line of source that are laid out at once; a longer one is cut into several."""

_CUT_NEAR: Final = 200
_END: Final = re.compile("[\n\u2028\u2029]")
_HEADING: Final = re.compile(r"(#{1,6})\s+(.*)")
_BULLET: Final = re.compile(r"(\s*)([-*+]|\d{1,3}[.)])\s+(.*)")
_RULE: Final = re.compile(r"\s*([-*_])(\s*\1){2,}\s*")
_FENCE: Final = re.compile(r"\s*(`{3,}|~{3,})(.*)")
_HALF_FENCE: Final = re.compile(r"\s*(`{1,2}|~{1,2}|(`{3,}|~{3,})[^`]*)")

Restore = Callable[[str], str]


class Markdown:
    """Lays out a text that comes in pieces: `lines` are settled, `tail()` is what may yet change.

    However the text is cut into pieces, `finish()` gives the same lines. Of more than `most` lines
    (0: any) the rest is not laid out; `hidden` counts its characters. `restore` gives a line its
    real values. `laid` counts lines laid out, each time it is done.
    """

    def __init__(
        self, width: int, restore: Restore = lambda text: text, indent: str = "", most: int = 0
    ) -> None:
        self.lines: list[Content] = []
        self.laid = 0
        self.hidden = 0
        self._restore = restore
        self._indent = indent
        self._width = max(width - len(indent), 1)
        self._most = most
        self._open = ""
        self._goes_on = False
        self._blank = 0
        self._fence = ""
        self._head = ""
        self._table: Table | None = None
        self._widths: list[int] = []

    def feed(self, piece: str) -> None:
        """Takes the next piece; every line that it ends is settled."""
        parts = _END.split(piece)
        for part in parts[:-1]:
            self._grow(part)
            self._end_line()
        self._grow(parts[-1])

    def tail(self) -> list[Content]:
        """What has not ended: a table that still grows, or a line.

        A line that may yet be a fence, a table's or hold half a name is held back.
        """
        table = self._table
        lines = table.lines() if table is not None and not self._widths else []
        self.laid += len(lines)
        text = self._open.removesuffix("\r")
        if text and not self._held_back(text) and not self.hidden:
            lines += self._block(held_back(text))
        gap = [Content("")] if lines and self._blank and self.lines else []
        return gap + self._indented(lines)

    def finish(self) -> list[Content]:
        """All lines, once nothing more comes."""
        if self._open:
            self._end_line()
        self._close_table()
        return self.lines

    def _grow(self, text: str) -> None:
        self._open += text
        while len(self._open) > LONGEST:
            space = self._open.rfind(" ", LONGEST - _CUT_NEAR, LONGEST)
            cut = space + 1 if space >= 0 else LONGEST
            part, self._open = self._open[:cut], self._open[cut:]
            self._settle(part)
            self._goes_on = True

    def _end_line(self) -> None:
        text, self._open = self._open.removesuffix("\r"), ""
        if text or not self._goes_on:
            self._settle(text)
        self._goes_on = False

    def _settle(self, text: str) -> None:
        """Takes one line of source that will not change any more."""
        if self._most and len(self.lines) >= self._most:
            self.hidden += len(text) + 1
            return
        if not text.strip() and not self._fence:
            self._close_table()
            self._blank += bool(self.lines)
            return
        if self._fence and self._closes(text):
            self._fence = ""
            return
        if not self._fence and not self._goes_on:
            if fence := _FENCE.fullmatch(text):
                self._close_table()
                self._fence = fence[1]
                return
            if self._in_table(text):
                return
        self._close_table()
        self._add(self._block(text))

    def _closes(self, text: str) -> bool:
        mark, fence = text.strip(), self._fence
        return bool(fence) and len(mark) >= len(fence) and not mark.strip(fence[0])

    # Tables ------------------------------------------------------------------------------------

    def _in_table(self, text: str) -> bool:
        """Whether `text` belongs to a table, or may be the head of one."""
        row = cells(self._real(text))
        if self._table is not None:
            if row is None:
                return False
            if self._widths:
                self._add(self._table.row(row, self._widths))
            else:
                self._table.rows.append(row)
                if len(self._table.rows) == SAMPLE:
                    self._widths = self._table.roomy()
                    self._add(self._table.lines(self._widths))
            return True
        below = sides(text)
        head = cells(self._real(self._head)) if self._head else None
        if below is not None and head is not None and len(below) == len(head):
            self._head = ""
            self._table = Table(head, below, self._width)
            return True
        self._close_table()
        if row is not None:
            self._head = text
        return row is not None

    def _close_table(self) -> None:
        """Settles a table that has ended, or a line that was no head of one."""
        head, self._head = self._head, ""
        table, self._table = self._table, None
        if head:
            self._add(self._block(head))
        if table is not None and not self._widths:
            self._add(table.lines())
        self._widths = []

    # Lines -------------------------------------------------------------------------------------

    def _add(self, lines: list[Content]) -> None:
        self.lines += [Content("")] * (self._blank if self.lines else 0)
        self._blank = 0
        self.lines += self._indented(lines)

    def _indented(self, lines: list[Content]) -> list[Content]:
        return [indented(self._indent, line) for line in lines] if self._indent else lines

    def _real(self, text: str) -> str:
        return clean(self._restore(text))

    def _block(self, text: str) -> list[Content]:
        """One line of source, wrapped."""
        self.laid += 1
        line = self._real(text)
        if self._fence:
            room = max(self._width - 2, 8)
            code = Content(line).wrap(room) if needs_wrap(line, room) else [Content(line)]
            return [Content(f"  {one.plain}", [Span(2, 10**6, "$text-secondary")]) for one in code]
        if self._goes_on:
            return wrapped(inline(line), self._width)
        return list(_block(line, self._width))

    def _held_back(self, text: str) -> bool:
        if self._goes_on:
            return False
        if self._fence:
            return not text.strip().strip(self._fence[0])
        return bool(_HALF_FENCE.fullmatch(text)) or text.lstrip().startswith("|")


def markdown_lines(text: str, width: int) -> list[Content]:
    """`text` laid out in `width` cells."""
    layout = Markdown(width)
    layout.feed(text)
    return layout.finish()


def plain_lines(text: str, width: int, style: str = "") -> list[Content]:
    """`text` (clean) without any markup, wrapped."""
    return wrapped(Content(text, [Span(0, len(text), style)] if style else []), max(width, 1))


def _block(line: str, width: int) -> Iterator[Content]:
    """First prefix, prefix of further lines and content, wrapped."""
    if heading := _HEADING.fullmatch(line):
        return hung("", "", inline(heading[2]).stylize("bold underline"), width)
    if _RULE.fullmatch(line):
        return iter([Content(GLYPHS.rule * 8, [Span(0, 8, "$foreground-muted")])])
    if bullet := _BULLET.fullmatch(line):
        mark = "•" if bullet[2] in "-*+" else bullet[2]
        indent = bullet[1][:8]
        return hung(f"{indent}{mark} ", indent + " " * (len(mark) + 1), inline(bullet[3]), width)
    if line.startswith("> "):
        mark = f"{GLYPHS.gutter} "
        return hung(mark, mark, inline(line[2:]).stylize("italic"), width)
    return hung("", "", inline(line), width)


def held_back(text: str) -> str:
    """A draft without a half placeholder at its end (`[EMAI`), which would flicker."""
    at = text.rfind("[", max(0, len(text) - 40))
    if at >= 0 and "]" not in text[at:]:
        tail = text[at + 1 :]
        if all(c.isupper() or c.isdigit() or c == "_" for c in tail):
            return text[:at]
    return text
