"""The trace: a waterfall of hops, one line each, with a cursor, folds, a filter and find."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from textual import events
from textual.content import Content
from textual.message import Message

from sandbox.tui.feed.safe import one_line
from sandbox.tui.feed.view import Row
from sandbox.tui.keymap import bindings
from sandbox.tui.style import GLYPHS
from sandbox.tui.widgets.lines import LineView
from sandbox.tui.widgets.rowline import columns, draw_row, fit

if TYPE_CHECKING:
    from sandbox.tui.feed.trace import Trace


Why = Literal["hand", "follow", "link"]


class TraceView(LineView):
    """Rows of a session. The rows belong to a `Trace`; this keeps the cursor, by row key."""

    BINDINGS = bindings("trace")

    class Highlighted(Message):
        """The cursor is on another row: moved by a person, by new hops, or by the chat's cursor."""

        def __init__(self, row: Row, why: Why) -> None:
            super().__init__()
            self.row = row
            self.why: Why = why

    class Opened(Message):
        """Enter on a row that can be inspected."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    def __init__(self) -> None:
        super().__init__(id="trace", follow=True)
        self.trace: Trace | None = None
        self.cursor = 0
        self.key = ""
        self.spin = 0
        self._told = ""

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        rows = self.trace.rows if self.trace else []
        return rows[self.cursor] if 0 <= self.cursor < len(rows) else None

    def show(self, trace: Trace) -> None:
        """Shows `trace` from its end."""
        self.trace = trace
        self._told = ""
        self.following = True
        self.rows_changed()

    def rows_changed(self) -> None:
        """The trace's rows were renewed: keeps the cursor on its row, or on the newest."""
        if self.trace is None:
            return
        if self.following:
            self.cursor = self._newest()
        elif self.key:
            self.cursor = self.trace.nearest(self.key)
        self.cursor = max(0, min(self.cursor, len(self.trace.rows) - 1))
        self._tell("follow")
        self.lines_changed()

    def _newest(self) -> int:
        """The last row that is a hop, so that following never rests on `between hops`."""
        assert self.trace is not None
        rows = self.trace.rows
        last = len(rows) - 1
        while last > 0 and rows[last].kind in ("between", "wait"):
            last -= 1
        return last

    def select(self, key: str, why: Why = "link") -> None:
        """Puts the cursor on row `key`, opening what hides it, and stops following."""
        if self.trace is None:
            return
        before = self.line_count()
        self.trace.reveal(key)
        self.following = False
        self.cursor = self.trace.nearest(key)
        if self.line_count() != before:
            self.lines_changed()
        self._moved(why)

    # LineView ----------------------------------------------------------------------------------

    def line_count(self) -> int:
        return len(self.trace.rows) or int(self._all_filtered) if self.trace else 0

    @property
    def _all_filtered(self) -> bool:
        """True when there are hops and the filter lets none through: one line says so."""
        trace = self.trace
        return trace is not None and not trace.rows and trace.filter is not None

    def line(self, index: int) -> Content:
        assert self.trace is not None
        if self._all_filtered and self.trace.filter is not None:
            words = f"  No hop matches {one_line(self.trace.filter.text, 60)}. Esc clears it."
            return Content(fit(words, self.line_width)).stylize("$text-warning")
        turns = len(self.trace.session.turns)
        cols = columns(self.line_width, 6 if turns > 9 else 5)
        cursor = index == self.cursor
        return draw_row(self.trace.rows[index], cols, cursor, GLYPHS.spin[self.spin])

    def searched(self, index: int) -> str:
        assert self.trace is not None
        if index >= len(self.trace.rows):
            return ""
        row = self.trace.rows[index]
        return row.text or f"{row.name} {row.subject} {row.note}".lower()

    def cursor_lines(self) -> range:
        return range(self.cursor, self.cursor + 1) if self.row is not None else range(0)

    def go_to_line(self, index: int) -> None:
        self.following = False
        self.cursor = index
        self._moved("hand")

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        following = self.following
        super().watch_scroll_y(old_value, new_value)
        self.following = following and self.following  # only a key starts to follow again

    def tick(self) -> None:
        """Turns the spinner of the running hop."""
        self.spin = (self.spin + 1) % len(GLYPHS.spin)

    # Actions -----------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        last = self.line_count() - 1
        if last < 0:
            return
        self.cursor = max(0, min(self.cursor + by, last))
        self.following = False
        self._moved("hand")

    def action_last(self) -> None:
        self.following = True
        self.rows_changed()

    def follow_again(self) -> None:
        """Follows the newest hop from here on: whoever looked at an older one has done so."""
        if not self.following:
            self.action_last()

    def action_follow(self) -> None:
        self.following = not self.following
        self.rows_changed()

    def action_open(self) -> None:
        row = self.row
        if row is None:
            return
        if row.kind == "fold":
            self.action_unfold()
        else:
            self.post_message(self.Opened(row))

    def action_unfold(self) -> None:
        row = self.row
        if row is None or self.trace is None:
            return
        key = row.key if row.kind in ("fold", "turn") else self._fold_of(row)
        if key and self.trace.toggle(key):
            self.following = False
            self.cursor = self.trace.nearest(key)
            self.lines_changed()
            self._moved("hand")

    def _fold_of(self, row: Row) -> str:
        """The open fold that `row` stands under, if any."""
        if not row.child or self.trace is None:
            return ""
        for above in reversed(self.trace.rows[: self.cursor]):
            if above.kind == "fold" and row.key in above.hops:
                return above.key
        return ""

    def action_filter(self) -> None:
        self.post_message(self.BarWanted("filter"))

    def action_copy(self) -> None:
        row = self.row
        if row is not None:
            text = f"{row.number} {row.name} {row.subject} {row.note}".strip()
            self.post_message(self.Copied(" ".join(text.split()), f"row {row.number or row.name}"))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        index = offset.y + self.scroll_offset.y
        if index >= self.line_count():
            return
        again = index == self.cursor
        self.go_to_line(index)
        row = self.row
        if row is not None and (event.chain > 1 or (again and row.kind == "fold")):
            self.action_open()

    def _moved(self, why: Why) -> None:
        self.redraw()
        self.show_lines(self.cursor_lines())
        self._tell(why)
        self.post_message(self.Changed())

    def _tell(self, why: Why) -> None:
        row = self.row
        self.key = row.key if row else ""
        if row is not None and (why == "hand" or self.key != self._told):
            self._told = self.key
            self.post_message(self.Highlighted(row, why))
