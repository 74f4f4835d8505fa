"""Asks models for one word, to see which of them answer. Only on request: it may cost something."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from sandbox.domain.faults import FaultError, SandboxError
from sandbox.domain.message import text_message
from sandbox.domain.money import FREE, Cost
from sandbox.models.items import items_of
from sandbox.ports import Model, ModelReply, ModelRequest, Stopwatch

_ASK: Final = "Answer with the word ready."
_MOST_TOKENS: Final = 64


@dataclass(frozen=True)
class Answered:
    """How it went. `problem` is "" if it answered; `seconds` to the first sign and in all."""

    model: str
    problem: str = ""
    hint: str = ""
    first: float = 0.0
    whole: float = 0.0
    cost: Cost = FREE


async def probe(
    names: Iterable[str], make: Callable[[str], Model], stopwatch: Stopwatch
) -> list[Answered]:
    """Each model once, all at the same time."""
    return await asyncio.gather(*(_probe(name, make, stopwatch) for name in names))


async def _probe(name: str, make: Callable[[str], Model], stopwatch: Stopwatch) -> Answered:
    request = ModelRequest(
        model=name,
        messages=(text_message("user", _ASK),),
        settings={"max_tokens": _MOST_TOKENS},
    )
    start, first, cost = stopwatch.ns(), 0, Cost()
    try:
        async with aclosing(items_of(make(name), request)) as items:
            async for item in items:
                first = first or stopwatch.ns()
                cost = item.cost if isinstance(item, ModelReply) else cost
    except SandboxError as error:
        return Answered(name, error.message, error.hint)
    except FaultError as error:
        return Answered(name, error.fault.message, error.fault.hint, cost=error.cost)
    end = stopwatch.ns()
    return Answered(name, "", "", (first - start) / 1e9, (end - start) / 1e9, cost)
