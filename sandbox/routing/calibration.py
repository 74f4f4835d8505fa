"""From what a classifier says to how sure it is: a temperature, and a detector of other topics."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHARE_OUTSIDE: Final = 0.1
"""Messages that are about something else, as a share of all: what confidences are true for."""
_COLDEST, _HOTTEST = 0.5, 20.0


@dataclass(frozen=True)
class Calibration:
    """How sure a router may be. `temper`: a margin's factor before the softmax. The chance that the

    best intent is the right one is the logistic function of `base` + `margin` · its margin +
    `likeness` · how like the text is to the nearest example + `lead` · ln(its share of the
    softmax). The defaults were fitted on 40 small packs cut from public data, but for
    `base` (0.6 there): with three examples, asking is better than starting the wrong procedure.
    """

    temper: float = 5.6
    base: float = -1.0
    margin: float = 1.9
    likeness: float = 2.7
    lead: float = 1.3

    def scores(self, margins: "NDArray[np.float64]", likeness: float) -> list[float]:
        """The chance of each intent, 0..1; they add up to 1 at most."""
        import numpy as np

        if not len(margins):
            return []
        shares = np.exp(self.temper * (margins - margins.max()))
        shares /= shares.sum()
        top = float(shares.max())
        given = _inputs(margins, likeness, top)
        sure = _logistic(sum(a * b for a, b in zip(self._factors, given, strict=True)))
        rest = (1 - sure) / (1 - top) if top < 1 else 0.0
        others = shares * min(sure / top, rest)
        return np.where(margins == margins.max(), sure, others).tolist()

    @property
    def _factors(self) -> tuple[float, ...]:
        return self.base, self.margin, self.likeness, self.lead


def _inputs(margins: "NDArray[np.float64]", likeness: float, share: float) -> tuple[float, ...]:
    return 1.0, float(margins.max()), likeness, math.log(share)


@dataclass(frozen=True)
class HeldBack:
    """What a model said of texts that it had not seen: `margins` by intent, the right one's index

    or -1 for a text about something else, and the likeness to the nearest example."""

    margins: "Sequence[NDArray[np.float64]]"
    right: Sequence[int]
    likeness: Sequence[float]


def fitted(said: HeldBack, prior: Calibration | None = None) -> Calibration:
    """The calibration of what was said, drawn to the prior while there is little of it."""
    prior = prior or Calibration()
    temper = _temper(said, prior)
    return Calibration(temper, *_detector(said, temper, prior))


_STEADY: Final = 20.0
"""Held-back texts that the prior of the temperature counts for."""


def _temper(said: HeldBack, prior: Calibration) -> float:
    """The temperature with the least loss on the texts that are about an intent."""
    import numpy as np

    inside = [at for at, right in enumerate(said.right) if right >= 0]
    if not inside:
        return prior.temper
    margins = np.array([said.margins[at] for at in inside], np.float64)
    if margins.shape[1] < 2:
        return prior.temper
    right = margins[np.arange(len(inside)), [said.right[at] for at in inside]]
    highest = margins.max(1)

    def loss(log_temper: float) -> float:
        temper = math.exp(log_temper)
        spread = np.log(np.exp(temper * (margins - highest[:, None])).sum(1))
        off = log_temper - math.log(prior.temper)
        return float((spread + temper * (highest - right)).sum()) + _STEADY * off * off

    return math.exp(_least(loss, math.log(_COLDEST), math.log(_HOTTEST)))


def _least(loss: Callable[[float], float], low: float, high: float) -> float:
    """Where a function with one valley is least, by golden section."""
    golden = (math.sqrt(5) - 1) / 2
    for _ in range(40):
        left, right = high - golden * (high - low), low + golden * (high - low)
        if loss(left) < loss(right):
            high = right
        else:
            low = left
    return (low + high) / 2


_TRUST: Final = 4.0
"""How firmly the detector's prior holds: the inverse variance of each of its three numbers."""


def _detector(said: HeldBack, temper: float, prior: Calibration) -> tuple[float, ...]:
    """Logistic regression by Newton's method, towards the prior."""
    import numpy as np

    start = np.array([prior.base, prior.margin, prior.likeness, prior.lead])
    size = len(start)
    rows: list[tuple[float, ...]] = []
    wanted: list[float] = []
    for margins, right, near in zip(said.margins, said.right, said.likeness, strict=True):
        best = margins.max()
        share = 1 / float(np.exp(temper * (margins - best)).sum())
        rows.append(_inputs(margins, near, share))
        wanted.append(1.0 if right >= 0 and margins[right] == best else 0.0)
    inside = np.array(said.right) >= 0
    if inside.all() or not inside.any():
        return tuple(start.tolist())
    # A text about something else counts so much that they are together `SHARE_OUTSIDE` of all.
    odds = SHARE_OUTSIDE / (1 - SHARE_OUTSIDE) * float(inside.sum()) / float((~inside).sum())
    counted = np.where(inside, 1.0, odds)
    inputs, aims, found = np.array(rows), np.array(wanted), start.copy()
    for _ in range(25):
        chance = 1 / (1 + np.exp(-np.clip((inputs * found).sum(1), -30, 30)))
        slope = (inputs * (counted * (chance - aims))[:, None]).sum(0) + _TRUST * (found - start)
        bent = inputs * (counted * chance * (1 - chance))[:, None]
        curve = np.array(
            [[float((bent[:, i] * inputs[:, j]).sum()) for j in range(size)] for i in range(size)]
        )
        step = np.linalg.solve(curve + _TRUST * np.eye(size), slope)
        found = found - step
        if float(np.abs(step).max()) < 1e-9:
            break
    # More alike, or further ahead, never means less likely.
    return (float(found[0]), *(max(float(one), 0.0) for one in found[1:]))


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-min(max(value, -30.0), 30.0)))
