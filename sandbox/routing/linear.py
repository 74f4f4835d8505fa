"""Linear classifiers, one an intent, all trained together by dual coordinate descent.

Each minimises |w|²/2 + cost · Σ max(0, 1 - y(w·x - 1))²: the L2-regularised squared hinge (Hsieh et
al., "A dual coordinate descent method for large-scale linear SVM", ICML 2008), with a threshold
that is fixed at 1 instead of learned, so that a text of unknown terms scores -1 for every intent.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from sandbox.routing.features import Vector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

THRESHOLD = 1.0
_ROUNDS = 12
_ENOUGH = 0.02
"""The largest step of a round at which another would change nothing that is shown."""
_STRIDES = (7919, 104_729, 15_485_863, 49_979_687)
"""Primes: the order of each round, the same on every machine."""


def train(
    vectors: Sequence[Vector],
    signs: "NDArray[np.int8]",
    terms: int,
    cost: float,
    rounds: int = _ROUNDS,
    heard: Callable[[float], None] | None = None,
) -> "NDArray[np.float32]":
    """Weights, `terms` × intents.

    `signs`: texts × intents, 1 where it is one, -1 where it is none, 0 where nothing is known.
    Sums are made element by element in a fixed order, without BLAS: so every machine gets the
    same. `heard` is told the share that is done.
    """
    import numpy as np

    count, intents = signs.shape
    weights = np.zeros((terms, intents), np.float32)
    duals = np.zeros((count, intents), np.float32)
    soft = np.float32(1 / (2 * cost))
    wanted = signs.astype(np.float32)
    known = (signs != 0).astype(np.float32)
    columns = [vector.values[:, None] for vector in vectors]
    curves = [np.float32(float((v.values**2).sum()) + soft) for v in vectors]
    for number in range(rounds):
        largest = 0.0
        for at in _order(count, number):
            places, column = vectors[at].places, columns[at]
            rows = weights[places]
            margin = (rows * column).sum(0)
            margin -= np.float32(THRESHOLD)
            before = duals[at]
            slope = wanted[at] * margin
            slope += before * soft
            slope -= np.float32(1)
            after = np.maximum(before - slope / curves[at], 0) * known[at]
            change = (after - before) * wanted[at]
            move = float(np.abs(change).max())
            if move > 1e-4:
                largest = max(largest, move)
                rows += column * change
                weights[places] = rows
                duals[at] = after
        if heard is not None:
            heard((number + 1) / rounds)
        if largest < _ENOUGH:
            break
    return weights


def _order(count: int, number: int) -> Iterator[int]:
    """Every text once, in an order that looks like chance and is the same everywhere."""
    stride = _STRIDES[number % len(_STRIDES)]
    if count and count % stride == 0:
        stride = 1
    return (step * stride % count for step in range(count))
