"""Puts any `ports.Model` behind the Anthropic server on loopback: its blocks, read back."""

import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from sandbox.domain.message import Message, text_message
from sandbox.domain.tool import ToolCall
from sandbox.ports import Model, ModelReply, ModelRequest, ToolSpec
from tests.loopback.brain import said
from tests.loopback.script import Say


def anthropic_brain(model: Model) -> Callable[[dict[str, Any]], Awaitable[Say]]:
    """A server's script that asks `model`: `AnthropicServer(script=anthropic_brain(model))`."""

    async def answer(body: dict[str, Any]) -> Say:
        system = text_message("system", _text(body.get("system", "")))
        messages = [system, *(m for wire in body["messages"] for m in _messages(wire))]
        tools = tuple(
            ToolSpec(
                name=tool["name"],
                description=tool.get("description", ""),
                parameters=tool["input_schema"],
            )
            for tool in body.get("tools", ())
        )
        request = ModelRequest(model=body["model"], messages=tuple(messages), tools=tools)
        async for item in model.stream(request):
            if isinstance(item, ModelReply):
                return said(item)
        raise AssertionError("the model ended without a reply")

    return answer


def _messages(wire: dict[str, Any]) -> Iterator[Message]:
    """Results first, each a message of its own, then what was said or called."""
    content = wire["content"]
    blocks = [{"type": "text", "text": content}] if isinstance(content, str) else content
    for block in blocks:
        if block["type"] == "tool_result":
            yield text_message("tool", _text(block["content"]), call_id=block["tool_use_id"])
    text = "".join(block["text"] for block in blocks if block["type"] == "text")
    calls = tuple(
        ToolCall(
            position=number,
            id=block["id"],
            tool=block["name"],
            arguments=json.dumps(block["input"]),
        )
        for number, block in enumerate(b for b in blocks if b["type"] == "tool_use")
    )
    if text or calls:
        yield text_message(wire["role"], text, calls=calls)


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "".join(block["text"] for block in content if block["type"] == "text")
