"""A message as words and as the terms that a classifier counts."""

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from sandbox.knowledge.stop_words import STOP_WORDS

_PLACEHOLDER = re.compile(r"\[[A-Z]+_[0-9]+\]")
"""`[ADDRESS_1]` is no word about addresses."""
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")
_ENDINGS = ("ing", "ed", "es", "s", "e")
_SHORTEST = 3
"""Letters that an ending leaves at least."""
_PAIRED = 48
"""Different words whose pairs count: the pairs of a long letter would be a hundred thousand."""
_GRAMS = (2, 3, 4, 5)


def words_of(text: str) -> list[str]:
    """The words in small letters; every number is the word 0, placeholders are none."""
    plain = _PLACEHOLDER.sub(" ", text).lower().replace("’", "'")
    return ["0" if word.isdecimal() else word for word in _WORD.findall(plain)]


def stem(word: str) -> str:
    """The word without an English ending; words of every message ("is", "does") as they are."""
    if word in STOP_WORDS:
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word


def phrase_terms(stems: Sequence[str]) -> Iterator[str]:
    """Each word, and each two neighbours."""
    yield from (f"w{word}" for word in stems)
    yield from (f"w{left} {right}" for left, right in itertools.pairwise(stems))


def pair_terms(stems: Sequence[str]) -> Iterator[str]:
    """Each two words of the message wherever they stand, once, in the order of the alphabet."""
    words = sorted(list(dict.fromkeys(stems))[:_PAIRED])
    return (f"p{left} {right}" for left, right in itertools.combinations(words, 2))


def letter_terms(word: str) -> Iterator[str]:
    """Two to five letters in a row inside a word, its two ends counted as blanks.

    Those of words of every message are terms of their own: "he" in "the" says nothing of "help".
    """
    padded, kind = f" {word} ", "c~" if word in STOP_WORDS else "c"
    for size in _GRAMS:
        for start in range(max(1, len(padded) - size + 1)):
            yield f"{kind}{padded[start : start + size]}"
        if size >= len(padded):
            break


def terms_of(text: str) -> Iterator[str]:
    """All terms of a text, as often as they stand in it; the first letter says which kind."""
    words = words_of(text)
    stems = [stem(word) for word in words]
    yield from phrase_terms(stems)
    yield from pair_terms(stems)
    for word in words:
        yield from letters_of(word)


def is_bare(term: str) -> bool:
    """Whether a term comes only from words of every message."""
    return term[1] == "~" or (term[0] != "c" and set(term[1:].split(" ")) <= STOP_WORDS)


letters_of = lru_cache(maxsize=4096)(lambda word: tuple(letter_terms(word)))
"""The letters of a word, which most texts share with others."""
