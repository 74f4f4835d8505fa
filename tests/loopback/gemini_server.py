"""streamGenerateContent on loopback, strict, driven by a script or by a model."""

import json
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.domain.message import Message, text_message
from sandbox.domain.tool import ToolCall
from sandbox.ports import Model
from tests.loopback.brain import answer_of
from tests.loopback.gemini_checks import check_request, snake_to_camel
from tests.loopback.http import Answer, Received
from tests.loopback.openai_checks import Refused
from tests.loopback.openai_server import ScriptedServer
from tests.loopback.script import Refuse, Say, Used, pieces

_PATH = re.compile(r"(?:/v1beta)?/models/([\w.-]+):streamGenerateContent\?alt=sse")
_FINISH = {"stop": "STOP", "tool_calls": "STOP", "length": "MAX_TOKENS"}


@dataclass
class GeminiServer(ScriptedServer):
    """`async with GeminiServer(script=[Say("hi")]) as server:` and call `server.base`."""

    @property
    def base(self) -> str:
        """What clients are given as `api_base`."""
        return f"http://{self.host}"

    async def answer(self, received: Received, answer: Answer) -> None:
        match = _PATH.fullmatch(received.path)
        if match is None:
            await answer.whole(404, _error(404, f"not found: {received.path}"))
            return
        body = snake_to_camel(received.body)
        try:
            if not received.headers.get("x-goog-api-key"):
                raise Refused("API key not valid. Please pass a valid API key.")
            check_request(body, signed="gemini-3" in match[1])
        except Refused as refused:
            self.complaints.append(str(refused))
            await answer.whole(400, _error(400, str(refused)))
            return
        step = await self.step({**body, "model": match[1]})
        if isinstance(step, Refuse):
            await answer.whole(step.status, step.body, step.headers)
        else:
            await _send(answer, match[1], step)


async def _send(answer: Answer, model: str, say: Say) -> None:
    await answer.start_stream()
    if say.broken == "hang_mid":
        await answer.hang()
        return
    for part in _parts(say):
        await _event(answer, model, {"content": {"role": "model", "parts": [part]}})
    if say.broken == "end_early":
        await answer.end_stream()
        return
    why = _FINISH.get(say.finish or "stop", "STOP")
    last = {"content": {"role": "model", "parts": [{"text": ""}]}, "finishReason": why}
    await _event(answer, model, last, say.used)
    await answer.end_stream()


def _parts(say: Say) -> Iterator[dict[str, Any]]:
    for piece in pieces(say.reasoning, say.piece):
        yield {"text": piece, "thought": True}
    for piece in pieces(say.text, say.piece):
        yield {"text": piece}
    for call in say.calls:
        yield {"functionCall": {"name": call.tool, "args": json.loads(call.arguments or "{}")}}


async def _event(answer: Answer, model: str, candidate: Any, used: Used | None = None) -> None:
    data: dict[str, Any] = {"candidates": [{**candidate, "index": 0}], "modelVersion": model}
    if used:
        data["usageMetadata"] = {
            "promptTokenCount": used.input,
            "cachedContentTokenCount": used.cached,
            "candidatesTokenCount": used.output - used.reasoning,
            "thoughtsTokenCount": used.reasoning,
            "totalTokenCount": used.input + used.output,
        }
    await answer.piece(f"data: {json.dumps(data)}\r\n\r\n")


def gemini_brain(model: Model) -> Callable[[dict[str, Any]], Awaitable[Say]]:
    """A server's script that asks `model`: `GeminiServer(script=gemini_brain(model))`."""

    async def answer(body: dict[str, Any]) -> Say:
        system = "".join(p["text"] for p in body.get("systemInstruction", {}).get("parts", ()))
        messages = [text_message("system", system)]
        messages += [m for number, c in enumerate(body["contents"]) for m in _messages(c, number)]
        tools = [f for tool in body.get("tools") or () for f in tool["functionDeclarations"]]
        return await answer_of(model, body["model"], messages, tools)

    return answer


def _messages(content: dict[str, Any], number: int) -> Iterator[Message]:
    """Results first, each a message of its own, matched to their calls by place."""
    parts = content["parts"]
    results = [p["functionResponse"] for p in parts if "functionResponse" in p]
    for place, result in enumerate(results):
        text = result["response"].get("content", json.dumps(result["response"]))
        text = text if isinstance(text, str) else json.dumps(text)
        call_id = f"g{number - 1}_{place}"
        yield text_message("tool", text, call_id=call_id, tool=result["name"])
    text = "".join(part.get("text", "") for part in parts)
    found = [part["functionCall"] for part in parts if "functionCall" in part]
    calls = tuple(
        ToolCall(
            position=place,
            id=f"g{number}_{place}",
            tool=call["name"],
            arguments=json.dumps(call.get("args", {})),
        )
        for place, call in enumerate(found)
    )
    if text or calls:
        yield text_message("user" if content["role"] == "user" else "assistant", text, calls=calls)


def _error(status: int, message: str) -> dict[str, Any]:
    return {"error": {"code": status, "message": message, "status": "INVALID_ARGUMENT"}}
