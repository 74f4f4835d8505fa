"""Which columns of a grid fit, and how wide they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

WIDEST: Final = 32
"""Cells of a column that is not the last."""

_NARROWEST: Final = 4
_GAP: Final = 2


def fit(
    names: Sequence[str], first: int, width: int, natural: Callable[[str], int]
) -> list[tuple[str, int]]:
    """Columns with their widths for `width` cells: the first stays, the others begin at `first`.

    `natural` tells how wide a column would like to be. The last one takes what is left.
    """
    if not names:
        return []
    order = [names[0], *names[max(first, 1) :]]
    found: list[tuple[str, int]] = []
    for place, name in enumerate(order):
        left = width - sum(wide + _GAP for _, wide in found)
        if left < _NARROWEST and place:
            break
        wanted = max(natural(name), _NARROWEST)
        last = place == len(order) - 1
        wide = min(wanted if last else min(wanted, WIDEST), max(left, 1))
        if place and wide < min(wanted, 12) and wide < wanted:
            if left >= 8:
                found.append((name, left))  # a part of it says more than nothing
            break
        found.append((name, wide))
    return found
