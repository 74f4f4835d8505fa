"""How sure a count of none is."""

import math


def upper_bound(found: int, n: int, sure: float = 0.95) -> float:
    """The share that `found` of `n` may still stand for: Clopper and Pearson's one-sided bound.

    For none it is 1 - (1 - sure) ** (1 / n), about 3 / n.
    """
    if n == 0:
        return 1.0
    low, high = found / n, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(found, n, middle) > 1 - sure:
            low = middle
        else:
            high = middle
    return high


def _at_most(found: int, n: int, share: float) -> float:
    """The chance of `found` or fewer in `n` draws."""
    if share >= 1:
        return float(found >= n)
    logs = (
        math.lgamma(n + 1)
        - math.lgamma(k + 1)
        - math.lgamma(n - k + 1)
        + k * math.log(share)
        + (n - k) * math.log1p(-share)
        for k in range(found + 1)
    )
    return sum(map(math.exp, logs))
