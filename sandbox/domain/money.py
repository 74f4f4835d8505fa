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
    """Sum of what is known. Any unknown part makes the total unknown; no parts cost 0.

    It is as sure as its least sure part that cost anything, so sums of sums are the same sums.
    """
    nano, worst = 0, len(_WORST_FIRST) - 1
    for cost in costs:
        if cost.nano is None:
            return Cost()
        nano += cost.nano
        worst = min(worst, _WORST_FIRST.index(cost.known)) if cost.nano else worst
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


class Used(Usage):
    """Tokens of some calls together. `untold`: of how many calls nobody told any; left out."""

    untold: int = 0

    @property
    def unknown(self) -> bool:
        """Nothing is known: then it is shown as "–", and null in JSON, never as 0."""
        return self.untold > 0 and not self.tokens


def used_by(usage: Usage, cost: Cost) -> Used:
    """Of one call. No token and no cost: nobody told; no token and a cost of 0: none was used."""
    untold = not usage.tokens and cost.nano is None
    return Used(**usage.model_dump(), untold=int(untold))


def total_usage(usages: Iterable[Usage]) -> Used:
    """Sum of what is known; an estimate as soon as one of them is."""
    found = tuple(usages)
    return Used(
        input=sum(one.input for one in found),
        cached=sum(one.cached for one in found),
        written=sum(one.written for one in found),
        output=sum(one.output for one in found),
        reasoning=sum(one.reasoning for one in found),
        estimated=any(one.estimated for one in found),
        untold=sum(one.untold for one in found if isinstance(one, Used)),
    )
