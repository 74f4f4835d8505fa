"""What masking made of each text, kept until something is learned that the text may hold."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from sandbox.privacy.known import KnownValues
from sandbox.privacy.spelling import Cell
from sandbox.privacy.words import WORD, fold

_LONGEST: Final = 2_000
_MOST_CHARACTERS: Final = 4_000_000
"""Of all texts together that are longer; then those are forgotten."""
_MOST: Final = 10_000
_MOST_NEWS: Final = 500
"""Values to look for in a text; to mask it anew costs no more than to look for more of them."""

_DIGIT = re.compile(r"\d")


class News(NamedTuple):
    """What tells that a text may hold a value: one of these folded words, or any digit."""

    words: tuple[str, ...]
    is_number: bool


class LearnedValues(KnownValues):
    """What one session knows: `base`, and what it learns, which is noted in `news`."""

    def __init__(self, base: KnownValues) -> None:
        super().__init__(base=base)
        self.news: list[News] = []
        self.learned_keys = 0

    @property
    def base_version(self) -> int:
        """Rises with every value added to what the session's knowledge is built on."""
        return self.version - self._added

    def extend(self, cells: Iterable[Cell | tuple]) -> None:
        given = [cell if isinstance(cell, Cell) else Cell(*cell) for cell in cells]
        before = self.version
        super().extend(given)
        if self.version != before:
            self.news += map(_news_of, given)
            self.learned_keys += sum(cell.key == cell.value for cell in given)


class Answers:
    """Masked texts by cue and text. `version`: that of `known` at the last `renew`."""

    def __init__(self, known: LearnedValues) -> None:
        self._known = known
        # With each answer, how many news there were when it was last known to be true.
        self._masked: dict[tuple[str, str], tuple[str, int]] = {}
        self._long: list[tuple[str, str]] = []
        self._characters = 0
        self._true_for = (-1, -1)
        self.version = -1

    def get(self, cue: str, text: str) -> str | None:
        """The answer, None if there is none or one of the values learned since may be in it."""
        found = self._masked.get((cue, text))
        if found is None:
            return None
        masked, seen = found
        if seen == len(self._known.news):
            return masked
        news = self._known.news[seen:]
        if len(news) > _MOST_NEWS or _may_hold(text, news):
            self._masked.pop((cue, text), None)
            return None
        self._masked[cue, text] = (masked, len(self._known.news))
        return masked

    def put(self, cue: str, text: str, masked: str) -> None:
        """Of long texts only the last few are kept."""
        if len(text) > _LONGEST and not self._has_room(cue, text):
            return
        self._masked[cue, text] = (masked, len(self._known.news))

    def _has_room(self, cue: str, text: str) -> bool:
        """Makes room for one more long text; False where it is too long for any."""
        if len(text) > _MOST_CHARACTERS:
            return False
        if (cue, text) in self._masked:
            return True
        if self._characters + len(text) > _MOST_CHARACTERS:
            for asked in self._long:
                self._masked.pop(asked, None)
            self._long, self._characters = [], 0
        self._long.append((cue, text))
        self._characters += len(text)
        return True

    def renew(self) -> bool:
        """Whether anything was learned since the last time."""
        if self.version == self._known.version and len(self._masked) <= _MOST:
            return False
        # A key that became personal is no id any more, and what it excused may be a find.
        true_for = (self._known.base_version, self._known.learned_keys)
        if true_for != self._true_for or len(self._masked) > _MOST:
            self._masked, self._true_for = {}, true_for
            self._long, self._characters = [], 0
        is_new = self.version != self._known.version
        self.version = self._known.version
        return is_new


def _news_of(cell: Cell) -> News:
    """The words with which the value, or a part of it that is looked for, may begin."""
    words = WORD.findall(cell.value)
    firsts = words if cell.kind == "name" else words[:1]
    return News(tuple(map(fold, firsts)), bool(_DIGIT.search(cell.value)))


def _may_hold(text: str, news: list[News]) -> bool:
    # Anywhere, not between the borders of words: what is found in a text parts it, even in a word.
    folded = text.lower() if text.isascii() else fold(text)
    # Numbers are known with whatever separators.
    has_digits = bool(_DIGIT.search(text))
    for words, is_number in news:
        if is_number and has_digits:
            return True
        for word in words:
            if word in folded:
                return True
    return False
