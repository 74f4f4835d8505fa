"""The bench's own arithmetic. Medians, because a busy machine only ever makes things slower."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sandbox.export.spread import quantile


@dataclass(frozen=True)
class Summary:
    """What is kept of the samples. `spread` is the middle half's width as a share of the median."""

    n: int
    median: float
    p95: float
    min: float
    max: float
    spread: float


def summary(samples: Iterable[float]) -> Summary:
    """Of no samples at all everything is NaN, which meets no target."""
    found = sorted(samples)
    if not found:
        nan = math.nan
        return Summary(0, nan, nan, nan, nan, nan)
    middle = quantile(found, 0.5)
    half = quantile(found, 0.75) - quantile(found, 0.25)
    return Summary(
        n=len(found),
        median=middle,
        p95=quantile(found, 0.95),
        min=found[0],
        max=found[-1],
        spread=half / abs(middle) if middle else 0.0,
    )


def median(samples: Iterable[float]) -> float:
    """The median alone."""
    return summary(samples).median


def pairwise_ratios(ours: Sequence[float], reference: Sequence[float]) -> list[float]:
    """One ratio a round: both sides of a round ran one after the other, on the same machine mood.

    Rounds whose reference is zero are left out.
    """
    return [a / b for a, b in zip(ours, reference, strict=True) if b]
