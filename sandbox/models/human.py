"""`sandbox/human`: a person types the reply or the tool call."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from sandbox.models.scripted import finish
from sandbox.ports import ModelReply, ModelRequest, TextDelta

HUMAN: Final = "sandbox/human"

AskPerson = Callable[[ModelRequest], Awaitable[ModelReply]]
"""Shows a request to a person and waits for the reply; may wait for ever, can be cancelled.

Raises `FaultError` where nobody answers. Only `text` and `calls` of the reply need to be filled.
"""


class HumanModel:
    """Implements `ports.Model` by asking a person through `ask`, supplied by screen or command."""

    def __init__(self, ask: AskPerson) -> None:
        self._ask = ask

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        """The person's reply in one piece. Raises what `ask` raises."""
        reply = await self._ask(request)
        why = "tool_calls" if reply.calls else "stop"
        reply = finish(request, reply.model_copy(update={"model": HUMAN, "finish": why}))
        if reply.text:
            yield TextDelta(text=reply.text)
        yield reply
