"""Turns and notices as entries of lines: what the chat shows, laid out turn by turn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Final

from textual.content import Content

from sandbox.tui.feed.view import Block
from sandbox.tui.style import GLYPHS
from sandbox.tui.widgets.chatlines import (
    Entry,
    Group,
    Look,
    Restore,
    earlier_entry,
    entries_of,
    note_entry,
)
from sandbox.tui.widgets.draft import Draft
from sandbox.tui.widgets.lines import LineView

WINDOW: Final = 60
"""Turns laid out at once; laying out one takes about 1 ms. Earlier ones come on demand."""


class TurnLines(LineView):
    """The lines of turns and notices. Texts are masked until drawn; `restore` gives real values."""

    def __init__(self) -> None:
        super().__init__(id="chat", follow=True)
        self.restore: Restore = lambda value: value
        self.cursor = -1
        self.pending: dict[int, str] = {}
        self.spin = 0
        self._hide = False
        self._groups: list[Group] = []
        self._turns: dict[int, Group] = {}
        self._early: dict[int, Draft] = {}
        self._hidden = 0
        self._notices = 0
        self._toggled: set[str] = set()
        self._lines: list[Content] = []
        self._entries: list[Entry] = []
        self._starts: list[int] = []

    # Content -----------------------------------------------------------------------------------

    def show_turns(self, blocks: list[tuple[Block, str]], notes: Mapping[int, list[str]]) -> None:
        """Shows many turns at once, the last `WINDOW` of them laid out.

        `notes` are what happened after a turn, by its number; 0: before the first.
        """
        self._note_all(notes.get(0, ()))
        for block, figures in blocks:
            self._turns[block.turn] = group = Group(block, figures, reply=Draft(block.reply))
            self._groups.append(group)
            self._note_all(notes.get(block.turn, ()))
        self._hidden = max(0, len(self._groups) - WINDOW)
        self.relayout()
        self.lines_changed()

    def set_turn(self, block: Block, figures: str) -> None:
        """Shows or renews one turn; `figures` is its footer."""
        group = self._turns.get(block.turn)
        if group is None:
            self._turns[block.turn] = group = Group(reply=self._early.pop(block.turn, Draft()))
            self._groups.append(group)
        elif (group.block, group.figures) == (block, figures) and not block.running:
            return
        group.block, group.figures = block, figures
        if block.reply and group.reply.text != block.reply:
            group.reply = Draft(block.reply)
        self._layout_from(self._groups.index(group))
        self.lines_changed()

    def draft(self, turn: int) -> Draft:
        """The draft of a running turn, to be fed; it shows with the next `set_turn`."""
        group = self._turns.get(turn)
        return group.reply if group is not None else self._early.setdefault(turn, Draft())

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
        self._note_all([text], tone)
        self._layout_from(len(self._groups) - 1)
        self.lines_changed()

    def _note_all(self, texts: Iterable[str], tone: str = "warn") -> None:
        for text in texts:
            self._notices += 1
            self._groups.append(Group(notice=(f"note:{self._notices}", text, tone)))

    def forget(self) -> None:
        """Takes everything away: another session comes."""
        self._groups, self._turns, self._toggled = [], {}, set()
        self.pending, self._early = {}, {}
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
            self._append(earlier_entry(self._hidden, WINDOW))
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

    def _lay(self, group: Group) -> list[Entry]:
        width = self.line_width
        if group.block is None:
            return [note_entry(*group.notice, width)]
        turn = group.block.turn
        look = Look(
            width=width,
            restore=self.restore,
            toggled=self._toggled,
            reply=group.reply,
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
        line, at = self._lines[index], bisect_right(self._starts, index) - 1
        if index - self._starts[at] < self._entries[at].dim:
            return line.stylize_before("$foreground-muted")
        return line

    def mask(self, restore: Restore, hide: bool) -> None:
        """Draws all anew with another `restore`; `hide` also takes away what was typed raw."""
        self.restore, self._hide = restore, hide
        self.relayout()
        self.lines_changed()
