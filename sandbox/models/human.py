"""`sandbox/human`: a person types the reply or the tool call."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

from sandbox.domain.faults import FaultError
from sandbox.domain.money import FREE, Usage
from sandbox.domain.turn import HUMAN
from sandbox.hub.seat import AskPerson, Seat
from sandbox.models.items import items_of
from sandbox.models.scripted import finish
from sandbox.ports import Model, ModelReply, ModelRequest, TextDelta

__all__ = ["HUMAN", "AskPerson", "HumanModel", "TakenOver", "Unless"]


class HumanModel:
    """Implements `ports.Model` by asking a person through `ask`, supplied by screen or command."""

    def __init__(self, ask: AskPerson) -> None:
        self._ask = ask

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        """The person's reply in one piece. Raises what `ask` raises; that costs nothing either."""
        try:
            reply = await self._ask(request)
        except FaultError as error:
            given_up = FaultError(error.fault, error.usage, FREE)
            given_up.by_person = True
            raise given_up from None
        except asyncio.CancelledError as error:
            error.spent = (Usage(), FREE)  # pyright: ignore[reportAttributeAccessIssue]
            error.by_person = True  # pyright: ignore[reportAttributeAccessIssue]
            raise
        why = "tool_calls" if reply.calls else "stop"
        reply = finish(request, reply.model_copy(update={"model": HUMAN, "finish": why}))
        if reply.text:
            yield TextDelta(text=reply.text)
        yield reply


class TakenOver:
    """Implements `ports.Model`: `inner`, but for a call that the person in `seat` takes over.

    The request keeps the name of the model that was asked, the reply says that a person answered.
    """

    def __init__(self, inner: Model, seat: Seat) -> None:
        self.inner = inner
        self._seat = seat

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        """The items of whoever answers."""
        model = HumanModel(self._seat.ask) if self._seat.take() else self.inner
        async with aclosing(items_of(model, request)) as items:
            async for item in items:
                yield item


class Unless:
    """Implements `ports.Model`: `usual`, or `other` where `holds` when a call is made."""

    def __init__(self, holds: Callable[[], bool], other: Model, usual: Model) -> None:
        self._holds = holds
        self._other = other
        self._usual = usual

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        """The items of one of them."""
        model = self._other if self._holds() else self._usual
        async with aclosing(items_of(model, request)) as items:
            async for item in items:
                yield item
