"""What the calls of a recording would have cost with other models."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sandbox.domain.money import FREE, Cost, total_cost
from sandbox.log.fold import Session
from sandbox.models.estimate import no_price
from sandbox.models.offline import OFFLINE
from sandbox.models.price_book import PriceBook
from sandbox.models.spent import PastCall, past_calls


@dataclass(frozen=True)
class Repriced:
    """The cost of all calls with `model`, by turn and in sum; `why` it is unknown."""

    model: str
    cost: Cost
    turns: dict[int, Cost]
    why: str = ""


@dataclass(frozen=True)
class Repricing:
    """`recorded` is what the log says. Tokens are sums over `calls`, as they were recorded.

    `stopped`: calls that nobody waited for to the end; the log has no tokens of theirs.
    """

    recorded: Cost
    models: tuple[Repriced, ...]
    calls: int
    stopped: int
    input: int
    cached: int
    output: int
    estimated: int


def reprice(
    session: Session, models: Sequence[str], book: PriceBook, custom: Callable[[str], bool]
) -> Repricing:
    """Each call's recorded tokens at the price of each of `models`.

    Another model counts other tokens, so only the recorded model's own cost is computed, any other
    is an estimate; likewise where the recorded tokens were estimated. `custom`: whether a model is
    served at an endpoint of one's own.
    """
    calls = list(past_calls(session.turns))
    told = [call for call in calls if call.responded is not None]
    usages = [call.responded.usage for call in told if call.responded]
    return Repricing(
        recorded=session.cost,
        models=tuple(_repriced(name, told, book, custom(name)) for name in models),
        calls=len(told),
        stopped=len(calls) - len(told),
        input=sum(usage.input for usage in usages),
        cached=sum(usage.cached for usage in usages),
        output=sum(usage.output for usage in usages),
        estimated=sum(usage.estimated for usage in usages),
    )


def _repriced(name: str, calls: list[PastCall], book: PriceBook, custom: bool) -> Repriced:
    if name not in OFFLINE and book.price(name, custom) is None:
        return Repriced(name, Cost(), {}, no_price(name))
    turns: dict[int, list[Cost]] = {}
    for call in calls:
        turns.setdefault(call.turn, []).append(_cost(name, call, book, custom))
    sums = {turn: total_cost(costs) for turn, costs in turns.items()}
    return Repriced(name, total_cost(sums.values()), sums)


def _cost(name: str, call: PastCall, book: PriceBook, custom: bool) -> Cost:
    assert call.responded is not None
    if name in OFFLINE:
        return FREE
    usage = call.responded.usage
    if not usage.tokens:
        return _without_tokens(name, call.responded.cost, book, custom)
    guessed = usage.model_copy(
        update={"estimated": usage.estimated or name != call.requested.model}
    )
    return book.cost(name, guessed, custom)


def _without_tokens(name: str, recorded: Cost, book: PriceBook, custom: bool) -> Cost:
    """What was refused is free anywhere; of a call that broke nobody knows what it had used."""
    price = book.price(name, custom)
    return FREE if recorded.nano == 0 or (price and price.free) else Cost()
