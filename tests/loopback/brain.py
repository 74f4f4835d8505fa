"""Puts any `ports.Model` behind a loopback server, so that it is met over real HTTP."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.models.history import from_wire, tools_from_wire
from sandbox.ports import Model, ModelReply, ModelRequest
from tests.loopback.script import Call, Say, Used


def scripted_brain(model: Model) -> Callable[[dict[str, Any]], Awaitable[Say]]:
    """A server's script that asks `model`: `OpenAIServer(script=scripted_brain(model))`."""

    async def answer(body: dict[str, Any]) -> Say:
        request = ModelRequest(
            model=body["model"],
            messages=from_wire(body["messages"]),
            tools=tools_from_wire(body.get("tools", ())),
        )
        async for item in model.stream(request):
            if isinstance(item, ModelReply):
                return said(item)
        raise AssertionError("the model ended without a reply")

    return answer


def said(reply: ModelReply) -> Say:
    usage = reply.usage
    return Say(
        text=reply.text,
        calls=tuple(Call(call.tool, call.arguments, call.id) for call in reply.calls),
        finish=reply.finish,
        used=Used(usage.input, usage.cached, output=usage.output, reasoning=usage.reasoning),
    )
