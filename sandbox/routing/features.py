"""Texts as sparse vectors: terms of three views, weighted by what they tell of an intent."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sandbox.routing.words import is_bare, terms_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int32]
    Real = NDArray[np.float64]

VIEWS: Final = "wpc"
"""The first letter of a term: word, pair, letters."""
LENGTHS: Final = (0.7, 0.7, 1.0)
"""Length of each view's part of a vector. Measured, as is what follows: see docs/routing.md."""
_FLOOR: Final = 0.3
"""Weight of a term that all intents share alike; one of a single intent has 1 more."""
_UNSEEN: Final = 1.0 + _FLOOR
_MANY: Final = 2000
_BARE_LEAST: Final = 0.25
_BARE_WHOLE: Final = 800
"""Examples from which on "how" and "my" weigh what was found: by chance, few say much of them."""
"""Texts from which on a term has to stand in two of them: once is chance."""
_PAIR: Final = VIEWS.index("p")


@dataclass(frozen=True)
class Vector:
    """The known terms of one text: `places` in the vocabulary and their `values`, float32."""

    places: "Whole"
    values: "NDArray[np.float32]"


@dataclass(frozen=True)
class Corpus:
    """Counted terms of texts, flat: text t has entries `starts[t]` to `starts[t + 1]`.

    `names`: the terms in the order of the alphabet; `views`: of each, its view; `counts`: 1 + the
    logarithm of how often.
    """

    names: list[str]
    views: "Whole"
    starts: "Whole"
    places: "Whole"
    counts: "Real"

    def owners(self) -> "Whole":
        """The text of each entry."""
        import numpy as np

        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))


@dataclass(frozen=True)
class Weights:
    """What each term of a corpus weighs for somebody who has seen some of its texts; 0: nothing."""

    values: "Real"

    def compact(self) -> "Whole":
        """The place of each term among those that weigh something."""
        import numpy as np

        return (np.cumsum(self.values > 0) - 1).astype(np.int32)

    @property
    def terms(self) -> int:
        """How many weigh something."""
        return int((self.values > 0).sum())


def vocabulary_of(corpus: Corpus, weights: Weights) -> "Vocabulary":
    """The terms that weigh something."""
    kept = [(n, w) for n, w in zip(corpus.names, weights.values.tolist(), strict=True) if w > 0]
    return Vocabulary([name for name, _ in kept], [weight for _, weight in kept])


def count(texts: Sequence[str], heard: Callable[[float], None] | None = None) -> Corpus:
    """The terms of these texts. `heard` is told the share that is done."""
    import numpy as np

    places: dict[str, int] = {}
    flat: list[int] = []
    counts: list[float] = []
    starts = [0]
    for number, text in enumerate(texts):
        for term, often in Counter(terms_of(text)).items():
            flat.append(places.setdefault(term, len(places)))
            counts.append(1.0 + math.log(often))
        starts.append(len(flat))
        if heard is not None and number % 500 == 0:
            heard(number / len(texts))
    names = sorted(places)
    order = np.zeros(len(names), np.int32)
    order[[places[name] for name in names]] = np.arange(len(names), dtype=np.int32)
    views = np.array([VIEWS.index(name[0]) for name in names], np.int32)
    flat_places = np.array(flat, np.int32)
    moved = order[flat_places] if names else flat_places
    return Corpus(names, views, np.array(starts, np.int32), moved, np.array(counts, np.float64))


def weigh(corpus: Corpus, labels: "Whole", intents: int, seen: "NDArray[np.bool_]") -> Weights:
    """The weights learned from the texts that are `seen`, whose `labels` count from 0.

    1.3 for a term of one intent down to 0.3 for one that all share alike, by the entropy of the
    intents it stands in.
    """
    import numpy as np

    owners = corpus.owners()
    inside = seen[owners]
    keys = corpus.places[inside].astype(np.int64) * (intents + 1) + labels[owners[inside]]
    found, often = np.unique(keys, return_counts=True)
    places = (found // (intents + 1)).astype(np.int64)
    terms = len(corpus.names)
    whole = np.bincount(places, often, minlength=terms)
    # Entropy as log n - Σ k log k / n, term by term.
    spread = np.bincount(places, often * np.log(often), minlength=terms)
    known = np.maximum(whole, 1)
    entropy = np.log(known) - spread / known
    most = math.log(intents) if intents > 1 else 1.0
    values = _FLOOR + 1.0 - np.minimum(entropy / most, 1.0) * whole / (whole + 1)
    bare = np.array([is_bare(name) for name in corpus.names], np.bool_)
    values = np.where(bare, values * _trusted(int(seen.sum())), values)
    least = np.where(corpus.views == _PAIR, 2, 2 if seen.sum() >= _MANY else 1)
    return Weights(np.where(whole >= least, values, 0.0))


def _trusted(texts: int) -> float:
    return min(1.0, max(_BARE_LEAST, texts / _BARE_WHOLE))


def vectors_of(corpus: Corpus, weights: Weights) -> list[Vector]:
    """The vectors of all texts of the corpus; each view as long as `LENGTHS` says.

    Words and letters that are not known make the rest shorter, and so less sure.
    """
    import numpy as np

    texts = len(corpus.starts) - 1
    known = weights.values[corpus.places] > 0
    views = corpus.views[corpus.places]
    weighed = np.where(known, weights.values[corpus.places], np.where(views == _PAIR, 0, _UNSEEN))
    values = corpus.counts * weighed
    parts = corpus.owners().astype(np.int64) * len(VIEWS) + views
    lengths = np.sqrt(np.bincount(parts, values * values, minlength=texts * len(VIEWS)))
    scales = np.array(LENGTHS * texts) / np.maximum(lengths, 1e-12)
    scaled = (values * scales[parts]).astype(np.float32)
    places = weights.compact()[corpus.places]
    found: list[Vector] = []
    for start, end in zip(corpus.starts[:-1], corpus.starts[1:], strict=True):
        mine = known[start:end]
        found.append(Vector(places[start:end][mine], scaled[start:end][mine]))
    return found


class Vocabulary:
    """The terms that a trained model knows, with their weights."""

    def __init__(self, names: Sequence[str], weights: Sequence[float]) -> None:
        self.names = names
        self.weights = weights
        self._known = {name: (at, weights[at]) for at, name in enumerate(names)}

    def vector(self, text: str) -> Vector:
        """The vector of one text, as `vectors_of` makes it."""
        import numpy as np

        places: list[list[int]] = [[] for _ in VIEWS]
        values: list[list[float]] = [[] for _ in VIEWS]
        whole = [0.0] * len(VIEWS)
        for term, often in Counter(terms_of(text)).items():
            view = VIEWS.index(term[0])
            place, weight = self._known.get(term, (-1, 0.0 if view == _PAIR else _UNSEEN))
            value = (1.0 + math.log(often)) * weight
            whole[view] += value * value
            if place >= 0:
                places[view].append(place)
                values[view].append(value)
        scaled = [
            value * (length / math.sqrt(size))
            for part, length, size in zip(values, LENGTHS, whole, strict=True)
            for value in part
        ]
        flat = [place for part in places for place in part]
        return Vector(np.array(flat, np.int32), np.array(scaled, np.float32))
