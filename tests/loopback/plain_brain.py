"""A model without tools behind an OpenAI-protocol server: it refuses them, and answers in JSON."""

import json
import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import jsonschema_rs

from sandbox.domain.message import Message, text_message
from sandbox.domain.tool import ToolCall
from sandbox.ports import Model
from tests.loopback.brain import answer_of
from tests.loopback.script import Refuse, Say, Step

NO_TOOLS = Refuse(400, {"error": {"message": "small does not support tools", "code": 400}})
NO_SCHEMA = Refuse(400, {"error": {"message": "Unsupported parameter: response_format"}})
_RESULT = re.compile(r"Result of (\w+): (.*)", re.DOTALL)


def plain_brain(
    model: Model, *, schemas: bool = True
) -> Callable[[dict[str, Any]], Awaitable[Step]]:
    """A script that lets `model` answer as JSON. Without `schemas` they are refused, too."""

    async def answer(body: dict[str, Any]) -> Step:
        if body.get("tools"):
            return NO_TOOLS
        wanted = body.get("response_format")
        if wanted and not schemas:
            return NO_SCHEMA
        said = await answer_of(model, body["model"], list(_messages(body)), _tools(body))
        reply: dict[str, Any] = {"say": said.text}
        if said.calls:
            call = said.calls[0]
            reply = {"tool": call.tool, "arguments": json.loads(call.arguments)}
        if wanted:
            jsonschema_rs.validator_for(wanted["json_schema"]["schema"]).validate(reply)
        text = json.dumps(reply)
        return Say(text if wanted else f"```json\n{text}\n```")

    return answer


def _messages(body: dict[str, Any]) -> Iterator[Message]:
    """The conversation with its calls, as a model that knows tools would have it."""
    open_call = ""
    for index, wire in enumerate(body["messages"]):
        text = wire["content"]
        found = _RESULT.match(text) if open_call else None
        if wire["role"] == "user" and found:
            yield text_message("tool", found[2], call_id=open_call, tool=found[1])
        elif wire["role"] == "assistant":
            value = json.loads(text) if text.startswith("{") else {"say": text}
            open_call = f"p{index}" if "tool" in value else ""
            yield text_message("assistant", value.get("say", ""), calls=_calls(value, open_call))
        else:
            yield text_message(wire["role"], text)


def _calls(value: dict[str, Any], call_id: str) -> tuple[ToolCall, ...]:
    if not call_id:
        return ()
    arguments = json.dumps(value["arguments"])
    return (ToolCall(position=0, id=call_id, tool=value["tool"], arguments=arguments),)


def _tools(body: dict[str, Any]) -> list[dict[str, Any]]:
    """What the prompt says of tools: `name: description` after its heading."""
    system = body["messages"][0]["content"]
    told = system.partition("\n# Tools\n")[2]
    return [
        {"name": name, "description": ""}
        for name in re.findall(r"^([a-z][a-z0-9_]*): ", told, re.MULTILINE)
    ]
