"""Where a person types what a model would send: words, calls, several lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.document._document import Document

from sandbox.tui.feed.safe import clean
from sandbox.tui.keymap import bindings
from sandbox.tui.widgets.ownkeys import OwnKeys

if TYPE_CHECKING:
    from sandbox.models.human_complete import Completion


class Composer(OwnKeys):
    """Enter sends, ctrl+j makes a new line, Tab takes a suggestion; the panel around decides."""

    BINDINGS = bindings("human")

    def __init__(self, key: Callable[[str], None]) -> None:
        """`key` hears "send", "take", "up", "down", "request" and "escape" as they are pressed."""
        super().__init__(
            id="composer",
            compact=True,
            soft_wrap=True,
            show_line_numbers=False,
            tab_behavior="focus",
            highlight_cursor_line=False,
        )
        self.cursor_blink = False
        self._key = key
        self.choosing = False
        """True while suggestions are shown: then up and down move among them."""

    @property
    def cursor_index(self) -> int:
        """The cursor as an offset into the text."""
        return self._typed.get_index_from_location(self.cursor_location)

    @property
    def _typed(self) -> Document:
        document = self.document
        assert isinstance(document, Document)
        return document

    def put_in(self, completion: Completion, insert: str) -> None:
        """Puts a suggestion in place of what it completes, the cursor behind it."""
        at = self._typed.get_location_from_index
        self.replace(insert, at(completion.start), at(completion.end))
        self.move_cursor(at(completion.start + len(insert)))

    def action_human(self, what: str) -> None:
        # At once, not by a message: the letters that follow in the same packet come after it.
        self._key(what)

    def action_newline(self) -> None:
        self.insert("\n")

    def action_line(self, by: int) -> None:
        if self.choosing:
            self._key("up" if by < 0 else "down")
        elif by < 0:
            self.action_cursor_up()
        else:
            self.action_cursor_down()

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        # Terminals paste a line's end as a carriage return, which `clean` would make visible.
        self.insert(clean(event.text.replace("\r\n", "\n").replace("\r", "\n")))
