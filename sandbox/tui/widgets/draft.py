"""A reply as the chat lays it out: while it streams, and afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from textual.content import Content

from sandbox.tui.feed.format import size
from sandbox.tui.widgets.markdown import Markdown

INDENT: Final = "  "
MOST: Final = 6_000
"""Lines of one reply that are laid out; that takes half a second for the longest at once."""


class Draft:
    """Text that comes in pieces, masked. Each line is restored and laid out once."""

    def __init__(self, text: str = "") -> None:
        self._pieces = [text] if text else []
        self._fed = 0
        self._layout: Markdown | None = None
        self._made_for: tuple[int, Callable[[Any], Any]] | None = None

    def feed(self, piece: str) -> None:
        self._pieces.append(piece)

    def clear(self) -> None:
        """Forgets all: the model begins anew."""
        self.__init__()

    def __bool__(self) -> bool:
        return bool(self._pieces)

    @property
    def text(self) -> str:
        """All of it, masked."""
        return "".join(self._pieces)

    def lines(self, width: int, restore: Callable[[Any], Any], end: bool = False) -> list[Content]:
        """Its lines in `width` cells, indented. `end`: nothing more comes."""
        layout = self._laid_out(width, restore)
        lines = layout.finish() if end else [*layout.lines, *layout.tail()]
        if layout.hidden:
            words = f"{INDENT}… {size(layout.hidden)} more not shown; y copies all"
            lines = [*lines, Content(words).stylize("$foreground-muted italic")]
        return lines

    def _laid_out(self, width: int, restore: Callable[[Any], Any]) -> Markdown:
        if self._layout is None or self._made_for != (width, restore):
            self._layout = Markdown(width, lambda text: str(restore(text)), INDENT, MOST)
            self._made_for = (width, restore)
            self._fed = 0
        new = self._pieces[self._fed :]
        self._fed = len(self._pieces)
        if new:
            self._layout.feed("".join(new))
        return self._layout
