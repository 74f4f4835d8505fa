"""A list with a cursor: rows that draw themselves, one line each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from textual import events
from textual.content import Content
from textual.message import Message

from sandbox.tui.style import GLYPHS
from sandbox.tui.widgets.lines import LineView

GUTTER: Final = 2
"""Cells before a row's own, for the cursor."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row. `draw` gives its line for a number of cells; `hop` is where Enter leads."""

    key: str
    draw: Callable[[int], Content]
    hop: str = ""


class Acting(LineView):
    """Lines with a cursor whose keys are for the view around them to act on."""

    class Acted(Message):
        """A key of the pane was pressed; a second click is `open`. What it does is the view's."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    def action_move(self, by: int) -> None:
        lines = self.cursor_lines()
        self.go_to_line((lines.start if lines else 0) + by)

    def action_act(self, what: str) -> None:
        self.post_message(self.Acted(what))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        index = offset.y + self.scroll_offset.y if offset is not None else -1
        if 0 <= index < self.line_count():
            self.go_to_line(index)
            if event.chain > 1:
                self.action_act("open")


class RowList(Acting):
    """Rows and a cursor, which stays on its row by the row's key."""

    class Moved(Message):
        """The cursor is on another row."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.rows: list[ListRow] = []
        self.cursor = 0

    @property
    def row(self) -> ListRow | None:
        """The one under the cursor."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    @property
    def row_width(self) -> int:
        """Cells of a row."""
        return max(self.line_width - GUTTER, 1)

    def show(self, rows: list[ListRow]) -> None:
        """Shows `rows`; the cursor stays on its row, or where it was in the list."""
        key = self.row.key if self.row is not None else ""
        keys = [row.key for row in rows]
        was, self.rows = self.cursor, rows
        self.cursor = keys.index(key) if key in keys else max(0, min(was, len(rows) - 1))
        self.lines_changed()
        if self.cursor != was:
            self.call_after_refresh(lambda: self.show_lines(self.cursor_lines()))

    # LineView ----------------------------------------------------------------------------------

    def line_count(self) -> int:
        return len(self.rows)

    def line(self, index: int) -> Content:
        mark = GLYPHS.cursor if index == self.cursor else " "
        drawn = self.rows[index].draw(self.row_width)
        return Content.assemble((f"{mark} ", "bold $text-accent"), drawn)

    def cursor_lines(self) -> range:
        return range(self.cursor, self.cursor + 1) if self.rows else range(0)

    def go_to_line(self, index: int) -> None:
        self.cursor = max(0, min(index, len(self.rows) - 1))
        self.redraw()
        self.show_lines(self.cursor_lines())
        self.post_message(self.Moved())

    def action_copy(self) -> None:
        if self.row is not None:
            text = self.line(self.cursor).plain[GUTTER:].strip()
            self.post_message(self.Copied(text, "the row"))
