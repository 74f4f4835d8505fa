"""The words that decided: what each term adds to an intent's margin, told by word."""

import itertools
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sandbox.routing.words import letters_of, stem, words_of

_LEAST = 0.1
"""A word is told if it adds this share of what the strongest one adds."""


@dataclass(frozen=True)
class Decided:
    """A word of the message, or two neighbours, and what it `adds` to the intent's margin."""

    word: str
    adds: float


def deciding(text: str, votes: Mapping[str, float]) -> list[Decided]:
    """The words that speak for an intent, strongest first; `votes`: what each term adds.

    What letters add belongs to the words they stand in, what a pair of words adds to both of them
    alike; two neighbours count as one of their own as well.
    """
    words, stems, letters, shared = _parts(text)
    spelt = dict(zip(reversed(stems), reversed(words), strict=True))
    adds = {short: votes.get(f"w{short}", 0.0) for short in spelt}
    for term, vote in votes.items():
        if term[0] == "p":
            for short in term[1:].split(" "):
                adds[short] += vote / 2
    for short, part in letters:
        adds[short] += votes.get(part, 0.0) / shared[part]
    found = {spelt[short]: value for short, value in adds.items()}
    pairs = zip(itertools.pairwise(words), itertools.pairwise(stems), strict=True)
    for (left, right), (first, second) in pairs:
        found[f"{left} {right}"] = votes.get(f"w{first} {second}", 0.0)
    most = max(found.values(), default=0.0)
    kept = [
        Decided(word, value) for word, value in found.items() if value > max(0.0, _LEAST * most)
    ]
    return sorted(kept, key=lambda one: (-one.adds, one.word))


@lru_cache(maxsize=1)
def _parts(text: str) -> tuple[list[str], list[str], list[tuple[str, str]], Counter[str]]:
    """Words, stems, letters with the stem of their word, and how often each letters stand there.

    Kept for the next intent of the same text.
    """
    words = words_of(text)
    stems = [stem(word) for word in words]
    letters = [
        (short, part) for word, short in zip(words, stems, strict=True) for part in letters_of(word)
    ]
    return words, stems, letters, Counter(part for _, part in letters)
