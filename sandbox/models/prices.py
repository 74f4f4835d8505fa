"""What a call costs, exactly: rates of one model and the sum over one call's tokens.

Rates are `Decimal` dollars a token, as price lists write them; a cost is summed exactly and
rounded once, to whole nano-dollars. See `price_book` for where rates come from.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final

from sandbox.domain.money import FREE, Cost, CostKnown, Usage

_NANO: Final = Decimal(1_000_000_000)
_MILLION: Final = Decimal(1_000_000)
_ABOVE: Final = "_above_"
_KEYS: Final = {
    "input": "input_cost_per_token",
    "cached": "cache_read_input_token_cost",
    "written": "cache_creation_input_token_cost",
    "output": "output_cost_per_token",
    "reasoning": "output_cost_per_reasoning_token",
}
"""Our names, and litellm's keys for them."""


@dataclass(frozen=True)
class Rates:
    """Dollars a token. `written`: input that the provider put into its cache."""

    input: Decimal
    cached: Decimal
    written: Decimal
    output: Decimal
    reasoning: Decimal


@dataclass(frozen=True)
class Price:
    """Rates, and those that hold for the whole request once its input passes a threshold.

    `steps`: (tokens, rates), rising; with `inclusive` they hold from the threshold itself on.
    `hourly`: the true price depends on the hour, so a cost by it is an estimate.
    """

    base: Rates
    steps: tuple[tuple[int, Rates], ...] = ()
    inclusive: bool = False
    hourly: bool = False

    @property
    def input_nano(self) -> Decimal:
        """Nano-dollars a token of input."""
        return self.base.input * _NANO

    @property
    def free(self) -> bool:
        return not (self.steps or self.base.input or self.base.output)

    def cost(self, usage: Usage) -> Cost:
        """Cost of one call."""
        if self.free:
            return FREE
        rates = self._rates(usage.input)
        dollars = (
            max(usage.input - usage.cached - usage.written, 0) * rates.input
            + usage.cached * rates.cached
            + usage.written * rates.written
            + max(usage.output - usage.reasoning, 0) * rates.output
            + usage.reasoning * rates.reasoning
        )
        known: CostKnown = "estimated" if usage.estimated or self.hourly else "computed"
        return Cost(nano=to_nano(dollars), known=known)

    def _rates(self, tokens: int) -> Rates:
        rates = self.base
        for threshold, higher in self.steps:
            if tokens > threshold or (self.inclusive and tokens == threshold):
                rates = higher
        return rates


def to_nano(dollars: Decimal) -> int:
    """Whole nano-dollars."""
    return int((dollars * _NANO).quantize(Decimal(1), ROUND_HALF_EVEN))


def price_of_entry(entry: Mapping[str, Any]) -> Price | None:
    """The price in one entry of litellm's list (its numbers as `Decimal`).

    None if it has none, or only zeros: there a 0 says that nobody knows.
    """
    if tiers := entry.get("tiered_pricing"):
        return _price_of_table(entry, tiers)
    named = dict(_named(entry, ""))
    if entry.get("litellm_provider") == "fireworks_ai" and "input" in named:
        named.setdefault(
            "cached", named["input"] / 2
        )  # their price page: half, where none is named
    base = _rates(named)
    if base is None or not (base.input or base.output):
        return None
    steps: list[tuple[int, Rates]] = []
    for size, suffix in _thresholds(entry):
        named.update(_named(entry, suffix))  # what a tier leaves out holds from the one below
        rates = _rates(named)
        assert rates is not None
        steps.append((size, rates))
    inclusive = entry.get("litellm_provider") == "xai"
    return Price(base, tuple(steps), inclusive, hourly="off_peak_pricing" in entry)


def price_of_user(entry: Mapping[str, Any]) -> Price:
    """A user's own price: dollars a million tokens for input, output and maybe the other rates.

    Raises `ValueError` for an unknown name, a missing one, what is no number, or one below 0.
    """
    if unknown := set(entry) - set(_KEYS):
        raise ValueError(f"unknown rate {min(unknown)!r}")
    rates = _rates({name: _user_rate(name, value) for name, value in entry.items()})
    if rates is None:
        raise ValueError("input and output are both needed")
    return Price(rates)


def _user_rate(name: str, value: object) -> Decimal:
    try:
        rate = Decimal(str(value))
    except ArithmeticError:
        raise ValueError(f"{name} is no number") from None
    if not rate.is_finite() or rate < 0:
        raise ValueError(f"{name} is {value}, which is no amount of 0 or more")
    return rate / _MILLION


def _price_of_table(entry: Mapping[str, Any], tiers: Sequence[Mapping[str, Any]]) -> Price | None:
    """DashScope's way: a list of whole entries, each with the range of input it holds for."""
    steps: list[tuple[int, Rates]] = []
    output = {"output": entry["output_cost_per_token"]} if "output_cost_per_token" in entry else {}
    for tier in tiers:
        rates = _rates({**output, **dict(_named(tier, ""))})
        if rates is None or "range" not in tier:
            return None
        steps.append((int(tier["range"][0]), rates))
    return Price(steps[0][1], tuple(steps[1:]))


def _rates(named: Mapping[str, Decimal]) -> Rates | None:
    """All five rates from those that are named; None without input and output."""
    if "input" not in named or "output" not in named:
        return None
    given, output = named["input"], named["output"]
    return Rates(
        input=given,
        # Who names no price for the cache bills cached tokens as ordinary input.
        cached=named.get("cached", given),
        written=named.get("written", given),
        output=output,
        reasoning=named.get("reasoning", output),
    )


def _named(entry: Mapping[str, Any], suffix: str) -> Iterator[tuple[str, Decimal]]:
    for name, key in _KEYS.items():
        value = entry.get(key + suffix)
        if isinstance(value, int | float | Decimal):
            yield name, Decimal(value)


def _thresholds(entry: Mapping[str, Any]) -> list[tuple[int, str]]:
    """(200000, "_above_200k_tokens") for each threshold in the entry, rising."""
    found = set[tuple[int, str]]()
    for key in entry:
        start, above, size = key.partition(_ABOVE)
        number = size.removesuffix("_tokens").removesuffix("k")
        if above and start in _KEYS.values() and size.endswith("_tokens") and number.isdigit():
            found.add((int(number) * (1000 if "k_" in size else 1), above + size))
    return sorted(found)
