"""The list of the session browser: a line each, forks indented under what they were forked from.

Only visible lines are drawn, and a search is a shorter list of the same entries, so a thousand
sessions cost what a screenful does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual import events
from textual.content import Content
from textual.message import Message

from sandbox.tui.feed.format import dollars
from sandbox.tui.feed.safe import one_line
from sandbox.tui.keymap import bindings
from sandbox.tui.sessions.entry import DASH, Entry, when
from sandbox.tui.style import GLYPHS
from sandbox.tui.widgets.lines import LineView
from sandbox.tui.widgets.rowline import fit

_WHEN, _TURNS, _COST, _RESULT = 10, 6, 9, 14
_MODEL: Final = "$text-accent"


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in cells. A narrower pane loses the tags first, then the cost, then the model."""

    name: int
    model: int
    cost: int
    tags: int


def columns(width: int) -> Columns:
    """Columns for a list of `width` cells."""
    tags = 18 if width >= 100 else 0
    model = 24 if width >= 120 else 14 if width >= 60 else 0
    cost = _COST if width >= 70 else 0
    used = 2 + _WHEN + model + _TURNS + cost + _RESULT + tags
    return Columns(max(width - used, 8), model, cost, tags)


class SessionList(LineView, inherit_bindings=False):
    """Entries and a cursor. What a key does with the chosen one is its owner's business."""

    BINDINGS = bindings("sessions")

    class Acted(Message):
        """A key was pressed: open, replay, drift, fork, rename, delete or export."""

        def __init__(self, act: str) -> None:
            super().__init__()
            self.act = act

    class SearchWanted(Message):
        """The search is to take what is typed."""

    class Moved(Message):
        """The cursor is on another entry."""

    def __init__(self) -> None:
        super().__init__(id="session-list")
        self.entries: list[Entry] = []
        self.results: dict[str, str] = {}
        self.current = ""
        self.now = ""
        self.flat = False
        self.cursor = 0

    @property
    def entry(self) -> Entry | None:
        """The one under the cursor."""
        return self.entries[self.cursor] if 0 <= self.cursor < len(self.entries) else None

    def show(self, entries: list[Entry], key: str = "", flat: bool = False) -> None:
        """Shows `entries` with the cursor on `key`, else on the first. `flat`: without the tree."""
        self.entries, self.flat = entries, flat
        keys = [one.key for one in entries]
        self.cursor = keys.index(key) if key in keys else 0
        self.lines_changed()
        self.show_lines(self.cursor_lines())
        self.post_message(self.Moved())

    # LineView ----------------------------------------------------------------------------------

    def line_count(self) -> int:
        return len(self.entries)

    def line(self, index: int) -> Content:
        one, cols = self.entries[index], columns(self.line_width)
        mark = GLYPHS.cursor if index == self.cursor else " "
        here = "●" if one.key == self.current else " "
        head = [(mark, "bold $text-accent"), (here, "$text-success")]
        if one.problem:
            words = fit(f"{one.id}  {one_line(one.problem)}", self.line_width - 2 - _WHEN)
            return Content.assemble(
                *head, (fit(self._date(one), _WHEN), "$foreground-muted"), (words, "$text-error")
            )
        return Content.assemble(
            *head,
            (fit(self._date(one), _WHEN), "$foreground-muted"),
            *self._title_of(one, cols.name),
            (fit(fit(one.model.rpartition("/")[2] or DASH, cols.model - 1), cols.model), _MODEL),
            (f"{one.turns:>{_TURNS - 2}}  ", ""),
            (fit(f"{dollars(one.cost):>{_COST - 2}}", cols.cost), ""),
            self._result(one),
            (fit(", ".join(one.tags), cols.tags), "$foreground-muted"),
        )

    def _date(self, one: Entry) -> str:
        return when(one.at, self.now) if one.at else DASH

    def _title_of(self, one: Entry, width: int) -> list[tuple[str, str]]:
        depth = 0 if self.flat else min(one.depth, 8)
        indent = f"{'  ' * (depth - 1)}{GLYPHS.branch} " if depth else ""
        fork = f"after {one.after}: " if one.depth else ""
        words = one_line(one.name, 200)
        style = "bold $foreground" if one.title or one.kind == "recording" else "$foreground"
        return [
            (fit(indent, min(len(indent), width - 4)), "$foreground-muted"),
            (fit(fork + words, width - min(len(indent), width - 4) - 1) + " ", style),
        ]

    def _result(self, one: Entry) -> tuple[str, str]:
        replayed = self.results.get(one.key, "")
        if replayed:
            same = replayed in ("same", "no drift")
            return fit(replayed, _RESULT), "$text-success" if same else "bold $text-error"
        words = "recording" if one.kind == "recording" else one.result
        tones = {"failed": "$text-error", "resolved": "$text-success"}
        return fit(words, _RESULT), tones.get(words.rstrip("*"), "$foreground-muted")

    def cursor_lines(self) -> range:
        return range(self.cursor, self.cursor + 1) if self.entries else range(0)

    def go_to_line(self, index: int) -> None:
        self.cursor = max(0, min(index, len(self.entries) - 1))
        self.redraw()
        self.show_lines(self.cursor_lines())
        self.post_message(self.Moved())

    def action_move(self, by: int) -> None:
        self.go_to_line(self.cursor + by)

    def action_last(self) -> None:
        self.go_to_line(len(self.entries) - 1)

    # Keys --------------------------------------------------------------------------------------

    def action_act(self, act: str) -> None:
        self.post_message(self.Acted(act))

    def action_search(self) -> None:
        self.post_message(self.SearchWanted())

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        index = offset.y + self.scroll_offset.y if offset is not None else -1
        if 0 <= index < len(self.entries):
            self.go_to_line(index)
            if event.chain > 1:
                self.action_act("open")


def header(width: int) -> Content:
    """The names of the columns, for a list of `width` cells."""
    cols: Final = columns(width)
    text = (
        "  "
        + fit("when", _WHEN)
        + fit("name", cols.name)
        + fit("model", cols.model)
        + f"{'turns':>{_TURNS - 1}} "
        + fit(f"{'cost':>{_COST - 2}}", cols.cost)
        + fit("result", _RESULT)
        + fit("tags", cols.tags)
    )
    return Content(text).stylize("$foreground-muted")
