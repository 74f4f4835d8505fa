"""The chat: turns as blocks of lines, newest at the end, with a cursor over their entries."""

from __future__ import annotations

from typing import Final

from textual import events
from textual.content import Content
from textual.message import Message

from sandbox.tui.feed.format import plural
from sandbox.tui.feed.view import Block
from sandbox.tui.keymap import bindings
from sandbox.tui.style import GLYPHS
from sandbox.tui.widgets.chatlines import Entry, Group, Look, Restore, entries_of, note_entry
from sandbox.tui.widgets.lines import LineView

WINDOW: Final = 60
"""Turns laid out at once; laying out one takes about 1 ms. Earlier ones come on demand."""


class ChatView(LineView):
    """Blocks of turns and notices. Texts are masked until drawn; `restore` gives real values."""

    BINDINGS = bindings("chat")

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

    def __init__(self) -> None:
        super().__init__(id="chat", follow=True)
        self.restore: Restore = lambda value: value
        self.cursor = -1
        self.drafts: dict[int, str] = {}
        self.pending: dict[int, str] = {}
        self.spin = 0
        self._hide = False
        self._groups: list[Group] = []
        self._turns: dict[int, Group] = {}
        self._hidden = 0
        self._notices = 0
        self._toggled: set[str] = set()
        self._lines: list[Content] = []
        self._entries: list[Entry] = []
        self._starts: list[int] = []

    # Content -----------------------------------------------------------------------------------

    def show_turns(self, blocks: list[tuple[Block, str]]) -> None:
        """Shows many turns at once, the last `WINDOW` of them laid out."""
        for block, figures in blocks:
            self._turns[block.turn] = group = Group(block, figures)
            self._groups.append(group)
        self._hidden = max(0, len(self._groups) - WINDOW)
        self.relayout()
        self.lines_changed()

    def set_turn(self, block: Block, figures: str) -> None:
        """Shows or renews one turn; `figures` is its footer."""
        group = self._turns.get(block.turn)
        if group is None:
            self._turns[block.turn] = group = Group()
            self._groups.append(group)
        elif (group.block, group.figures) == (block, figures) and not block.running:
            return
        group.block, group.figures = block, figures
        if not block.running:
            self.drafts.pop(block.turn, None)
        self._layout_from(self._groups.index(group))
        self.lines_changed()

    def drop_turn(self, turn: int) -> None:
        """Takes a turn away that never began."""
        group = self._turns.pop(turn, None)
        self.pending.pop(turn, None)
        if group is not None:
            self._groups.remove(group)
            self.relayout()
            self.lines_changed()

    def notice(self, text: str, tone: str = "dim") -> None:
        """Adds a notice after what is there. Its text may hold anything."""
        self._notices += 1
        self._groups.append(Group(notice=(f"note:{self._notices}", text, tone)))
        self._layout_from(len(self._groups) - 1)
        self.lines_changed()

    def forget(self) -> None:
        """Takes everything away: another session comes."""
        self._groups, self._turns, self._toggled = [], {}, set()
        self.drafts, self.pending = {}, {}
        self._hidden, self.cursor = 0, -1
        self.following = True
        self.relayout()
        self.lines_changed()

    def clear_view(self) -> None:
        """Hides what is there; the session keeps it, and Enter on the first line brings it back."""
        self._hidden = len(self._groups)
        self.cursor = -1
        self.relayout()
        self.lines_changed()

    def relayout(self) -> None:
        self._layout_from(0)

    def _layout_from(self, first: int) -> None:
        """Lays out groups from `first` on; those before keep their lines."""
        first = 0 if first <= self._hidden else first
        kept = sum(len(group.entries) for group in self._groups[:first]) + (
            1 if first and self._hidden else 0
        )
        del self._entries[kept:]
        if kept < len(self._starts):
            del self._lines[self._starts[kept] :]
        del self._starts[kept:]
        if first == 0 and self._hidden:
            self._append(self._earlier())
        for position, group in enumerate(self._groups[first:], first):
            if position < self._hidden:
                group.entries = []
                continue
            group.entries = self._lay(group)
            for entry in group.entries:
                self._append(entry)
        self.cursor = min(self.cursor, len(self._entries) - 1)

    def _append(self, entry: Entry) -> None:
        self._starts.append(len(self._lines))
        self._entries.append(entry)
        self._lines.extend(entry.lines)

    def _earlier(self) -> Entry:
        words = f"  {GLYPHS.closed} {plural(self._hidden, 'earlier entry', 'earlier entries')}"
        line = Content(f"{words}: Enter shows {WINDOW} more").stylize("$foreground-muted")
        return Entry("earlier", 0, [line, Content("")])

    def _lay(self, group: Group) -> list[Entry]:
        width = self.line_width
        if group.block is None:
            return [note_entry(*group.notice, width)]
        turn = group.block.turn
        look = Look(
            width=width,
            restore=self.restore,
            toggled=self._toggled,
            draft=self.drafts.get(turn, ""),
            pending="" if self._hide else self.pending.get(turn, ""),
            spin=GLYPHS.spin[self.spin],
            figures=group.figures,
        )
        return entries_of(group.block, look)

    def tick(self) -> None:
        """Turns the spinner."""
        self.spin = (self.spin + 1) % len(GLYPHS.spin)

    # LineView ----------------------------------------------------------------------------------

    def line_count(self) -> int:
        return len(self._lines)

    def line(self, index: int) -> Content:
        return self._lines[index]

    def cursor_lines(self) -> range:
        if not 0 <= self.cursor < len(self._entries):
            return range(0)
        start = self._starts[self.cursor]
        lines = self._entries[self.cursor].lines
        return range(start, start + len(lines) - (0 if lines[-1].plain else 1))

    def go_to_line(self, index: int) -> None:
        self.cursor = max(sum(start <= index for start in self._starts) - 1, 0)
        self._moved()

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        return self._entries[self.cursor] if 0 <= self.cursor < len(self._entries) else None

    # Cursor ------------------------------------------------------------------------------------

    def mark_hop(self, hop: str, turn: int, show: bool) -> None:
        """Puts the cursor on the entry of `hop` without telling; scrolls there when `show`."""
        wanted = [n for n, entry in enumerate(self._entries) if hop in entry.hops]
        if not wanted:
            wanted = [n for n, entry in enumerate(self._entries) if entry.key == f"reply:{turn}"]
        if not wanted:
            return
        self.cursor = wanted[-1]
        self.redraw()
        if show:
            self.show_lines(self.cursor_lines())

    def unmark(self) -> None:
        """Takes the cursor away."""
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
        if entry is None:
            return
        if entry.key == "earlier":
            self._show_earlier()
        elif entry.hop:
            self.post_message(self.Opened(entry.hop))

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
            self.action_open()
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
            if self.cursor == before or event.chain > 1:
                self.action_unfold()

    def _moved(self) -> None:
        self.redraw()
        self.show_lines(self.cursor_lines())
        entry = self.entry
        if entry is not None and entry.turn:
            self.post_message(self.Highlighted(entry.turn, entry.hop))

    def mask(self, restore: Restore, hide: bool) -> None:
        """Draws all anew with another `restore`; `hide` also takes away what was typed raw."""
        self.restore, self._hide = restore, hide
        self.relayout()
        self.lines_changed()
