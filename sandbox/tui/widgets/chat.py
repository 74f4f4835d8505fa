"""The chat: turns as blocks of lines, newest at the end, with a cursor over their entries."""

from __future__ import annotations

from bisect import bisect_right

from textual import events
from textual.message import Message

from sandbox.tui.keymap import bindings
from sandbox.tui.widgets.chatlines import Entry
from sandbox.tui.widgets.turnlines import WINDOW, TurnLines


class ChatView(TurnLines):
    """Blocks of turns and notices, with a cursor over their entries.

    `chosen`: a person put the cursor where it is.
    """

    BINDINGS = bindings("chat")
    chosen = False

    class Highlighted(Message):
        """The cursor is on an entry that belongs to hop `hop` of turn `turn`."""

        def __init__(self, turn: int, hop: str) -> None:
            super().__init__()
            self.turn = turn
            self.hop = hop

    class Opened(Message):
        """Enter on an entry: inspect its hop."""

        def __init__(self, hop: str) -> None:
            super().__init__()
            self.hop = hop

    class MenuWanted(Message):
        """What can be done with an entry is to be shown."""

        def __init__(self, entry: Entry) -> None:
            super().__init__()
            self.entry = entry

    def cursor_lines(self) -> range:
        if not 0 <= self.cursor < len(self._entries):
            return range(0)
        start = self._starts[self.cursor]
        lines = self._entries[self.cursor].lines
        return range(start, start + len(lines) - (0 if lines[-1].plain else 1))

    def go_to_line(self, index: int) -> None:
        self.cursor = max(bisect_right(self._starts, index) - 1, 0)
        self._moved()

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        return self._entries[self.cursor] if 0 <= self.cursor < len(self._entries) else None

    def entry_starts(self) -> list[int]:
        """The line on which each entry begins."""
        return self._starts

    # Cursor ------------------------------------------------------------------------------------

    def mark_hop(self, hop: str, turn: int, show: bool) -> None:
        """Puts the cursor on the entry of `hop` without telling; scrolls there when `show`."""
        wanted = [n for n, entry in enumerate(self._entries) if hop in entry.hops]
        if not wanted:
            wanted = [n for n, entry in enumerate(self._entries) if entry.key == f"reply:{turn}"]
        if not wanted:
            return
        self.cursor, self.chosen = wanted[-1], False
        self.redraw()
        if show:
            self.show_lines(self.cursor_lines())

    def unmark(self) -> None:
        """Takes the cursor away."""
        self.chosen = False
        if self.cursor != -1:
            self.cursor = -1
            self.redraw()

    def action_move(self, by: int) -> None:
        if not self._entries:
            return
        if self.cursor < 0:
            self.cursor = len(self._entries) - 1
        else:
            self.cursor = max(0, min(self.cursor + by, len(self._entries) - 1))
        self._moved()

    def action_page(self, by: int) -> None:
        self.scroll_relative(y=by * max(self.size.height - 2, 1), animate=False)

    def action_last(self) -> None:
        super().action_last()
        self.following = True
        self.lines_changed()

    def on_focus(self) -> None:
        if self.cursor < 0 and self._entries:
            self.cursor = len(self._entries) - 1

    def action_open(self) -> None:
        entry = self.entry
        if entry is not None and entry.hop and not entry.key.startswith(("ask:", "reply:")):
            self.post_message(self.Opened(entry.hop))
        else:
            self.action_menu()

    def action_menu(self) -> None:
        entry = self.entry
        if entry is None:
            self._tell_nothing()
        elif entry.key == "earlier":
            self._show_earlier()
        else:
            self.post_message(self.MenuWanted(entry))

    def _tell_nothing(self, words: str = "No block is chosen: k goes to the last one.") -> None:
        self.notify(words, markup=False, timeout=3)

    def _show_earlier(self) -> None:
        self._hidden = max(0, self._hidden - WINDOW)
        self.following = False
        self.relayout()
        self.lines_changed()
        self.cursor = 0
        self._moved()

    def action_unfold(self) -> None:
        entry = self.entry
        if entry is None or not entry.toggles:
            if entry is not None and entry.key == "earlier":
                self._show_earlier()
            elif entry is not None and entry.hop:
                self.post_message(self.Opened(entry.hop))
            elif entry is not None:
                self._tell_nothing("Only calls fold: Enter shows what can be done with this.")
            else:
                self._tell_nothing()
            return
        self._toggled ^= {entry.key}
        self.following = False
        self.relayout()
        self.lines_changed()
        self._moved()

    def action_copy(self) -> None:
        entry = self.entry
        if entry is not None:
            self.post_message(self.Copied(entry.text or self.text_of(self.cursor_lines()), "it"))
        else:
            self._tell_nothing()

    def last_reply(self, turn: int = 0) -> str:
        """The reply of `turn`, or of the last turn that has one, with real values."""
        for group in reversed(self._groups):
            block = group.block
            if block is not None and block.reply and turn in (0, block.turn):
                return str(self.restore(block.reply))
        return ""

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or self.text_selection is not None:
            return
        index = offset.y + self.scroll_offset.y
        if index < self.line_count():
            before = self.cursor
            self.go_to_line(index)
            entry = self.entry
            if entry is not None and entry.toggles:
                self.action_unfold()
            elif self.cursor == before or event.chain > 1:
                self.action_open()

    def _moved(self) -> None:
        self.chosen = True
        self.redraw()
        self.show_lines(self.cursor_lines())
        entry = self.entry
        if entry is not None and entry.turn:
            self.post_message(self.Highlighted(entry.turn, entry.hop))
