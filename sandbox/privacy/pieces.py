"""Pieces of a long text, such that what is in none of them is not in the text.

The instructions of a prompt are ten thousand characters, of which a turn changes a few lines. In
pieces, only those around a change have to be searched.
"""

from collections.abc import Iterator
from typing import Final

from sandbox.privacy.digits import FLOOD

WORTH_CUTTING: Final = 1_500
"""Characters of a text below which pieces cost more than they save."""

LONGEST_KNOWN: Final = 64
"""Characters of a known value that `_REACH` is enough for, with eight signs between its words."""

_REACH: Final = 512
"""Characters beyond a line's end that belong to its piece. A find that goes over the end of a line
(an address, a known value) has at most 384, and the words before it that count at most 128."""

_SHORTEST: Final = 500
"""Characters of a piece, unless a paragraph ends: shorter ones would be mostly reach."""


def can_be_cut(text: str, longest_known: int) -> bool:
    """Whether nothing can be found in `text` that is longer than its pieces reach."""
    return WORTH_CUTTING < len(text) <= 2 * FLOOD and longest_known <= LONGEST_KNOWN


def pieces(text: str) -> Iterator[str]:
    """Some lines each, and as much of what follows as a find could reach into.

    A paragraph begins a piece, so that a change moves no piece of the paragraphs after it.
    """
    start = 0
    while start < len(text):
        ends = (text.find("\n", start + _SHORTEST), text.find("\n\n", start))
        end = min((at + 1 for at in ends if at >= 0), default=len(text))
        yield text[start : end + _REACH]
        start = end
