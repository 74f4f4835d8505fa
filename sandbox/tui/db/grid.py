"""The rows of a table or of a query: one line each, changed cells marked, columns that scroll."""

from __future__ import annotations

from typing import Final

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from sandbox.tui.db.columns import WIDEST, fit
from sandbox.tui.db.rows import GridRow, ResultRows, Rows, TableRows
from sandbox.tui.db.values import Values
from sandbox.tui.feed.safe import one_line
from sandbox.tui.keymap import bindings
from sandbox.tui.style import GLYPHS
from sandbox.tui.widgets.lines import LineView
from sandbox.tui.widgets.rowline import fit as fitted

SIGN: Final = {"+": "$text-success", "~": "$text-warning", "-": "$text-error"}
_SAMPLE: Final = 40
"""Rows that the widths of columns are made for."""

_DEED: Final = 14
"""Cells for who changed a row."""

_MOST_DRAWN: Final = 2_000


class GridHead(Widget):
    """The names of the columns that show."""

    DEFAULT_CSS = "GridHead { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._content = Content("")

    def show(self, content: Content) -> None:
        self._content = content
        self.refresh()

    def render(self) -> Content:
        return self._content


class DbLines(LineView):
    """Lines of the DB pane: its keys hold in each of them."""

    BINDINGS = bindings("db")

    class Wanted(Message):
        """A key of the pane: what it asks for."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    def action_db(self, what: str) -> None:
        self.post_message(self.Wanted(what))


class GridView(DbLines):
    """A window on `rows`. The cursor is a row's number; `first` the first column after the key."""

    def __init__(self, head: GridHead) -> None:
        super().__init__(id="db-rows")
        self.head = head
        self.rows: Rows | None = None
        self.values: Values | None = None
        self.empty = ""
        self.cursor = 0
        self.first = 1
        self._widths: dict[str, int] = {}
        self._columns: list[tuple[str, int]] = []
        self._drawn: dict[int, Content] = {}

    @property
    def row(self) -> GridRow | None:
        """The row under the cursor."""
        rows = self.rows
        return rows.row(self.cursor) if rows is not None and self.cursor < rows.count else None

    def show(self, rows: Rows | None, values: Values | None, keep: int | None = None) -> None:
        """Shows `rows` from the top, or with the cursor on number `keep`."""
        self.rows, self.values = rows, values
        if keep is None:
            self.first = 1
        self.cursor = min(keep or 0, max((rows.count if rows else 0) - 1, 0))
        self._widths = {}
        self.relayout()
        self.lines_changed()
        if keep is None:
            self.scroll_to(y=0, animate=False)

    def values_changed(self) -> None:
        """The same rows in another form."""
        self._widths = {}
        self.relayout()
        self.redraw()

    # LineView ----------------------------------------------------------------------------------

    def line_count(self) -> int:
        if self.rows is None or not self.rows.count:
            return 1 if self.empty else 0
        return self.rows.count

    def relayout(self) -> None:
        self._drawn.clear()
        names = self.rows.names if self.rows is not None else ()
        self._columns = fit(names, self.first, self._room, self._natural)
        self._show_head()

    @property
    def _deeds(self) -> bool:
        """Whether rows tell who changed them."""
        return isinstance(self.rows, TableRows) and bool(self.rows.changed)

    @property
    def _room(self) -> int:
        return max(self.line_width - 3 - (_DEED if self._deeds else 0), 1)

    def _natural(self, name: str) -> int:
        """Cells that a column would like, made for the rows around the cursor."""
        if name not in self._widths:
            rows, values = self.rows, self.values
            assert rows is not None
            assert values is not None
            most = min(_SAMPLE, max(self.size.height, 8), rows.count)
            cells = (values.text(rows.row(index), name, WIDEST * 2) for index in range(most))
            widest = max((Content(text).cell_length for text in cells), default=0)
            self._widths[name] = max(widest, Content(one_line(name, WIDEST)).cell_length)
        return self._widths[name]

    def _show_head(self) -> None:
        parts: list[tuple[str, str]] = [("   ", "")]
        differing = self.rows.differing if isinstance(self.rows, TableRows) else frozenset[str]()
        for name, width in self._columns:
            style = "bold $text-warning" if name in differing else "bold $foreground-muted"
            parts += [(fitted(one_line(name, WIDEST), width), style), ("  ", "")]
        self.head.show(Content.assemble(*parts))

    def line(self, index: int) -> Content:
        rows, values = self.rows, self.values
        if rows is None or values is None or not rows.count:
            return Content(fitted(f" {one_line(self.empty)}", self.line_width)).stylize(
                "$foreground-muted"
            )
        mark = GLYPHS.cursor if index == self.cursor else " "
        return Content.assemble((mark, "bold $text-accent"), self._drawn_row(index, rows, values))

    def _drawn_row(self, index: int, rows: Rows, values: Values) -> Content:
        """A row without the cursor's mark; kept, for the cursor moves more often than rows."""
        if index not in self._drawn:
            if len(self._drawn) > _MOST_DRAWN:
                self._drawn.clear()
            self._drawn[index] = self._draw_row(rows.row(index), values)
        return self._drawn[index]

    def _draw_row(self, row: GridRow, values: Values) -> Content:
        style = f"bold {SIGN.get(row.sign, '')}".strip()
        parts: list[tuple[str, str]] = [(f"{row.sign} ", style)]
        for name, width in self._columns:
            text = values.text(row, name, WIDEST * 4)
            parts += [(fitted(text, width), self._style(row, name)), ("  ", "")]
        if row.changed is not None:
            parts.append((one_line(row.changed.label, 40), "$text-accent"))
        return Content.assemble(*parts).truncate(max(self.line_width - 1, 1), ellipsis=True)

    def _style(self, row: GridRow, name: str) -> str:
        if row.sign in "+-":
            return SIGN[row.sign]
        return "bold $text-warning" if name in row.before else ""

    def cursor_lines(self) -> range:
        return range(self.cursor, self.cursor + 1) if self.row is not None else range(0)

    def searched(self, index: int) -> str:
        rows, values = self.rows, self.values
        if rows is None or values is None or index >= rows.count:
            return ""
        row = rows.row(index)
        return " ".join(values.text(row, name) for name in rows.names).lower()

    def go_to_line(self, index: int) -> None:
        for changed in (self.cursor, index):
            self._strips.pop(changed, None)
        self.cursor = index
        self.refresh()
        self.show_lines(self.cursor_lines())
        self.post_message(self.Changed())

    # Actions -----------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        last = self.line_count() - 1
        if last >= 0:
            self.go_to_line(max(0, min(self.cursor + by, last)))

    def action_last(self) -> None:
        self.action_move(10**9)

    def move_columns(self, by: int) -> bool:
        """Some columns to the side; False where there are no more."""
        names = self.rows.names if self.rows is not None else ()
        first = max(1, min(self.first + by, max(len(names) - 1, 1)))
        if first == self.first:
            return False
        self.first = first
        self.relayout()
        self.redraw()
        self.post_message(self.Changed())
        return True

    def action_copy(self) -> None:
        self.action_db("copy")

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        index = offset.y + self.scroll_offset.y
        if index < self.line_count():
            self.go_to_line(index)
            if event.chain > 1:
                self.action_db("enter")

    @property
    def position(self) -> str:
        """`row 3 of 112`, and which columns are off to the side."""
        rows = self.rows
        if rows is None or not rows.count:
            return ""
        more = "+" if isinstance(rows, ResultRows) and rows.result.more else ""
        words = f"row {self.cursor + 1:,} of {rows.count:,}{more}"
        hidden = len(rows.names) - len(self._columns)
        return f"{words} · {hidden} more columns, h l" if hidden > 0 else words
