"""A model that breaks as armed faults say, in front of any other."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from sandbox.domain.fault_spec import MODEL, Sight
from sandbox.domain.faults import Fault
from sandbox.domain.money import FREE, Cost
from sandbox.log.fold import Session
from sandbox.models.fault_rules import AGAIN
from sandbox.models.items import Items, items_of
from sandbox.models.model_faults import ModelFault
from sandbox.models.offline import OFFLINE
from sandbox.ports import Dice, Injected, Model, ModelReply, ModelRequest, Sleep, TextDelta
from sandbox.tools.injection import hits, seconds_of

_SHOWN_BEFORE_CUT: Final = 12
"""Characters that come through before a stream is cut, so that it is seen to break."""


@dataclass(frozen=True)
class FaultyModel:
    """Implements `ports.Model`. Each fault is told as a `TextDelta` without text before it acts.

    `first_token`: seconds that a first token may take. With `taped` it only tells which faults hit:
    what `inner` brings has suffered them already.
    """

    inner: Model
    session: Callable[[], Session]
    dice: Dice
    sleep: Sleep
    first_token: float = 60.0
    taped: bool = False

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
                await self._before(one, request.model)
        items = items_of(self.inner, request)
        if not self.taped and any(one.fault == "cut_stream" for one in injected):
            items = _cut(items, request.model)
        # An iterator that is not read to its end keeps a connection open.
        async with aclosing(items):
            async for item in items:
                if isinstance(item, ModelReply):
                    for one in late if item.calls else ():
                        yield TextDelta(injected=one)
                    yield item if self.taped else _spoiled(item, injected)
                elif self.taped or not any(one.fault == "empty_reply" for one in injected):
                    yield item

    async def _before(self, one: Injected, model: str) -> None:
        """What happens before the first token."""
        seconds = seconds_of(one)
        if one.fault == "rate_limited":
            message = f"the provider of {model} limits the rate of requests, wait {seconds:g} s"
            fault = Fault(kind="rate_limited", message=message, hint=AGAIN)
            raise ModelFault(fault, seconds)
        if one.fault == "slow_first_token":
            await self.sleep.sleep(min(seconds, self.first_token))
            if seconds >= self.first_token:
                message = f"no first token from {model} within {self.first_token:g} s"
                raise ModelFault(Fault(kind="timeout", message=message, hint=AGAIN))


async def _cut(items: Items, model: str) -> Items:
    """The first words, then nothing more."""
    shown = 0
    async with aclosing(items):
        async for item in items:
            if isinstance(item, ModelReply) or shown >= _SHOWN_BEFORE_CUT:
                break
            shown += len(item.text)
            yield item
    message = f"the connection to {model} was cut after {shown} characters"
    fault = Fault(kind="unavailable", message=message, hint=AGAIN)
    raise ModelFault(fault, cost=FREE if model in OFFLINE else Cost())


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
