"""How a model is told of tools: natively, by a JSON schema, or in words; found out by itself.

A server that takes no tools says so once; from then on the model is driven by a schema, and one
that takes no schema by the prompt alone. The refused attempt stays visible: the fault names the
same model as its own fallback, so that `infer` makes the next attempt a row of its own.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from typing import Any, Final, Literal

from sandbox.models.items import items_of
from sandbox.models.model_faults import ModelFault
from sandbox.models.plain_tools import read_plain, to_plain
from sandbox.models.say_stream import SayStream
from sandbox.ports import Model, ModelReply, ModelRequest, TextDelta

Mode = Literal["native", "schema", "prompt"]
_NEXT: Final[dict[Mode, Mode]] = {"native": "schema", "schema": "prompt"}


def mode_by(entry: Mapping[str, Any] | None, *, served: bool) -> Mode:
    """The first mode to try, by the price list's `entry` of the model.

    litellm would drop the tools without a word where its list says that there are none. `served`:
    at an endpoint of one's own, of which the list knows nothing.
    """
    takes = (entry or {}).get("supports_function_calling") is not False
    return "native" if takes or served else "schema"


def next_mode(mode: Mode) -> Mode:
    """The mode to try where `mode` was refused."""
    return _NEXT.get(mode, "prompt")


class ToolMode:
    """Implements `ports.Model` in front of a gateway. `finds_out`: a refusal changes the mode."""

    def __init__(self, inner: Model, mode: Mode, *, finds_out: bool) -> None:
        self.inner = inner
        self.mode: Mode = mode
        self._finds_out = finds_out

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        """The items of the inner model; in the other modes only what is meant for the customer."""
        mode = self.mode
        sent = request if mode == "native" else to_plain(request, schema=mode == "schema")
        plain, say = sent is not request, SayStream()
        try:
            async with aclosing(items_of(self.inner, sent)) as items:
                async for item in items:
                    if not plain:
                        yield item
                    elif isinstance(item, ModelReply):
                        read = read_plain(item, request.tools, mode)
                        if rest := read.text.removeprefix(say.said):
                            yield TextDelta(text=rest)
                        yield read
                    elif item.injected is not None:
                        yield item
                    elif words := say.feed(item.text):
                        yield TextDelta(text=words)
        except ModelFault as error:
            if not (self._finds_out and error.refused == _REFUSED.get(mode)):
                raise
            self.mode = next_mode(mode)
            fault = error.fault.model_copy(update={"fallback": request.model})
            raise ModelFault(fault, error.retry_after, error.usage, error.cost) from None


_REFUSED: Final[dict[Mode, str]] = {"native": "tools", "schema": "schema"}
"""What a server refuses when a mode is not for it."""
