"""Textual's text area, which undoing what was typed does not bring down."""

from __future__ import annotations

from textual.geometry import Offset
from textual.widgets import TextArea as Base


class TextArea(Base):
    """Stays up where undo takes lines away and a scroll bar with them.

    Textual 8 removes the bar, and looks for the cursor to scroll to, before it moves the cursor out
    of the lines that are gone.
    """

    def scroll_cursor_visible(self, center: bool = False, animate: bool = False) -> Offset:
        if self.cursor_location[0] >= self.document.line_count:
            return Offset(0, 0)  # it is asked for again when the cursor is back in the text
        return super().scroll_cursor_visible(center, animate)
