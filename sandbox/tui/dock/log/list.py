"""The lines of the log: one a record, its further lines below it when it is open."""

from __future__ import annotations

import logging
from typing import Final

from textual.content import Content

from sandbox.adapters.logs import LogLine
from sandbox.tui.dock.rowlist import GUTTER, Acting
from sandbox.tui.feed.format import plural
from sandbox.tui.feed.safe import clean, one_line
from sandbox.tui.keymap import bindings
from sandbox.tui.style import GLYPHS
from sandbox.tui.widgets.rowline import fit

LEVELS: Final = (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR)
WORDS: Final = {
    logging.DEBUG: "everything",
    logging.INFO: "info and above",
    logging.WARNING: "warnings and errors",
    logging.ERROR: "errors",
}
_STYLE: Final = {"W": "bold $text-warning", "E": "bold $text-error", "C": "bold $text-error"}
_DIM: Final = "$foreground-muted"
_TIME, _NAME = 13, 22

Row = tuple[LogLine, str, bool]
"""A record, the text of one of its lines, and whether that is a further one."""


class LogList(Acting):
    """Records from `level` on. Follows the newest until the cursor is moved off it."""

    BINDINGS = bindings("log")

    def __init__(self) -> None:
        super().__init__(id="log-list", follow=True)
        self.level = logging.INFO
        self.shown: list[Row] = []
        self.open: set[int] = set()
        self.cursor = 0
        self.mask = lambda text: text
        self._records: list[LogLine] = []

    @property
    def record(self) -> LogLine | None:
        """The one under the cursor."""
        return self.shown[self.cursor][0] if 0 <= self.cursor < len(self.shown) else None

    def show(self, records: list[LogLine]) -> None:
        """Shows those of `records` that pass the level; the cursor stays on its record."""
        here = self.record
        self._records = records
        self.shown = [row for one in records if one.level >= self.level for row in self._rows(one)]
        if self.following or here is None:
            self.cursor = max(len(self.shown) - 1, 0)
        else:
            self.cursor = self._place(here.number)
        self.lines_changed()

    def _rows(self, one: LogLine) -> list[Row]:
        head, _, rest = one.text.partition("\n")
        if not rest:
            return [(one, head, False)]
        further = rest.split("\n")
        if one.number in self.open:
            return [(one, head, False), *((one, text, True) for text in further)]
        return [(one, f"{head} (+{plural(len(further), 'line')})", False)]

    def _place(self, number: int) -> int:
        """The first row of record `number`, or of the next that is still there."""
        low, high = 0, len(self.shown)
        while low < high:
            middle = (low + high) // 2
            if self.shown[middle][0].number < number:
                low = middle + 1
            else:
                high = middle
        return min(low, max(len(self.shown) - 1, 0))

    def toggle(self) -> None:
        """Opens or closes the further lines of the record under the cursor."""
        if self.record is not None:
            self.open.symmetric_difference_update((self.record.number,))
            self.following = False
            self.show(self._records)

    # LineView ----------------------------------------------------------------------------------

    def line_count(self) -> int:
        return len(self.shown) or 1

    def line(self, index: int) -> Content:
        width = self.line_width
        if not self.shown:
            return Content(fit(f"  No record: {WORDS[self.level]}", width)).stylize(_DIM)
        one, text, further = self.shown[index]
        mark = (f"{GLYPHS.cursor if index == self.cursor else ' '} ", "bold $text-accent")
        if further:
            return Content.assemble(mark, (fit(f"    {self._said(text)}", width - GUTTER), _DIM))
        letter = logging.getLevelName(one.level)[:1]
        time = _TIME if width >= 70 else 9 if width >= 40 else 0
        name = _NAME if width >= 90 else 0
        room = max(width - GUTTER - time - name - 2, 1)
        return Content.assemble(
            mark,
            (fit(one.at if time == _TIME else one.at[:8], time), _DIM),
            (f"{letter} ", _STYLE.get(letter, _DIM)),
            (fit(one_line(one.name.removeprefix("sandbox.")), name), "$text-accent"),
            (fit(self._said(text), room), _STYLE.get(letter, "") if letter in "WEC" else ""),
        )

    def _said(self, text: str) -> str:
        return clean(self.mask(text)).replace("\n", " ")[:2_000]

    def searched(self, index: int) -> str:
        if not self.shown:
            return ""
        one, text, _ = self.shown[index]
        return f"{one.name} {text}".lower()

    def cursor_lines(self) -> range:
        return range(self.cursor, self.cursor + 1) if self.shown else range(0)

    def go_to_line(self, index: int) -> None:
        self.cursor = max(0, min(index, len(self.shown) - 1))
        self.following = False
        self.redraw()
        self.show_lines(self.cursor_lines())
        self.post_message(self.Changed())

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        following = self.following
        super().watch_scroll_y(old_value, new_value)
        self.following = following and self.following  # only a key starts to follow again

    def action_last(self) -> None:
        self.following = True
        self.show(self._records)

    def action_copy(self) -> None:
        if self.record is not None:
            self.post_message(self.Copied(self.mask(str(self.record)), "the record"))
