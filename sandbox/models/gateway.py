"""One door to every provider: a request goes in, text streams out, then the whole reply.

litellm does the translation. What it leaves open is done here: a history that every provider
takes, limits for the first token, for silence and for the whole, our own count of calls and cost,
one kind of error, and a connection that is closed whenever we stop reading.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from sandbox.domain.money import FREE, Cost, Usage
from sandbox.models.accumulate import Accumulator
from sandbox.models.call import GatewaySettings, arguments, key_of, target_of
from sandbox.models.failure import Target
from sandbox.models.history import to_wire, tools_to_wire
from sandbox.models.litellm_door import door, keep_from_asking
from sandbox.models.model_faults import ModelFault, cut_short, fault_of, missing_key, no_stream
from sandbox.models.scrub import Unspoken, without
from sandbox.models.usage import Reported, as_far_as_told, has_all, reported
from sandbox.models.watchdog import Watchdog
from sandbox.ports import ModelReply, ModelRequest, Stopwatch, TextDelta

__all__ = ["Gateway", "GatewaySettings"]


class Gateway:
    """Implements `ports.Model` for any name that litellm knows, `provider/model`."""

    def __init__(self, name: str, settings: GatewaySettings, stopwatch: Stopwatch) -> None:
        self.name = name
        self._settings = settings
        self._stopwatch = stopwatch

    async def stream(self, request: ModelRequest) -> AsyncGenerator[TextDelta | ModelReply, None]:
        """Pieces of text, then one `ModelReply`.

        Raises `ModelFault` (a `FaultError`) and nothing else. A cancelled task closes the
        connection; who stops reading early should close the iterator.
        """
        target = target_of(self.name, self._settings)
        seen = Accumulator()
        failed: ModelFault | None = None
        try:
            async with aclosing(self._stream(request, target, seen)) as items:
                async for item in items:
                    yield item
        except asyncio.CancelledError as error:
            # `infer` writes down what was bought until then.
            error.spent = self._spent(request, seen)  # pyright: ignore[reportAttributeAccessIssue]
            raise
        except ModelFault as error:
            failed = error
        except Exception as error:
            window = self._settings.book.context_window(self.name)
            failed = fault_of(error, replace(target, window=window))
        if failed:
            # Out here it has no context: litellm's exceptions hold requests, and those hold keys.
            raise self._billed(failed, request, seen) from None

    async def _stream(
        self, request: ModelRequest, target: Target, seen: Accumulator
    ) -> AsyncGenerator[TextDelta | ModelReply, None]:
        if key_of(self.name, self._settings).missing:
            raise missing_key(target)
        call = arguments(request, self._settings, target)
        litellm = await door()
        keep_from_asking(litellm, self.name)
        watchdog = Watchdog(self._settings, self._stopwatch, target)
        seen.sent = True
        stream = seen.stream = await watchdog.opened(litellm.acompletion(**call))
        unspoken = Unspoken(call.get("api_key", ""))
        async with aclosing(stream):
            while (chunk := await watchdog.next(anext(stream, None))) is not None:
                if text := unspoken.say(seen.feed(chunk)):
                    yield TextDelta(text=text)
                if has_all(stream):
                    break
            if text := unspoken.rest():
                yield TextDelta(text=text)
        _check_complete(stream, seen, target)
        yield self._reply(seen, stream, call)

    def _reply(self, seen: Accumulator, stream: Any, call: dict[str, Any]) -> ModelReply:
        said = reported(stream, seen.usage)
        secret = call.get("api_key", "")
        usage = said.usage if said else seen.estimated(call["messages"], call.get("tools", ()))
        return ModelReply(
            model=getattr(stream, "_provider_response_model", None) or self.name,
            text=without(seen.text, secret),
            calls=tuple(
                call.model_copy(update={"arguments": without(call.arguments, secret)})
                for call in seen.calls()
            ),
            finish=seen.finish or "stop",
            usage=usage,
            cost=self._cost(usage, said),
            raw_usage=said.raw if said else {},
        )

    def _cost(self, usage: Usage, said: Reported | None) -> Cost:
        if said and said.cost:
            return said.cost
        settings = self._settings
        return settings.book.cost(self.name, usage, custom=bool(settings.api_base))

    def _billed(self, failed: ModelFault, request: ModelRequest, seen: Accumulator) -> ModelFault:
        """The fault with what the call cost all the same: a reply that began is billed.

        So is, maybe, one that we no longer waited for, or whose connection broke.
        """
        if not (seen.began or failed.lost or failed.fault.kind == "timeout"):
            return failed
        usage, cost = self._spent(request, seen)
        return ModelFault(failed.fault, failed.retry_after, usage, cost, failed.refused)

    def _spent(self, request: ModelRequest, seen: Accumulator) -> tuple[Usage, Cost]:
        """An estimate of a call that did not come to its end; one not sent yet costs nothing."""
        if not seen.sent:
            return Usage(), FREE
        wire = to_wire(request.messages)
        usage = seen.estimated(wire, tools_to_wire(request.tools, wire))
        if (said := reported(seen.stream, None)) is not None:
            usage = as_far_as_told(said.usage, usage)
        return usage, self._cost(usage, None)


def _check_complete(stream: Any, seen: Accumulator, target: Target) -> None:
    """Raises `ModelFault` if the provider never said that it was done: litellm then says "stop"."""
    told = [
        getattr(stream, name, "unknown")
        for name in ("received_finish_reason", "intermittent_finish_reason")
    ]
    if any(told):
        return
    if not getattr(stream, "chunks", None):
        headers = getattr(stream, "_response_headers", None) or {}
        raise no_stream(target, html="html" in str(headers.get("content-type", "")))
    raise cut_short(target, len(seen.text))
