"""infer: one answer from the model, with our own retries, each attempt in the log."""

import asyncio
import itertools
import logging
from collections.abc import AsyncIterator
from functools import partial

from sandbox.domain.faults import Fault, FaultError, SandboxError
from sandbox.domain.hop import InferOutput
from sandbox.domain.money import Cost, Usage
from sandbox.domain.turn import HUMAN
from sandbox.hops.reply_edit import edited_reply, reply_offer, request_offer
from sandbox.hops.scope import HopScope
from sandbox.hops.stop import after, before, leave
from sandbox.log.event import FaultInjected, ModelRequested, ModelResponded, Took
from sandbox.ports import Model, ModelReply, ModelRequest, Ports, TextDelta

_log = logging.getLogger(__name__)

ATTEMPTS = 3
ATTEMPTS_BEFORE_FALLBACK = 2
_RETRYABLE = frozenset(("rate_limited", "timeout", "unavailable"))
_LONGEST_WAIT = 30.0
_BACKOFF_SECONDS = (1.0, 4.0)


async def infer(hop: HopScope, request: ModelRequest, ports: Ports) -> ModelResponded:
    """The model's reply as it stands in the log.

    A fault is retried only where that can help and no word was shown yet; then the model that the
    fault names as its fallback is asked. Where a person changed the reply it is as they left it.
    Raises `FaultError`, `HandedOver`.
    """
    await before(hop, ports, lambda: request_offer(request))
    tried = 0
    for attempt in itertools.count(1):
        tried += 1
        hop.write(_requested(request, attempt))
        told = await _attempt(hop, request, ports)
        if told.fault is None:
            usage, cost = told.usage, told.cost
            output = InferOutput(
                model=told.model, finish=told.finish, usage=usage, cost=cost, attempts=attempt
            )
            act = await after(hop, ports, output, partial(reply_offer, told))
            hop.finish(output)
            leave(hop, act)
            return edited_reply(told, hop.mask(act.value)) if act.action == "edit" else told
        if told.fault.kind == "cancelled":
            raise asyncio.CancelledError  # a replay hears of a stop by its response
        if _again(told.fault, tried) and not told.text:
            pause = max(_BACKOFF_SECONDS[tried - 1], min(told.fault.retry_after, _LONGEST_WAIT))
            ports.clock.move(pause)
            await ports.sleep.sleep(pause)
        elif told.fault.fallback and not told.text:
            request, tried = request.model_copy(update={"model": told.fault.fallback}), 0
        else:
            raise FaultError(told.fault, told.usage, told.cost)
    raise AssertionError("the loop returns or raises")


def _again(fault: Fault, tried: int) -> bool:
    """Whether the same model is asked once more, having been asked `tried` times."""
    most = ATTEMPTS_BEFORE_FALLBACK if fault.fallback else ATTEMPTS
    return fault.kind in _RETRYABLE and tried < most


def _requested(request: ModelRequest, attempt: int) -> ModelRequested:
    return ModelRequested(
        model=request.model,
        messages=request.messages,
        tools=request.tools,
        settings=request.settings,
        attempt=attempt,
    )


async def _attempt(hop: HopScope, request: ModelRequest, ports: Ports) -> ModelResponded:
    """One attempt: streams, then writes what came of it, a fault included."""
    start, first, shown = hop.elapsed(), None, ""
    reply: ModelReply | None = None
    failed: FaultError | None = None
    try:
        async for item in _items(ports.model, request):
            if isinstance(item, ModelReply):
                reply = item
                continue
            if item.injected is not None:
                hop.write(FaultInjected(spec=item.injected.spec, target=item.injected.target))
                continue
            first = hop.elapsed() - start if first is None else first
            shown += item.text
            ports.progress(item)
    except FaultError as error:
        failed = error
    except asyncio.CancelledError as error:
        if (spent := getattr(error, "spent", None)) is not None:
            took = _took(hop, start, first, by_person=getattr(error, "by_person", False))
            hop.write(_stopped(request, shown, spent, took))
        raise
    by_person = failed.by_person if failed else reply is not None and reply.model == HUMAN
    took = _took(hop, start, first, by_person)
    if reply is None and failed is None:
        fault = Fault(kind="model_unreadable", message="the stream ended without a reply")
        failed = FaultError(fault)
    if failed is not None:
        paid = reply or failed
        return hop.write(
            ModelResponded(
                model=request.model,
                text=shown,
                fault=_fault(failed),
                usage=paid.usage,
                cost=paid.cost,
                took=took,
            )
        )
    assert reply is not None
    return hop.write(
        ModelResponded(
            model=reply.model,
            text=reply.text,
            calls=reply.calls,
            finish=reply.finish,
            usage=reply.usage,
            raw_usage=reply.raw_usage,
            cost=reply.cost,
            calls_by=reply.calls_by,
            took=took,
        )
    )


def _took(hop: HopScope, start: int, first: int | None, by_person: bool) -> Took:
    """The time of an attempt; what a person took for it is waiting, and tells of no model."""
    total = hop.elapsed() - start
    if by_person:
        return Took(start=start, total=total, waited=total)
    return Took(start=start, total=total, first_token=first)


async def _items(model: Model, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
    """The items of `model`. Whatever it raises is a fault: a replay needs an answer to find."""
    try:
        async for item in model.stream(request):
            yield item
    except FaultError:
        raise
    except SandboxError as error:
        fault = Fault(kind="internal", message=error.message, hint=error.hint)
        raise FaultError(fault) from error
    except Exception as error:
        # Only with --debug does this reach anybody: the text may hold anything.
        _log.debug("model %s broke", request.model, exc_info=error)
        message = f"{request.model} failed: {type(error).__name__}"
        hint = "run again with --debug to see where"
        raise FaultError(Fault(kind="internal", message=message, hint=hint)) from error


def _stopped(
    request: ModelRequest, shown: str, spent: tuple[Usage, Cost], took: Took
) -> ModelResponded:
    """What came of a call that a person stopped: it costs something all the same."""
    usage, cost = spent
    fault = Fault(kind="cancelled", message="stopped by a person")
    return ModelResponded(
        model=request.model, text=shown, fault=fault, usage=usage, cost=cost, took=took
    )


def _fault(failed: FaultError) -> Fault:
    """The fault, with the time that the provider asked us to wait."""
    asked = getattr(failed, "retry_after", None) or 0.0
    return failed.fault.model_copy(update={"retry_after": asked}) if asked else failed.fault
