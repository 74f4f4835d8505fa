"""A model that breaks as armed faults say, in front of any other.

What was sent before it breaks is paid for, as it is at a provider: an estimate, marked as one.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from sandbox.domain.fault_spec import MODEL, Sight
from sandbox.domain.faults import Fault
from sandbox.domain.money import FREE, Cost, Usage
from sandbox.log.fold import Session
from sandbox.models.estimate import broken_off
from sandbox.models.fault_rules import AGAIN
from sandbox.models.items import Items, items_of
from sandbox.models.model_faults import ModelFault
from sandbox.models.offline import OFFLINE
from sandbox.ports import Dice, Injected, Model, ModelReply, ModelRequest, Sleep, TextDelta
from sandbox.tools.injection import hits, seconds_of

_SHOWN_BEFORE_CUT: Final = 12
"""Characters that come through before a stream is cut, so that it is seen to break."""


def no_price(name: str, usage: Usage) -> Cost:
    """What tokens cost where nobody knows a price: nothing offline, else unknown."""
    return FREE if name in OFFLINE else Cost()


@dataclass(frozen=True)
class FaultyModel:
    """Implements `ports.Model`. Each fault is told as a `TextDelta` without text before it acts.

    `first_token`: seconds that a first token may take. With `taped` it only tells which faults hit:
    what `inner` brings has suffered them already. `price`: what tokens cost, by the model's name.
    """

    inner: Model
    session: Callable[[], Session]
    dice: Dice
    sleep: Sleep
    first_token: float = 60.0
    taped: bool = False
    price: Callable[[str, Usage], Cost] = no_price

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        """The inner model's items, as far as they come through. Raises what it raises."""
        session = self.session()
        armed = session.back.armoury.faults
        sight = Sight(MODEL, session.turns[-1].number if session.turns else 0)
        injected = hits(armed, sight, self.dice, counted=True) if armed else ()
        late = [one for one in injected if one.fault == "malformed_arguments"]
        for one in injected:
            if one not in late:
                yield TextDelta(injected=one)
        if not self.taped:
            for one in injected:
                await self._before(one, request)
        items = items_of(self.inner, request)
        if not self.taped and any(one.fault == "cut_stream" for one in injected):
            items = self._cut(items, request)
        # An iterator that is not read to its end keeps a connection open.
        async with aclosing(items):
            async for item in items:
                if isinstance(item, ModelReply):
                    for one in late if item.calls else ():
                        yield TextDelta(injected=one)
                    yield item if self.taped else _spoiled(item, injected)
                elif self.taped or not any(one.fault == "empty_reply" for one in injected):
                    yield item

    async def _before(self, one: Injected, request: ModelRequest) -> None:
        """What happens before the first token. A stop while it waits is told what it came to."""
        seconds, model = seconds_of(one), request.model
        if one.fault == "rate_limited":
            message = f"the provider of {model} limits the rate of requests, wait {seconds:g} s"
            fault = Fault(kind="rate_limited", message=message, hint=AGAIN)
            raise ModelFault(fault, seconds)
        if one.fault == "slow_first_token":
            try:
                await self.sleep.sleep(min(seconds, self.first_token))
            except asyncio.CancelledError as error:
                error.spent = self._spent(request, "")  # pyright: ignore[reportAttributeAccessIssue]
                raise
            if seconds >= self.first_token:
                message = f"no first token from {model} within {self.first_token:g} s"
                fault = Fault(kind="timeout", message=message, hint=AGAIN)
                raise ModelFault(fault, None, *self._spent(request, ""))

    async def _cut(self, items: Items, request: ModelRequest) -> Items:
        """The first words, then nothing more."""
        shown = ""
        async with aclosing(items):
            async for item in items:
                if isinstance(item, ModelReply) or len(shown) >= _SHOWN_BEFORE_CUT:
                    break
                shown += item.text
                yield item
        message = f"the connection to {request.model} was cut after {len(shown)} characters"
        fault = Fault(kind="unavailable", message=message, hint=AGAIN)
        raise ModelFault(fault, None, *self._spent(request, shown))

    def _spent(self, request: ModelRequest, said: str) -> tuple[Usage, Cost]:
        """What a call came to that broke after `said`."""
        usage = broken_off(request, said)
        return usage, self.price(request.model, usage)


def _spoiled(reply: ModelReply, injected: tuple[Injected, ...]) -> ModelReply:
    """The whole reply as it comes through: without words and calls, or with cut-off arguments."""
    kinds = {one.fault for one in injected}
    if "empty_reply" in kinds:
        return reply.model_copy(update={"text": "", "calls": (), "finish": "stop"})
    if "malformed_arguments" in kinds and reply.calls:
        first = reply.calls[0]
        cut = first.arguments[: max(1, len(first.arguments) * 2 // 3)]
        calls = (first.model_copy(update={"arguments": cut}), *reply.calls[1:])
        return reply.model_copy(update={"calls": calls})
    return reply
