"""infer: one answer from the model, with our own retries, each attempt in the log."""

from sandbox.domain.faults import Fault, FaultError
from sandbox.domain.hop import InferOutput
from sandbox.hops.scope import HopScope
from sandbox.log.event import FaultInjected, ModelRequested, ModelResponded, Took
from sandbox.ports import ModelReply, ModelRequest, Ports

ATTEMPTS = 3
_RETRYABLE = frozenset(("rate_limited", "timeout", "unavailable"))
_LONGEST_WAIT = 30.0
_BACKOFF_SECONDS = (1.0, 4.0)


async def infer(hop: HopScope, request: ModelRequest, ports: Ports) -> ModelResponded:
    """The model's reply as it stands in the log.

    A fault is retried only where that can help and no word was shown yet. Raises `FaultError`.
    """
    for attempt in range(1, ATTEMPTS + 1):
        hop.write(_requested(request, attempt))
        told = await _attempt(hop, request, ports)
        if told.fault is None:
            usage, cost = told.usage, told.cost
            hop.finish(
                InferOutput(
                    model=told.model, finish=told.finish, usage=usage, cost=cost, attempts=attempt
                )
            )
            return told
        if attempt == ATTEMPTS or told.text or told.fault.kind not in _RETRYABLE:
            raise FaultError(told.fault)
        pause = max(_BACKOFF_SECONDS[attempt - 1], min(told.fault.retry_after, _LONGEST_WAIT))
        ports.clock.move(pause)
        await ports.sleep.sleep(pause)
    raise AssertionError("the loop returns or raises")


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
    fault: Fault | None = None
    try:
        async for item in ports.model.stream(request):
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
        asked = getattr(error, "retry_after", None) or 0.0
        fault = error.fault.model_copy(update={"retry_after": asked}) if asked else error.fault
    took = Took(start=start, total=hop.elapsed() - start, first_token=first)
    if fault is not None:
        return hop.write(ModelResponded(model=request.model, text=shown, fault=fault, took=took))
    if reply is None:
        fault = Fault(kind="model_unreadable", message="the stream ended without a reply")
        return hop.write(ModelResponded(model=request.model, text=shown, fault=fault, took=took))
    return hop.write(
        ModelResponded(
            model=reply.model,
            text=reply.text,
            calls=reply.calls,
            finish=reply.finish,
            usage=reply.usage,
            raw_usage=reply.raw_usage,
            cost=reply.cost,
            took=took,
        )
    )
