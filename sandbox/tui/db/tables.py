"""The tables of a world: rows there are, rows that changed."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message

from sandbox.tui.db.grid import SIGN, DbLines
from sandbox.tui.feed.safe import one_line
from sandbox.tui.style import GLYPHS
from sandbox.tui.widgets.rowline import fit


@dataclass(frozen=True)
class TableLine:
    """One table. `rows` is None where it could not be counted."""

    name: str
    rows: int | None
    signs: dict[str, int]

    @property
    def changes(self) -> str:
        """`+1 ~2`; "" for none."""
        return " ".join(f"{sign}{count}" for sign, count in self.signs.items() if count)


class TablesView(DbLines):
    """One line a table; moving the cursor shows its rows."""

    class Chosen(Message):
        """The cursor is on another table."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self) -> None:
        super().__init__(id="db-tables")
        self.tables: list[TableLine] = []
        self.cursor = 0

    @property
    def name_chosen(self) -> str:
        """The table under the cursor, "" for none."""
        return self.tables[self.cursor].name if self.cursor < len(self.tables) else ""

    def show(self, tables: list[TableLine], chosen: str) -> None:
        """Shows `tables`, the cursor on the one of that name."""
        self.tables = tables
        names = [one.name for one in tables]
        self.cursor = names.index(chosen) if chosen in names else 0
        self.lines_changed()
        self.show_lines(self.cursor_lines())

    def line_count(self) -> int:
        return len(self.tables)

    def line(self, index: int) -> Content:
        one = self.tables[index]
        mark = GLYPHS.cursor if index == self.cursor else " "
        rows = "?" if one.rows is None else f"{one.rows:,}"
        counts = max((len(f"{table.rows or 0:,}") for table in self.tables), default=1)
        signs = max((len(table.changes) for table in self.tables), default=0)
        room = max(self.line_width - 2 - counts - (signs + 1 if signs else 0) - 1, 4)
        parts: list[tuple[str, str]] = [
            (f"{mark} ", "bold $text-accent"),
            (fit(one_line(one.name, 60), room), "bold" if one.changes else ""),
            (f"{rows:>{counts}}", "$foreground-muted"),
        ]
        for sign, count in one.signs.items():
            if count:
                parts.append((f" {sign}{count}", SIGN[sign]))
        return Content.assemble(*parts).truncate(self.line_width, ellipsis=True)

    def cursor_lines(self) -> range:
        return range(self.cursor, self.cursor + 1) if self.tables else range(0)

    def go_to_line(self, index: int) -> None:
        if index != self.cursor and 0 <= index < len(self.tables):
            self.cursor = index
            self.post_message(self.Chosen(self.name_chosen))
        self.redraw()
        self.show_lines(self.cursor_lines())

    def action_move(self, by: int) -> None:
        self.go_to_line(max(0, min(self.cursor + by, len(self.tables) - 1)))

    def action_last(self) -> None:
        self.action_move(10**9)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and (index := offset.y + self.scroll_offset.y) < len(self.tables):
            self.go_to_line(index)
            if event.chain > 1:
                self.action_db("enter")
