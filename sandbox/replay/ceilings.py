"""The most that a session may take: cost, tokens, calls."""

from collections.abc import Iterator
from decimal import Decimal

from sandbox.log.fold import Session
from sandbox.replay.assertions import Ceilings, Failure

_NANO = 1_000_000_000
_TOKENS = frozenset(("tokens", "input_tokens", "output_tokens"))


def check_ceilings(ceilings: Ceilings, session: Session, where: str) -> Iterator[Failure]:
    """Every ceiling that is passed. What is not known keeps below none."""
    used, untold = _used(session), session.usage.untold
    for name, most in ceilings.model_dump(exclude_none=True, exclude={"cost"}).items():
        if name in _TOKENS and untold and used[name] <= most:
            said = f"{untold} of the model calls told no tokens, so nobody can say that it is below"
            yield Failure(where=f"{where}.{name}", said=said, expected=most)
        elif used[name] > most:
            said = f"{used[name]:,} is above {most:,}"
            yield Failure(where=f"{where}.{name}", said=said, expected=most, got=used[name])
    if ceilings.cost is not None:
        yield from _cost(ceilings.cost, session, f"{where}.cost")


def _used(session: Session) -> dict[str, int]:
    totals = [turn.finished.totals for turn in session.turns if turn.finished]
    names = ("input_tokens", "output_tokens", "model_calls", "tool_calls", "repairs")
    used = {name: sum(getattr(one, name) for one in totals) for name in names}
    return used | {"tokens": used["input_tokens"] + used["output_tokens"]}


def _cost(dollars: float, session: Session, where: str) -> Iterator[Failure]:
    cost, most = session.cost, int(Decimal(str(dollars)) * _NANO)
    if cost.nano is None:
        said = "the cost of a model call is not known, so nobody can say that it is below"
        yield Failure(where=where, said=said, expected=dollars)
    elif cost.nano > most:
        spent = float(Decimal(cost.nano) / _NANO)
        said = f"${spent:g} is above ${dollars:g}"
        yield Failure(where=where, said=said, expected=dollars, got=spent)
