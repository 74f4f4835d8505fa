"""Which words of a run with capitals are the name of a person."""

import re
from collections.abc import Container, Iterator
from typing import Final, NamedTuple

from sandbox.privacy.gazetteer import is_family_name, is_first_name
from sandbox.privacy.name_cues import (
    GREETING,
    INTRODUCED,
    LABEL,
    LIKELY,
    OWNS,
    PERSONAL,
    PLACE_BEFORE,
    SPEAKS,
    SURE,
    may_announce,
)
from sandbox.privacy.name_stops import LABELS, ORDINARY, is_brand
from sandbox.privacy.name_words import (
    BRANDED,
    FIRMS,
    LAST_ENDS,
    NEVER,
    PARTICLES,
    PLACES,
    SUFFIXES,
    TITLES,
)
from sandbox.privacy.words import COMMON_WORDS

_NOT_NAMES_END = ("ed", "ing", "ly", "able", "ful", "ent", "ious")
_CAMEL = re.compile(r"^(?!Mc|Mac|De|Di|La|Le|Van|O['’]|Fitz)[A-Z]?[a-z]+[A-Z]")
BEFORE = 56
_MOST: Final = 4
_THING_AFTER = re.compile(
    r"[ \t]{1,2}(?:street|road|avenue|st|rd|ave|lane|drive|inc|ltd|llc|gmbh|corp|lamp|chair|sofa|table|"  # noqa: E501
    r"desk|bag|shoes?|sneakers?|boots?|orchestra|collection|edition|series|model|store|shop|brand|"
    r"airport|university|park|school|hospital|version)\b"
)
_THE = re.compile(r"\b(?:the|a|an|this|that|these|our|your)[ \t]$", re.IGNORECASE)
_AND_SONS = re.compile(r"(?:,? and|,? &) (?:sons|co|associates|partners|company)\b", re.IGNORECASE)


class Word(NamedTuple):
    start: int
    end: int
    text: str
    plain: str
    """Folded, without a dot."""


def is_clear(plain: str) -> bool:
    """Whether this is a first name and hardly anything else."""
    return len(plain) > 2 and is_first_name(plain) and not is_word(plain)


def is_word(plain: str) -> bool:
    return plain in COMMON_WORDS or plain in BRANDED or plain in PLACES or plain in NEVER


class Run:
    """Some words with capitals side by side, and which of them are names."""

    def __init__(
        self, text: str, words: list[Word], things: Container[str], all_capitals: bool
    ) -> None:
        self.text = text
        self.all_capitals = all_capitals
        self.words = words
        self.things = things
        self.is_loud = len(words) > 3 and all(word.text.isupper() for word in words)

    def names(self) -> Iterator[tuple[int, int]]:
        at, is_titled = 0, False
        while at < len(self.words):
            word = self.words[at]
            if self._begins_brand(at):
                at += 2
                continue
            if word.plain in TITLES and (word.text.endswith(".") or word.text[0].isupper()):
                is_titled = at + 1 < len(self.words)
                at += 1
                continue
            last = self._last(at)
            if last < at:
                is_titled = False
                at += 1
                continue
            taken = self._taken(at, last, is_titled)
            if taken:
                first, last = taken
                yield self.words[first].start, self._end(last)
                at = last + 1
            else:
                at += 1
            is_titled = False

    def _begins_brand(self, at: int) -> bool:
        """Whether a brand stands here and nothing says that it is somebody's name."""
        if not is_brand([word.plain for word in self.words[at : at + 2]]):
            return False
        start = self.words[at].start
        before = self.text[max(0, start - BEFORE) : start]
        return not (SURE.search(before) or GREETING.search(before))

    def _end(self, last: int) -> int:
        """The end of the name, with what follows it (`Jr.`, `MD`), without a sentence's dot."""
        if last + 1 < len(self.words) and self.words[last + 1].plain in SUFFIXES:
            last += 1
        word = self.words[last]
        keeps_dot = word.plain in SUFFIXES and len(word.plain) == 2
        end = word.end - (word.text.endswith(".") and not keeps_dot)
        # The 's of a name is no part of it.
        for own in ("'s", "’s"):
            if self.text.endswith(own, word.start, end):
                return end - 2
        return end

    def _fits(self, at: int) -> bool:
        word = self.words[at]
        if word.plain in PARTICLES and self._is_small(at):
            return True
        if not word.text[0].isupper():
            return False
        if _CAMEL.search(word.text):
            return False
        if len(word.plain) == 1:
            return word.text != "I" and (at > 0 or word.text.endswith("."))
        if (  # noqa: SIM103
            word.plain in NEVER
            or word.plain in SUFFIXES
            or self.text[word.end : word.end + 1] == "&"
        ):
            return False
        return True

    def _last(self, first: int) -> int:
        """The last word of what may be one name from `first` on; before `first` if none may."""
        if not self._fits(first) or len(self.words[first].plain) < 2 or self._is_small(first):
            return first - 1
        last, count = first, 1
        while last + 1 < len(self.words) and count < _MOST and self._fits(last + 1):
            # A dot that is none of an initial ends a sentence.
            if self.words[last].text.endswith(".") and len(self.words[last].plain) > 2:
                break
            last += 1
            count += not self._is_small(last)
        while last > first and (self._is_small(last) or len(self.words[last].plain) == 1):
            last -= 1
        return last

    def _is_small(self, at: int) -> bool:
        return self.words[at].plain in PARTICLES and self.words[at].text.islower()

    def _taken(self, first: int, last: int, is_titled: bool) -> tuple[int, int] | None:  # noqa: PLR0911
        """The first and the last word that are a name, None if they are not."""
        start = self.words[first].start
        one = self.words[first].plain
        if is_titled:
            return first, last
        before = self.text[max(0, start - BEFORE) : start]
        if not may_announce(before):
            before = ""
        if self.is_loud and not is_first_name(one):
            return None
        if (
            before
            and SURE.search(before)
            and (one not in PLACES or before.rstrip()[-1:] not in (":", ","))
            and not (first == last and one in LABELS and LABEL.search(before))
        ):
            return first, last
        after = self.words[last].end
        follows = self.words[last + 1].plain if last + 1 < len(self.words) else ""
        if follows in FIRMS or _AND_SONS.match(self.text, after):
            return None
        if not (before and GREETING.search(before)) and self._are_things(first, last):
            return None
        thing = bool(_THING_AFTER.match(self.text[after : after + 24].lower()))
        if last == first:
            return (first, last) if self._is_single(first, before, thing) else None
        if thing or _THE.search(before):
            return (first, last) if self._is_certain(first, last) else None
        return self._several(first, last, before)

    def _are_things(self, first: int, last: int) -> bool:
        return all(word.plain in self.things for word in self.words[first : last + 1])

    def _is_certain(self, first: int, last: int) -> bool:
        """Whether this can hardly be a thing: `the Steffen Mauer version`."""
        other = self.words[last].plain
        ends_so = (is_family_name(other) or other.endswith(LAST_ENDS)) and not is_word(other)
        return is_clear(self.words[first].plain) and (ends_so or self._has_initial(first, last))

    def _is_single(self, at: int, before: str, thing: bool) -> bool:  # noqa: PLR0911
        one = self.words[at].plain
        if INTRODUCED.search(before):
            return self._is_listed(at)
        if GREETING.search(before):
            is_other = is_word(one) or self._shouts(at) or one.endswith(_NOT_NAMES_END)
            return is_first_name(one) or is_family_name(one) or not is_other
        if thing or _THE.search(before) or PLACE_BEFORE.search(before):
            return False
        if OWNS.match(self.text, self._end(at)):
            return not is_word(one)
        if self._shouts(at) and not self.all_capitals:
            return False
        if is_clear(one):
            return True
        is_listed = is_first_name(one) and one not in PLACES and one not in COMMON_WORDS
        return is_listed and one not in BRANDED and bool(LIKELY.search(before))

    def _is_listed(self, at: int) -> bool:
        """Whether an introduction makes this a name: it is on a list, and no ordinary word."""
        one = self.words[at].plain
        if one in ORDINARY:
            return False
        return is_first_name(one) or (is_family_name(one) and not is_word(one))

    def _shouts(self, at: int) -> bool:
        return self.words[at].text.isupper()

    def _has_initial(self, first: int, last: int) -> bool:
        return any(len(word.plain) == 1 for word in self.words[first : last + 1])

    def _several(self, first: int, last: int, before: str) -> tuple[int, int] | None:
        one, other = self.words[first].plain, self.words[last].plain
        is_last = is_family_name(other) and not is_word(other)
        ends_so = other.endswith(LAST_ENDS) and len(other) > 4
        has_initial = self._has_initial(first, last)
        if is_first_name(one) and not is_word(one):
            return first, last
        if (
            is_first_name(one)
            and other not in PLACES
            and (is_last or has_initial or (ends_so and not is_word(other)))
        ):
            return first, last
        words = [word.plain for word in self.words[first : last + 1]]
        if INTRODUCED.search(before):
            speaks = SPEAKS.match(self.text, self._end(last))
            is_listed = any(map(self._is_listed, range(first, last + 1)))
            is_name = has_initial or ends_so or speaks or is_listed
            return (first, last) if is_name and one not in ORDINARY else None
        if is_word(one) or is_word(other):
            pass
        elif (
            GREETING.search(before)
            or PERSONAL.search(before)
            or is_last
            or has_initial
            or ends_so  # noqa: RUF021
            and not PLACE_BEFORE.search(before)
            and not any(map(is_word, words))
        ):
            return first, last
        # What precedes a name may be a word that begins a sentence: "Tell" in "Tell Anna Berg".
        for at in range(first + 1, last + 1):
            if is_clear(self.words[at].plain) and not self._is_small(at):
                return at, last
        return None
