"""/api/chat, /api/show and /api/tags on loopback, with the types that Ollama insists on.

Source: Ollama's API reference, and `api/types.go` for what it can't unmarshal. `tools=False` is a
model without tools: a request that brings some is refused in Ollama's words.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sandbox.domain.message import Message, text_message
from sandbox.domain.tool import ToolCall
from sandbox.ports import Model
from tests.loopback.brain import answer_of
from tests.loopback.http import Answer, Received
from tests.loopback.openai_checks import Refused
from tests.loopback.openai_server import ScriptedServer
from tests.loopback.script import Refuse, Say, pieces

_ROLES = ("system", "user", "assistant", "tool")


@dataclass
class OllamaServer(ScriptedServer):
    """`async with OllamaServer(script=[Say("hi")]) as server:` and call `server.base`."""

    tools: bool = True

    @property
    def base(self) -> str:
        """What clients are given as `api_base`."""
        return f"http://{self.host}"

    async def answer(self, received: Received, answer: Answer) -> None:
        if received.path == "/api/show":
            able = ["completion", *(["tools"] if self.tools else [])]
            await answer.whole(200, {"template": "", "capabilities": able, "model_info": {}})
            return
        if received.path != "/api/chat":
            await answer.whole(404, "404 page not found")
            return
        try:
            check_request(received.body, tools=self.tools)
        except Refused as refused:
            self.complaints.append(str(refused))
            await answer.whole(400, {"error": str(refused)})
            return
        step = await self.step(received.body)
        if isinstance(step, Refuse):
            await answer.whole(step.status, step.body, step.headers)
        else:
            await _send(answer, received.body["model"], step)


def check_request(body: dict[str, Any], *, tools: bool) -> None:
    """Raises `Refused` at the first thing wrong."""
    if body.get("tools") and not tools:
        raise Refused(f"registry.ollama.ai/library/{body['model']} does not support tools")
    waiting: list[str] = []
    messages: list[dict[str, Any]] = body.get("messages") or []
    for index, message in enumerate(messages):
        if message.get("role") not in _ROLES:
            raise Refused(f"invalid role in messages[{index}]: {message.get('role')}")
        if not isinstance(message.get("content", ""), str):
            raise Refused("json: cannot unmarshal array into Go struct field .messages.content")
        calls: list[dict[str, Any]] = message.get("tool_calls") or []
        for call in calls:
            if not isinstance(call["function"].get("arguments"), dict):
                raise Refused("json: cannot unmarshal string into Go struct field .arguments")
        if message["role"] == "tool":
            if not waiting:
                raise Refused(f"messages[{index}]: a result without its call")
            waiting.pop(0)
        elif waiting:
            raise Refused(f"messages[{index}]: results are missing")
        if not (calls or message.get("content", "").strip()):
            raise Refused(f"messages[{index}]: it is empty")
        waiting += [call["function"]["name"] for call in calls]


async def _send(answer: Answer, model: str, say: Say) -> None:
    await answer.start_stream()
    if say.broken == "hang_mid":
        await answer.hang()
        return
    for piece in pieces(say.text, say.piece):
        await _line(answer, model, {"content": piece})
    for call in say.calls:
        function = {"name": call.tool, "arguments": json.loads(call.arguments or "{}")}
        await _line(answer, model, {"content": "", "tool_calls": [{"function": function}]})
    if say.broken != "end_early":
        used = {}
        if say.used:
            used = {"prompt_eval_count": say.used.input, "eval_count": say.used.output}
        why = "length" if say.finish == "length" else "stop"
        await _line(answer, model, {"content": ""}, done=True, done_reason=why, **used)
    await answer.end_stream()


async def _line(answer: Answer, model: str, message: dict[str, Any], **more: Any) -> None:
    said = {"model": model, "message": {"role": "assistant", **message}, "done": False, **more}
    await answer.piece(json.dumps(said) + "\n")


def ollama_brain(model: Model) -> Callable[[dict[str, Any]], Awaitable[Say]]:
    """A server's script that asks `model`: `OllamaServer(script=ollama_brain(model))`."""

    async def answer(body: dict[str, Any]) -> Say:
        messages: list[Message] = []
        open_calls: list[str] = []
        for index, wire in enumerate(body["messages"]):
            ids = [f"o{index}_{place}" for place in range(len(wire.get("tool_calls") or ()))]
            open_calls += ids
            call_id = open_calls.pop(0) if wire["role"] == "tool" else ""
            calls = tuple(
                ToolCall(
                    position=place,
                    id=own,
                    tool=call["function"]["name"],
                    arguments=json.dumps(call["function"]["arguments"]),
                )
                for place, (own, call) in enumerate(
                    zip(ids, wire.get("tool_calls") or (), strict=True)
                )
            )
            content = wire.get("content", "")
            messages.append(text_message(wire["role"], content, calls=calls, call_id=call_id))
        tools = [tool["function"] for tool in body.get("tools") or ()]
        return await answer_of(model, body["model"], messages, tools)

    return answer
