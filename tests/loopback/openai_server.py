"""POST /v1/chat/completions on loopback, streamed and strict, driven by a script."""

import asyncio
import inspect
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.loopback.http import Answer, Received, Server
from tests.loopback.openai_checks import Refused, check_request
from tests.loopback.script import Call, Refuse, Say, Script, Step, Used, pieces

_PATHS = ("/v1/chat/completions", "/chat/completions")
_NOTHING_LEFT = Refuse(500, {"error": {"message": "the script has no reply left"}})


@dataclass
class ScriptedServer(Server):
    """A server that follows a script: a list of replies, or a function of the request.

    `complaints` holds what was wrong with requests; each such request got a 400.
    """

    script: Script = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _next: int = 0

    async def step(self, body: dict[str, Any]) -> Step:
        """What the script says next."""
        if isinstance(self.script, Sequence):
            self._next += 1
            return self.script[self._next - 1] if self._next <= len(self.script) else _NOTHING_LEFT
        step = self.script(body)
        return await step if inspect.isawaitable(step) else step


@dataclass
class OpenAIServer(ScriptedServer):
    """`async with OpenAIServer(script=[Say("hi")]) as server:` and call `server.base`."""

    @property
    def base(self) -> str:
        """What clients are given as `api_base`."""
        return f"http://{self.host}/v1"

    async def answer(self, received: Received, answer: Answer) -> None:
        if received.path not in _PATHS:
            await answer.whole(404, {"error": {"message": f"Invalid URL ({received.path})"}})
            return
        try:
            check_request(received.body)
        except Refused as refused:
            self.complaints.append(str(refused))
            error = {"message": str(refused), "type": "invalid_request_error", "code": None}
            await answer.whole(400, {"error": error})
            return
        step = await self.step(received.body)
        if isinstance(step, Refuse):
            await answer.whole(step.status, step.body, step.headers)
        elif received.body.get("stream"):
            await _Stream(answer, received.body, step).send()
        else:
            await answer.whole(200, _whole(received.body, step))


class _Stream:
    """One streamed reply as OpenAI sends it."""

    def __init__(self, answer: Answer, body: dict[str, Any], say: Say) -> None:
        self._answer = answer
        self._body = body
        self._say = say

    async def send(self) -> None:
        broken = self._say.broken
        if broken == "drop_first":
            self._answer.abort()
            return
        if broken == "hang":
            await self._answer.hang()
            return
        await self._answer.start_stream()
        if broken == "hang_after_headers":
            await self._answer.hang()
            return
        deltas = self._deltas()
        if broken in ("", "empty_choices"):
            await self._whole(deltas)
        else:
            # Breaks come after half of the deltas, so that something was shown.
            await self._some(deltas[: max(1, len(deltas) // 2)])
            await self._break()

    async def _whole(self, deltas: list[dict[str, Any]]) -> None:
        if self._say.broken == "empty_choices":
            await self._event(self._chunk([]))
        await self._some(deltas)
        finish = self._say.finish or ("tool_calls" if self._say.calls else "stop")
        await self._event(self._chunk([{"index": 0, "delta": {}, "finish_reason": finish}]))
        wanted = (self._body.get("stream_options") or {}).get("include_usage")
        if self._say.used and wanted:
            await self._event({**self._chunk([]), "usage": _usage(self._say.used)})
        await self._answer.piece("data: [DONE]\n\n")
        await self._answer.end_stream()

    async def _some(self, deltas: list[dict[str, Any]]) -> None:
        for delta in deltas:
            choice = {"index": 0, "delta": delta, "finish_reason": None}
            await self._event(self._chunk([choice]))
            if self._say.pause:
                await asyncio.sleep(self._say.pause)

    async def _break(self) -> None:
        match self._say.broken:
            case "hang_mid":
                await self._answer.hang()
            case "drop_mid":
                await asyncio.sleep(0.02)  # lets the client read what came before
                self._answer.abort()
            case "malformed":
                await self._answer.piece('data: {"id": "chatcmpl-1", "choices": [{"ind\n\n')
                await self._answer.end_stream()
            case "event_error":
                error = {"message": "The server had an error", "type": "server_error"}
                await self._answer.piece(f"data: {json.dumps({'error': error})}\n\n")
                await self._answer.end_stream()
            case _:  # end_early
                await self._answer.end_stream()

    def _deltas(self) -> list[dict[str, Any]]:
        say = self._say
        deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
        deltas += [{"reasoning_content": piece} for piece in pieces(say.reasoning, say.piece)]
        deltas += [{"content": piece} for piece in pieces(say.text, say.piece)]
        for index, call in enumerate(say.calls):
            deltas += _call_deltas(index, call, say.piece)
        return deltas

    def _chunk(self, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": self._body["model"],
            "choices": choices,
        }

    async def _event(self, data: dict[str, Any]) -> None:
        await self._answer.piece(f"data: {json.dumps(data)}\n\n")


def _call_deltas(index: int, call: Call, size: int) -> list[dict[str, Any]]:
    """The call's head with its id and name, then its arguments in pieces without them."""
    head = {"name": call.tool, "arguments": ""}
    first = {"index": index, "id": call.id or f"call_{index}", "type": "function", "function": head}
    rest = [
        {"index": index, "function": {"arguments": piece}} for piece in pieces(call.arguments, size)
    ]
    return [{"tool_calls": [delta]} for delta in (first, *rest)]


def _usage(used: Used) -> dict[str, Any]:
    return {
        "prompt_tokens": used.input,
        "completion_tokens": used.output,
        "total_tokens": used.input + used.output,
        "prompt_tokens_details": {"cached_tokens": used.cached},
        "completion_tokens_details": {"reasoning_tokens": used.reasoning},
        **used.more,
    }


def _whole(body: dict[str, Any], say: Say) -> dict[str, Any]:
    """The reply of a request without `stream`."""
    calls = [
        {
            "id": call.id or f"call_{index}",
            "type": "function",
            "function": {"name": call.tool, "arguments": call.arguments},
        }
        for index, call in enumerate(say.calls)
    ]
    message = {"role": "assistant", "content": say.text or None}
    if calls:
        message["tool_calls"] = calls
    finish = say.finish or ("tool_calls" if calls else "stop")
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": _usage(say.used or Used()),
    }
