"""Words that are the same but for a slip of the pen, and none that mean something else."""

import re
from typing import Final


def lexicon(text: str) -> frozenset[str]:
    """The words of a text, to look others up in."""
    return frozenset(text.split())


_SEPARATORS: Final = re.compile(r"[\s_\-./]+")
_NEGATIONS: Final = lexicon("not no non never without cannot t nt")
_SMALL: Final = lexicon("a am an as at be by do go i if in is it me my o of on or to up us we")
_SHORT: Final = 4
_LONG: Final = 8


def squash(text: str) -> str:
    """Without case and separators."""
    return _SEPARATORS.sub("", text).casefold()


def words(text: str) -> list[str]:
    """Lower-case words and numbers of `snake_case`, `kebab-case`, `camelCase2` and plain text."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", text)
    return [word.casefold() for word in re.split(r"[\W_]+", split) if word]


def singular(word: str) -> str:
    """The word without a plural's s."""
    plural = len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if plural else word


def slip(one: str, other: str, *, name: bool = False) -> bool:
    """True when `one` is `other` with a slip: a letter too much, too few, wrong, or two swapped.

    Word by word, so that `min_price` is never `max_price`: a word of up to three letters may only
    lack one, one of eight and more may have two slips. Numbers, words of negation and prefixes that
    reverse a word have to agree: `undamaged` is not `damaged`, `size_42` not `size_43`. A `name` of
    a property may also lose a letter and become another word: `item_is` is `item_ids`.
    """
    ours, theirs = words(one), words(other)
    if _numbers(one) != _numbers(other):
        return False
    if len(squash(other)) >= _SHORT and _without_doubles(one) == _without_doubles(other):
        return True
    if negated(one) != negated(other):
        return False
    if len(ours) != len(theirs):
        ours, theirs = [squash(one)], [squash(other)]
    # Beside other words a short one may have two letters swapped; alone it would be another code.
    long = len(squash(other)) >= _LONG
    return all(
        _slip(*pair) or (name and _lacks_one(*pair)) or (long and _swapped(*pair))
        for pair in zip(ours, theirs, strict=True)
    )


def negated(text: str) -> bool:
    """Whether it says what is not."""
    return not _NEGATIONS.isdisjoint(words(text))


def _slip(one: str, other: str) -> bool:
    if one == other:
        return True
    if not one or not other or _numbers(one) != _numbers(other):
        return False
    longer = max(len(one), len(other))
    if longer < _SHORT:
        return len(other) == len(one) + 1 and one not in _SMALL and _lacks_one(one, other)
    if one[0] != other[0]:
        return _false_start(one, other)
    from rapidfuzz.distance import OSA

    return OSA.distance(one, other) <= (2 if longer >= _LONG else 1)


def _without_doubles(text: str) -> list[str]:
    """The words with each run of one letter as a single one: `nott` is `not`."""
    return [re.sub(r"([^\W\d])\1+", r"\1", word) for word in words(text)]


def _swapped(one: str, other: str) -> bool:
    """A short word with two neighbours swapped, that is no word by that."""
    if len(one) != len(other) or len(one) >= _SHORT or one in _SMALL or one in _NEGATIONS:
        return False
    return any(
        one == other[:at] + other[at + 1] + other[at] + other[at + 2 :]
        for at in range(len(other) - 1)
    )


def _false_start(one: str, other: str) -> bool:
    """The first letter is missing, or swapped with the second; a vowel may be a prefix (amoral)."""
    swapped = len(one) == len(other) and one[1::-1] == other[:2] and one[2:] == other[2:]
    return swapped or (one == other[1:] and other[0] not in "aeiou")


def _lacks_one(one: str, other: str) -> bool:
    return any(one == other[:at] + other[at + 1 :] for at in range(len(other)))


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+", text)
