"""Texts in which nothing personal was found, remembered for all sessions of a pack."""

from collections.abc import Iterable
from typing import Final

from sandbox.privacy.digits import runs
from sandbox.privacy.known import KnownValues
from sandbox.privacy.words import WORD, fold

_LONGEST: Final = 2_000
_MOST_CHARACTERS: Final = 1_000_000
"""Of all texts together; then it begins anew. The texts of a pack are a tenth of that."""


class PlainTexts:
    """What a pack says (tools, instructions, articles) goes by in every turn of every session.

    Whether something personal is in it depends on the seed, which is the same for all of them, and
    on what the session has learned, which is little: only that has to be looked for again.
    """

    def __init__(self) -> None:
        self._words: dict[tuple[str, str], tuple[frozenset[str], bool] | None] = {}
        self._items: dict[str, tuple[frozenset[str], bool]] = {}
        self._characters = 0

    def add(self, cue: str, text: str) -> None:
        """Notes that no find is in `text` (after `cue`) in a session that may know anything."""
        if len(text) > _LONGEST or (cue, text) in self._words:
            return
        if self._characters > _MOST_CHARACTERS:
            self._words.clear()
            self._items.clear()
            self._characters = 0
        self._words[cue, text] = None
        self._characters += len(text)

    def holds(self, cue: str, text: str, known: KnownValues) -> bool:
        """Whether `text` is known to be plain, also in the session that has learned `known`."""
        if (cue, text) not in self._words:
            return False
        if not known.has_learned:
            return True
        return not known.may_be_among(*self._words_of(cue, text))

    def add_item(self, digest: str, texts: Iterable[tuple[str, str]]) -> None:
        """Notes that a tool is plain as a whole, if each of its texts (after its cue) is."""
        words, has_number = set[str](), False
        for cue, text in texts:
            if (cue, text) not in self._words:
                return
            own, number = self._words_of(cue, text)
            words |= own
            has_number |= number
        self._items[digest] = (frozenset(words), has_number)

    def holds_item(self, digest: str, known: KnownValues) -> bool:
        """As `holds`, of all texts of a tool at once: a session has some hundred of them."""
        if digest not in self._items:
            return False
        return not known.has_learned or not known.may_be_among(*self._items[digest])

    def _words_of(self, cue: str, text: str) -> tuple[frozenset[str], bool]:
        """Its folded words, and whether it has a run of seven digits."""
        words = self._words[cue, text]
        if words is None:
            folded = frozenset(fold(word) for word in WORD.findall(text))
            words = self._words[cue, text] = (folded, bool(runs(text)))
        return words
