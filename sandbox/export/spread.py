"""How durations spread."""

import math
from collections.abc import Iterable, Sequence

from sandbox.domain.base import Frozen


class Spread(Frozen):
    """Milliseconds of `n` samples; None where there is no sample."""

    n: int = 0
    p50: float | None = None
    p95: float | None = None
    max: float | None = None


def spread_of(durations: Iterable[int]) -> Spread:
    """The spread of durations in nanoseconds."""
    found = sorted(durations)
    if not found:
        return Spread()
    return Spread(
        n=len(found),
        p50=_ms(quantile(found, 0.5)),
        p95=_ms(quantile(found, 0.95)),
        max=_ms(found[-1]),
    )


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` of `ordered` lies, interpolated between neighbours.

    The definition that spreadsheets and NumPy use by default (Hyndman and Fan, 1996, type 7).
    """
    place = (len(ordered) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _ms(ns: float) -> float:
    return round(ns / 1e6, 3)
