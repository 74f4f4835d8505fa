"""Cost of model calls, in whole nano-dollars, and how it is known. Floats are never summed."""

from collections.abc import Iterable
from typing import Literal

from sandbox.domain.base import Frozen

CostKnown = Literal["reported", "computed", "estimated", "unknown"]

_WORST_FIRST: tuple[CostKnown, ...] = ("unknown", "estimated", "computed", "reported")


class Cost(Frozen):
    """What a call cost. `nano` is None exactly when `known` is "unknown"; that is never shown as 0.

    1 dollar = 1_000_000_000 nano-dollars. `reported`: the provider said so; `computed`: reported
    tokens times a known price; `estimated`: estimated tokens times a known price. `book` is the
    version of the price list that was used, "" where none was.
    """

    nano: int | None = None
    known: CostKnown = "unknown"
    book: str = ""


FREE = Cost(nano=0, known="computed")


def total_cost(costs: Iterable[Cost]) -> Cost:
    """Sum of what is known. Any unknown part makes the total unknown; no parts cost 0."""
    nano, worst = 0, len(_WORST_FIRST) - 1
    for cost in costs:
        if cost.nano is None:
            return Cost()
        nano += cost.nano
        worst = min(worst, _WORST_FIRST.index(cost.known))
    return Cost(nano=nano, known=_WORST_FIRST[worst] if nano else "computed")


class Usage(Frozen):
    """Tokens of one model call. `input` includes `cached` and `written`; `output` `reasoning`.

    `cached` was read from the provider's cache, `written` was put into it.
    """

    input: int = 0
    cached: int = 0
    written: int = 0
    output: int = 0
    reasoning: int = 0
    estimated: bool = False

    @property
    def tokens(self) -> int:
        """All of them; 0 where nobody told."""
        return self.input + self.output
