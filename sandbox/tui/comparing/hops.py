"""Hops side by side, one cursor over rows and columns. Only visible lines are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.message import Message

from sandbox.tui.comparing.hopline import Columns, columns, hop_line, turn_line
from sandbox.tui.widgets.lines import LineView
from sandbox.tui.widgets.rowline import fit

if TYPE_CHECKING:
    from sandbox.compare.align import Row
    from sandbox.tui.comparing.picture import Picture

Place = tuple[int, str, str, int]
"""Turn, hop's name, subject, and which of several such: where the cursor is, in any picture."""


class HopColumns(LineView, inherit_bindings=False):
    """`arm` is the chosen column. Its keys are its screen's."""

    class Moved(Message):
        """The cursor is on another row or column."""

    def __init__(self) -> None:
        super().__init__(id="compare-hops")
        self.picture: Picture | None = None
        self.arms = 0
        self.arm = 0
        self.only_different = False
        self.cursor = 0
        self._lines: list[Row | int] = []

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        line = self._lines[self.cursor] if 0 <= self.cursor < len(self._lines) else None
        return None if isinstance(line, int) else line

    @property
    def columns(self) -> Columns:
        return columns(self.line_width, self.arms, self.arm)

    def show(self, picture: Picture | None, arms: int) -> None:
        """Shows another picture; the cursor stays on its hop."""
        was, self.picture, self.arms = self._place(), picture, arms
        self._fill(was)

    def filter(self, only_different: bool) -> None:
        """Only rows in which an arm is not as the base, or all."""
        was, self.only_different = self._place(), only_different
        self._fill(was)

    def _fill(self, was: Place | None) -> None:
        self._lines = []
        turn = 0
        picture = self.picture
        for row in picture.aligned if picture is not None else ():
            if self.only_different and picture is not None and not picture.parts(row):
                continue
            if row.turn != turn:
                turn = row.turn
                self._lines.append(turn)
            self._lines.append(row)
        places = self._places()
        if was in places:
            self.cursor = places[was]
        self.cursor = self._rest(min(self.cursor, len(self._lines) - 1), 1)
        self.lines_changed()
        if self.size.height:  # before the first layout there is nothing to scroll
            self.show_lines(self.cursor_lines())

    def _places(self) -> dict[Place | None, int]:
        seen: dict[tuple[int, str, str], int] = {}
        places: dict[Place | None, int] = {}
        for index, line in enumerate(self._lines):
            if not isinstance(line, int):
                key = (line.turn, line.name, line.subject)
                seen[key] = seen.get(key, 0) + 1
                places[(*key, seen[key])] = index
        return places

    def _place(self) -> Place | None:
        places = {index: place for place, index in self._places().items()}
        return places.get(self.cursor)

    def _rest(self, index: int, by: int) -> int:
        """The nearest row to `index`: the cursor does not rest on the head of a turn."""
        last = len(self._lines) - 1
        index = max(0, min(index, last))
        while 0 <= index <= last and isinstance(self._lines[index], int):
            index += by
        return index if 0 <= index <= last else min(1, max(last, 0))

    # LineView ----------------------------------------------------------------------------------

    def line_count(self) -> int:
        return len(self._lines) or int(self._nothing)

    @property
    def _nothing(self) -> bool:
        """Whether all that there is would be the same in every arm, and so is left out."""
        return self.only_different and self.picture is not None and bool(self.picture.aligned)

    def line(self, index: int) -> Content:
        if not self._lines:
            words = "  Nothing differs: every hop is as the base's. f shows all of them."
            return Content(fit(words, self.line_width)).stylize("$text-success")
        one, cols = self._lines[index], self.columns
        if isinstance(one, int):
            asked = self.picture.asked if self.picture is not None else ()
            words = asked[one - 1] if one <= len(asked) else ""
            return turn_line(cols, self._number(index, one), words)
        assert self.picture is not None
        return hop_line(cols, self.picture, one, self.arm, index == self.cursor)

    def _number(self, index: int, turn: int) -> int:
        """A turn's number in the arms' sessions, which may be forks of one that had turns."""
        row = self._lines[index + 1]
        hops = [] if isinstance(row, int) else [cell.hop for cell in row.cells if cell is not None]
        return int(hops[0].partition(".")[0]) if hops else turn

    def cursor_lines(self) -> range:
        return range(self.cursor, self.cursor + 1) if self._lines else range(0)

    def go_to_line(self, index: int) -> None:
        by = 1 if index >= self.cursor else -1
        self.cursor = self._rest(index, by)
        self.redraw()
        # The first row of a turn brings the turn's head with it.
        first = self.cursor - 1 if self.cursor == 1 else self.cursor
        self.show_lines(range(first, self.cursor + 1))
        self.post_message(self.Moved())

    def action_move(self, by: int) -> None:
        self.go_to_line(self.cursor + by)

    def choose(self, arm: int) -> None:
        """Another column."""
        self.arm = max(0, min(arm, max(self.arms - 1, 0)))
        self.redraw()
        self.post_message(self.Moved())

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        index, cols = offset.y + self.scroll_offset.y, self.columns
        if 0 <= index < len(self._lines):
            self.go_to_line(index)
            at = (offset.x - 3 - cols.name) // (cols.cell + 3)
            if 0 <= at < len(cols.shown) and offset.x >= 3 + cols.name:
                self.choose(cols.shown[at])
