"""Pieces of a long text, such that what is in none of them is not in the text.

The instructions of a prompt are ten thousand characters, of which a turn changes a few lines. In
pieces, only those around a change have to be searched.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from sandbox.privacy.digits import FLOOD

WORTH_CUTTING: Final = 1_500
"""Characters of a text below which pieces cost more than they save."""

LONGEST_KNOWN: Final = 64
"""Characters of a known value that `_REACH` is enough for, with eight signs between its words."""

_REACH: Final = 512
"""Characters beyond a line's end that belong to its piece. A find that goes over the end of a line
(an address, a known value) has at most 384, and the words before it that count at most 128."""

_SHORTEST: Final = 150
"""Characters of a piece, unless a paragraph ends. Each is looked up with its reach as a key."""


def can_be_cut(text: str, longest_known: int) -> bool:
    """Whether nothing can be found in `text` that is longer than its pieces reach."""
    return WORTH_CUTTING < len(text) <= 2 * FLOOD and longest_known <= LONGEST_KNOWN


class Piece(NamedTuple):
    """Offsets: its own characters from `start` to `end`, and how far a find in it could `reach`."""

    start: int
    end: int
    reach: int

    def of(self, text: str) -> str:
        """What is searched to know whether a find begins in the piece."""
        return text[self.start : self.reach]


def pieces(text: str) -> Iterator[Piece]:
    """Some lines each.

    A paragraph begins a piece, so that a change moves no piece of the paragraphs after it.
    """
    start, length = 0, len(text)
    while start < length:
        line = text.find("\n", start + _SHORTEST)
        end = length if line < 0 else line + 1
        # Only a paragraph that ends before the line does counts, so nothing else is looked through.
        paragraph = text.find("\n\n", start, end)
        if paragraph >= 0:
            end = paragraph + 1
        yield Piece(start, end, min(end + _REACH, length))
        start = end


def runs_of(found: Iterable[Piece], is_known: Callable[[Piece], bool]) -> Iterator[list[Piece]]:
    """The pieces that are not known, those side by side together."""
    run: list[Piece] = []
    for piece in found:
        if not is_known(piece):
            run.append(piece)
        elif run:
            yield run
            run = []
    if run:
        yield run
