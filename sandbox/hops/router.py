"""Scores every intent of a pack by the words of its examples; needs no model."""

import itertools
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sandbox.domain.hop import Candidate
from sandbox.domain.procedure import Intent
from sandbox.knowledge.stop_words import STOP_WORDS

_WORD = re.compile(r"[a-zà-ÿ]+(?:'[a-z]+)?")
_PLACEHOLDER = re.compile(r"\[[A-Z]+_[0-9]+\]")
"""`[ADDRESS_1]` is no word about addresses."""
_SMALL = 0.3
"""Weight of a word of every message ("is", "where") beside one that names a topic."""
_PAIR = 0.7
"""Weight of a pair of neighbours: "where parcel" says more than either, but is seen less."""
_UNKNOWN = 0.6
"""Weight of a word that no example has, as a share of the rarest known one: it speaks against."""
_DECIDING = 4


@dataclass(frozen=True)
class Router:
    """What each term says: its weight, and the share of it that belongs to each intent."""

    intents: tuple[str, ...]
    weights: dict[str, float]
    shares: dict[str, dict[str, float]]
    rarest: float

    def candidates(self, text: str) -> tuple[Candidate, ...]:
        """Every intent by the share of the message's weight that speaks for it; ties by id.

        0..1: 1 when every word is this intent's own, 0 when none is.
        """
        terms = list(dict.fromkeys(_terms(text)))
        total = sum(self._weight(term) for term in terms)
        scale = self._familiar(terms) / total if total else 0.0
        ranked = sorted(
            (self._candidate(intent, terms, scale) for intent in self.intents),
            key=lambda candidate: (-candidate.score, candidate.intent),
        )
        return tuple(ranked)

    def _familiar(self, terms: Sequence[str]) -> float:
        """0.5..1: how much of what the message is about is known; all of it if it names nothing."""
        topics = [term for term in terms if " " not in term and term not in STOP_WORDS]
        known = sum(term in self.weights for term in topics)
        return 0.5 + 0.5 * known / len(topics) if topics else 1.0

    def _candidate(self, intent: str, terms: Sequence[str], scale: float) -> Candidate:
        votes = {
            term: self.weights[term] * self.shares[term].get(intent, 0.0)
            for term in terms
            if term in self.weights
        }
        words = sorted((t for t in votes if votes[t] > 0), key=lambda t: (-votes[t], t))
        score = round(sum(votes.values()) * scale, 4)
        return Candidate(intent=intent, score=score, words=tuple(words[:_DECIDING]))

    def _weight(self, term: str) -> float:
        if term in self.weights:
            return self.weights[term]
        # A pair that was never seen says nothing; a word that was never seen is another topic.
        return 0.0 if " " in term else self.rarest * _UNKNOWN * _size(term)


@lru_cache(maxsize=32)
def router_for(intents: tuple[Intent, ...]) -> Router:
    """The router of these intents; made once a version of the pack.

    The weight of a term is its inverse document frequency over the examples; its share is how much
    more often this intent's examples have it than the others', each intent counting the same.
    """
    texts = [(intent.id, _terms(text)) for intent in intents for text in intent.examples]
    seen = Counter(term for _, terms in texts for term in set(terms))
    lengths = Counter(intent for intent, _ in texts)
    idf = {term: math.log(1 + len(texts) / count) for term, count in seen.items()}
    shares: dict[str, dict[str, float]] = {term: {} for term in seen}
    for intent, terms in texts:
        for term in set(terms):
            shares[term][intent] = shares[term].get(intent, 0.0) + 1 / lengths[intent]
    for by_intent in shares.values():
        whole = sum(by_intent.values())
        by_intent.update({intent: share / whole for intent, share in by_intent.items()})
    weights = {term: value * _size(term) for term, value in idf.items()}
    ids = tuple(intent.id for intent in intents)
    return Router(ids, weights, shares, max(idf.values(), default=1.0))


def _terms(text: str) -> list[str]:
    """Stemmed words and pairs of neighbours."""
    plain = _PLACEHOLDER.sub(" ", text).lower().replace("’", "'")
    words = [_stem(word) for word in _WORD.findall(plain)]
    return words + [f"{a} {b}" for a, b in itertools.pairwise(words)]


def _size(term: str) -> float:
    if " " in term:
        return _PAIR
    return _SMALL if term in STOP_WORDS else 1.0


def _stem(word: str) -> str:
    if word in STOP_WORDS:
        return word
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
