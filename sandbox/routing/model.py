"""A trained router at work: every intent by how likely it is, and the words that decided."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sandbox.domain.hop import Candidate
from sandbox.routing.explain import Decided, deciding
from sandbox.routing.features import Vector, Vocabulary
from sandbox.routing.training import Trained, margins_of

_EXPLAINED = 5
"""Intents, best first, of which the words that decided are told."""
_DECIDING = 4


@dataclass(frozen=True)
class Router:
    """Scores texts among the intents that it was trained on; the same on every machine."""

    trained: Trained
    _last: dict[str, tuple[Candidate, ...]] = field(
        default_factory=dict[str, "tuple[Candidate, ...]"]
    )

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The terms that it knows."""
        return Vocabulary(self.trained.names, self.trained.values)

    def candidates(self, text: str) -> tuple[Candidate, ...]:
        """Every intent by the chance that it is meant, 0..1, rounded to 4 places; ties by id.

        All 0 for a text of which nothing is known.
        """
        if text not in self._last:
            self._last.clear()  # `check route` and the hop ask for the same text in a row
            self._last[text] = self._candidates(text)
        return self._last[text]

    def _candidates(self, text: str) -> tuple[Candidate, ...]:
        trained, vector = self.trained, self.vocabulary.vector(text)
        scores = [0.0] * len(trained.intents)
        if len(vector.places):
            margins = margins_of(trained.weights, vector)
            scores = trained.calibration.scores(margins, trained.examples.likeness(vector))
        ranked = sorted(
            (
                (round(score, 4), intent)
                for score, intent in zip(scores, trained.intents, strict=True)
            ),
            key=lambda item: (-item[0], item[1]),
        )
        told = [intent for score, intent in ranked[:_EXPLAINED] if score > 0]
        words = {
            intent: tuple(one.word for one in self._decided(text, vector, intent))
            for intent in told
        }
        return tuple(
            Candidate(intent=intent, score=score, words=words.get(intent, ()))
            for score, intent in ranked
        )

    def decided(self, text: str, intent: str) -> Sequence[Decided]:
        """The words and neighbours that speak most for an intent, and how much."""
        return self._decided(text, self.vocabulary.vector(text), intent)

    def _decided(self, text: str, vector: Vector, intent: str) -> Sequence[Decided]:
        column = self.trained.weights[:, self.trained.intents.index(intent)]
        votes = (column[vector.places] * vector.values).tolist()
        names = map(self.trained.names.__getitem__, vector.places.tolist())
        return deciding(text, dict(zip(names, votes, strict=True)))[:_DECIDING]
