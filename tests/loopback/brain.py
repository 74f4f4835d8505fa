"""Puts any `ports.Model` behind a loopback server, so that it is met over real HTTP."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from sandbox.domain.message import Message
from sandbox.models.history import from_wire, tools_from_wire
from sandbox.ports import Model, ModelReply, ModelRequest, ToolSpec
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


async def answer_of(
    model: Model, name: str, messages: Sequence[Message], tools: Iterable[dict[str, Any]]
) -> Say:
    """What `model` says to a request that was read back from some protocol.

    `tools` are `{name, description, parameters}`.
    """
    specs = tuple(
        ToolSpec(
            name=tool["name"],
            description=tool.get("description", ""),
            parameters=tool.get("parameters", {}),
        )
        for tool in tools
    )
    request = ModelRequest(model=name, messages=tuple(messages), tools=specs)
    async for item in model.stream(request):
        if isinstance(item, ModelReply):
            return said(item)
    raise AssertionError("the model ended without a reply")


def said(reply: ModelReply) -> Say:
    usage = reply.usage
    return Say(
        text=reply.text,
        calls=tuple(Call(call.tool, call.arguments, call.id) for call in reply.calls),
        finish=reply.finish,
        used=Used(usage.input, usage.cached, output=usage.output, reasoning=usage.reasoning),
    )
