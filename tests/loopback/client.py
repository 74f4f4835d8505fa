"""A gateway to a loopback server with short limits, and a way to hear a stream out."""

from typing import Any

from sandbox.adapters.clocks import MonotonicStopwatch
from sandbox.domain.message import text_message
from sandbox.models.gateway import Gateway, GatewaySettings
from sandbox.ports import Model, ModelReply, ModelRequest, TextDelta, ToolSpec

REFUND = ToolSpec(
    name="issue_refund",
    description="Pays money back.",
    parameters={"type": "object", "properties": {"order": {"type": "string"}}},
)


def gateway(base: str, name: str = "openai/local", **more: Any) -> Gateway:
    """A gateway to `base`; `more` are fields of `GatewaySettings`. No key is in reach."""
    limits = {"timeout_first_token": 10.0, "timeout_idle": 10.0, "timeout_total": 30.0}
    settings = GatewaySettings(api_base=base, **{"environ": {}, **limits, **more})
    return Gateway(name, settings, MonotonicStopwatch())


def request(*texts: str, **more: Any) -> ModelRequest:
    """A request of one system message and the customer's `texts`."""
    words = texts or ("where is my order?",)
    messages = (text_message("system", "Be kind."), *(text_message("user", t) for t in words))
    return ModelRequest(model="local", **{"messages": messages, "tools": (REFUND,), **more})


async def hear(model: Model, asked: ModelRequest) -> tuple[list[str], ModelReply]:
    """The pieces of text and the reply; fails if the reply is not the last item, and one."""
    items = [item async for item in model.stream(asked)]
    reply = items[-1]
    assert isinstance(reply, ModelReply)
    assert all(isinstance(item, TextDelta) for item in items[:-1])
    return [item.text for item in items if isinstance(item, TextDelta)], reply
