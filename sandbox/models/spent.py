"""What model calls have cost so far, for budgets: nothing unknown counts as nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sandbox.domain.money import Cost
from sandbox.log.event import ModelRequested, ModelResponded
from sandbox.log.fold import Turn
from sandbox.models.estimate import expected
from sandbox.models.price_book import PriceBook
from sandbox.models.tool_mode import Mode
from sandbox.ports import ModelRequest


@dataclass(frozen=True)
class PastCall:
    """One attempt that is in the log: who was asked, and what came back, None if nothing did."""

    turn: int
    hop: str
    requested: ModelRequested
    responded: ModelResponded | None

    @property
    def request(self) -> ModelRequest:
        """The request as it went out."""
        asked = self.requested
        return ModelRequest(
            model=asked.model, messages=asked.messages, tools=asked.tools, settings=asked.settings
        )


def past_calls(turns: Iterable[Turn]) -> Iterator[PastCall]:
    """Every attempt of every model call of `turns`, in order."""
    for turn in turns:
        for hop in turn.hops:
            asked: ModelRequested | None = None
            for event in hop.events:
                if isinstance(event, ModelRequested):
                    if asked is not None:
                        yield PastCall(turn.number, hop.id, asked, None)
                    asked = event
                elif isinstance(event, ModelResponded) and asked is not None:
                    yield PastCall(turn.number, hop.id, asked, event)
                    asked = None
            if asked is not None:
                yield PastCall(turn.number, hop.id, asked, None)


def answered_by(turn: Turn) -> tuple[str, ...]:
    """The models that answered in `turn`, as they were asked for; fallbacks are among them."""
    found = (c.requested.model for c in past_calls([turn]) if c.responded and not c.responded.fault)
    return tuple(dict.fromkeys(found))


def cost_so_far(
    call: PastCall, book: PriceBook, custom: bool = False, mode: Mode = "native"
) -> Cost:
    """What one call has cost, at most: as it stands in the log, else by the book.

    One that was stopped, or whose tokens nobody told, counts with its worst case. Unknown where
    there is no price. `mode`: how its model is told of tools.
    """
    told = call.responded
    if told is not None and told.cost.nano is not None:
        return told.cost
    if told is None or not told.usage.tokens:
        return expected(call.request, book, custom=custom, mode=mode).worst
    return book.cost(call.requested.model, told.usage, custom)
