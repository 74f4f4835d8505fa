"""Trains a router on examples: vocabulary, linear classifiers, and how sure they may be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sandbox.routing import features, linear
from sandbox.routing.calibration import Calibration, HeldBack, fitted
from sandbox.routing.features import Corpus, Vector, Weights
from sandbox.routing.nearest import Examples, indexed
from sandbox.routing.words import words_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Heard = Callable[[float], None]
NOTHING: Final = -1
_COST: Final = 2.0
_PARTS: Final = 5
"""Every fifth text is held back, in as many rounds as there is time for."""
_MANY: Final = 2000
"""Examples from which on one round of held-back texts tells enough."""
_SEVERAL: Final = 50
"""Phrases about something else that show what that looks like without intents held back."""
_ROUNDS_FEW, _ROUNDS_MANY = 12, 5
_CENTRE: Final = 6.0
"""Examples that the mean of an intent's examples counts for beside what is learned."""


@dataclass(frozen=True)
class Example:
    """A phrase; its `intent`, "" for none. `against`: the one intent that it is not, if only that

    is known of it."""

    text: str
    intent: str = ""
    against: str = ""


@dataclass(frozen=True)
class Trained:
    """A router's numbers. `weights`: terms × intents; `names` and `values` of the terms."""

    intents: tuple[str, ...]
    names: list[str]
    values: list[float]
    weights: "NDArray[np.float32]"
    examples: Examples
    calibration: Calibration
    outside: int = 0
    """Phrases about something else that were among the examples."""
    low: float = 0.0
    """The confidence that one held-back example in a hundred did not reach."""


def train(examples: Sequence[Example], heard: Heard | None = None) -> Trained:
    """The router of these examples; intents in the order of the alphabet.

    `heard` is told the share that is done.
    """
    import numpy as np

    told = heard or (lambda share: None)
    intents = tuple(sorted({one.intent or one.against for one in examples} - {""}))
    corpus = features.count([one.text for one in examples], lambda s: told(0.1 * s))
    task = _Task(examples, intents, corpus)
    plan = _plan(task)
    said = [
        _held_back(task, part, lambda s, n=n: told(0.1 + 0.5 * (n + s) / len(plan)))
        for n, part in enumerate(plan)
    ]
    together = _together(said)
    calibration = fitted(together) if said else Calibration()
    every = np.ones(len(examples), np.bool_)
    weights, vectors, learned = _learned(task, every, task.signs, lambda s: told(0.6 + 0.4 * s))
    mine = [vector for vector, right in zip(vectors, task.right, strict=True) if right >= 0]
    kept = features.vocabulary_of(corpus, weights)
    outside = sum(not (one.intent or one.against) for one in examples)
    index = indexed(mine, weights.terms)
    return Trained(
        intents=intents,
        names=list(kept.names),
        values=list(kept.weights),
        weights=learned,
        examples=index,
        calibration=calibration,
        outside=outside,
        low=_low(together, calibration),
    )


class _Task:
    """The examples as numbers: the `right` intent of each, or -1; and `signs` by intent."""

    def __init__(
        self, examples: Sequence[Example], intents: tuple[str, ...], corpus: Corpus
    ) -> None:
        import numpy as np

        place = {intent: at for at, intent in enumerate(intents)}
        self.examples, self.intents, self.corpus = examples, intents, corpus
        self.right = np.array([place.get(one.intent, NOTHING) for one in examples], np.int32)
        self.signs = np.full((len(examples), len(intents)), -1, np.int8)
        for at, one in enumerate(examples):
            if one.intent:
                self.signs[at, place[one.intent]] = 1
            elif one.against:
                self.signs[at] = 0
                self.signs[at, place[one.against]] = -1
        self.outside = np.array([not (one.intent or one.against) for one in examples], np.bool_)
        self._share_twins()
        # A text of no intent counts as one of an intent of its own where terms are weighed.
        self.labels = np.where(self.right >= 0, self.right, len(intents)).astype(np.int32)

    def _share_twins(self) -> None:
        """What is an example of two intents is one of each: neither wins by its place."""
        twins: dict[str, list[int]] = {}
        for at, one in enumerate(self.examples):
            if one.intent:
                twins.setdefault(" ".join(words_of(one.text)), []).append(at)
        for same in twins.values():
            if len(same) > 1:
                self.signs[same] = self.signs[same].max(0)


@dataclass(frozen=True)
class _Part:
    """`tested`: texts that are held back. `hidden`: intents that are held back as a whole."""

    tested: "NDArray[np.bool_]"
    hidden: "NDArray[np.bool_]"


def _plan(task: _Task) -> list[_Part]:
    """Which texts are held back in which round; none where two intents can't be told apart."""
    import numpy as np

    texts, intents = task.signs.shape
    if intents < 2:
        return []
    # Each intent begins at another part, so that a round misses some of every intent.
    seen: dict[int, int] = {}
    turns: list[int] = []
    for label in map(int, task.labels):
        turns.append(seen.get(label, label))
        seen[label] = turns[-1] + 1
    nth = np.array(turns, np.int64)
    many = texts >= _MANY
    known = bool(task.outside.sum() >= _SEVERAL)
    parts: list[_Part] = []
    for number in range(1 if many else _PARTS):
        hidden = np.arange(intents) % (2 * _PARTS if many else max(_PARTS, 2)) == number
        if known or intents - hidden.sum() < 1:
            hidden[:] = False
        parts.append(_Part((nth % _PARTS == number) & (task.signs.any(1)), hidden))
    return parts


def _held_back(task: _Task, part: _Part, heard: Heard) -> HeldBack:
    """What a model says that has seen neither the texts nor the intents that are held back."""
    import numpy as np

    concealed = np.zeros(len(task.examples), np.bool_)
    inside = task.right >= 0
    concealed[inside] = part.hidden[task.right[inside]]
    seen = ~(part.tested | concealed)
    weights, vectors, learned = _learned(task, seen, task.signs[:, ~part.hidden], heard)
    kept = [v for v, see, ours in zip(vectors, seen, inside, strict=True) if see and ours]
    index = indexed(kept, weights.terms)
    judged = np.flatnonzero((part.tested & (inside | task.outside)) | concealed)
    margins, right, likeness = [], [], []
    for at in judged.tolist():
        row = np.full(len(task.intents), -np.inf)
        row[~part.hidden] = margins_of(learned, vectors[at])
        margins.append(row)
        right.append(NOTHING if concealed[at] else int(task.right[at]))
        likeness.append(index.likeness(vectors[at]))
    return HeldBack(margins, right, likeness)


def _learned(
    task: _Task, seen: "NDArray[np.bool_]", signs: "NDArray[np.int8]", heard: Heard
) -> "tuple[Weights, list[Vector], NDArray[np.float32]]":
    """Weights of terms, the vectors of all texts, and what was learned from those that are seen."""
    import numpy as np

    weights = features.weigh(task.corpus, task.labels, len(task.intents) + 1, seen)
    vectors = features.vectors_of(task.corpus, weights)
    rows = np.flatnonzero(seen)
    mine, wanted = [vectors[at] for at in rows.tolist()], signs[rows]
    rounds = _ROUNDS_MANY if len(mine) >= _MANY else _ROUNDS_FEW
    learned = linear.train(mine, wanted, weights.terms, _COST, rounds, heard)
    return weights, vectors, _with_centres(learned, mine, wanted)


def _with_centres(
    learned: "NDArray[np.float32]", vectors: Sequence[Vector], signs: "NDArray[np.int8]"
) -> "NDArray[np.float32]":
    """Adds the mean of each intent's examples: where they are few, it says more than a border."""
    import numpy as np

    centres = np.zeros_like(learned)
    for vector, row in zip(vectors, signs, strict=True):
        for intent in np.flatnonzero(row > 0).tolist():
            centres[vector.places, intent] += vector.values
    lengths = np.sqrt((centres * centres).sum(0))
    examples = np.maximum((signs > 0).sum(0), 1)
    middle = float(np.median(examples)) if len(examples) else 1.0
    scale = np.float32(min(_CENTRE / middle, 1.0)) / np.maximum(lengths, 1e-9)
    return (learned + centres * scale).astype(np.float32)


def margins_of(weights: "NDArray[np.float32]", vector: Vector) -> "NDArray[np.float64]":
    """What each classifier says of a text: -1 knows nothing of it, 1 is sure."""
    rows = weights[vector.places] * vector.values[:, None]
    return rows.sum(0).astype(float) - linear.THRESHOLD


def _together(said: Sequence[HeldBack]) -> HeldBack:
    return HeldBack(
        [row for one in said for row in one.margins],
        [right for one in said for right in one.right],
        [near for one in said for near in one.likeness],
    )


def _low(said: HeldBack, calibration: Calibration) -> float:
    confidences = sorted(
        max(calibration.scores(row, near))
        for row, right, near in zip(said.margins, said.right, said.likeness, strict=True)
        if right >= 0
    )
    return round(confidences[len(confidences) // 100], 4) if confidences else 0.0
