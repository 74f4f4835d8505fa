"""Reads a model's stream so that whoever stops early closes its connection."""

from collections.abc import AsyncGenerator

from sandbox.ports import Model, ModelReply, ModelRequest, TextDelta

Items = AsyncGenerator[TextDelta | ModelReply, None]


async def items_of(inner: Model, request: ModelRequest) -> Items:
    """The items of `inner`, as a generator: use it in `contextlib.aclosing`."""
    stream = inner.stream(request)
    try:
        async for item in stream:
            yield item
    finally:
        close = getattr(stream, "aclose", None)
        if close is not None:
            await close()
