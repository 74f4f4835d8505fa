"""POST /v1/messages on loopback, streamed and strict, driven by a script."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from tests.loopback.anthropic_checks import check_headers, check_request
from tests.loopback.http import Answer, Received
from tests.loopback.openai_checks import Refused
from tests.loopback.openai_server import ScriptedServer
from tests.loopback.script import Refuse, Say, Used, pieces

_STOP = {"stop": "end_turn", "tool_calls": "tool_use", "length": "max_tokens"}

Event = tuple[str, dict[str, Any]]


@dataclass
class AnthropicServer(ScriptedServer):
    """`async with AnthropicServer(script=[Say("hi")]) as server:` and call `server.base`."""

    @property
    def base(self) -> str:
        """What clients are given as `api_base`."""
        return f"http://{self.host}"

    async def answer(self, received: Received, answer: Answer) -> None:
        if received.path.partition("?")[0] != "/v1/messages":
            await answer.whole(404, _error("not_found_error", f"Not found: {received.path}"))
            return
        try:
            check_headers(received.headers)
            check_request(received.body)
        except Refused as refused:
            self.complaints.append(str(refused))
            await answer.whole(400, _error("invalid_request_error", str(refused)))
            return
        step = await self.step(received.body)
        if isinstance(step, Refuse):
            await answer.whole(step.status, step.body, step.headers)
        else:
            await _send(answer, received.body, step)


async def _send(answer: Answer, body: dict[str, Any], say: Say) -> None:
    if say.broken == "drop_first":
        answer.abort()
        return
    if say.broken == "hang":
        await answer.hang()
        return
    await answer.start_stream()
    if say.broken == "hang_after_headers":
        await answer.hang()
        return
    events = _events(body, say)
    whole = say.broken in ("", "empty_choices")
    for name, data in events if whole else events[: len(events) // 2]:
        await answer.piece(f"event: {name}\ndata: {json.dumps({'type': name, **data})}\n\n")
        if say.pause:
            await asyncio.sleep(say.pause)
    if whole:
        await answer.end_stream()
    else:
        await _break(answer, say)


async def _break(answer: Answer, say: Say) -> None:
    match say.broken:
        case "hang_mid":
            await answer.hang()
            return
        case "drop_mid":
            await asyncio.sleep(0.02)  # lets the client read what came before
            answer.abort()
            return
        case "malformed":
            await answer.piece('event: content_block_delta\ndata: {"type": "content_bl\n\n')
        case "event_error":
            data = json.dumps(_error("overloaded_error", "Overloaded"))
            await answer.piece(f"event: error\ndata: {data}\n\n")
    await answer.end_stream()


def _events(body: dict[str, Any], say: Say) -> list[Event]:
    used = say.used or Used()
    start = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": [],
        "stop_reason": None,
        "usage": _usage(used, output=1),
    }
    events: list[Event] = [("message_start", {"message": start}), ("ping", {})]
    index = 0
    if say.reasoning:
        deltas = [{"type": "thinking_delta", "thinking": p} for p in pieces(say.reasoning, 8)]
        events += _block(index, {"type": "thinking", "thinking": "", "signature": ""}, deltas)
        index += 1
    if say.text:
        deltas = [{"type": "text_delta", "text": p} for p in pieces(say.text, say.piece)]
        events += _block(index, {"type": "text", "text": ""}, deltas)
        index += 1
    for position, call in enumerate(say.calls):
        head = {"type": "tool_use", "id": call.id or f"toolu_{position}", "name": call.tool}
        parts = ["", *pieces(call.arguments, say.piece)]
        deltas = [{"type": "input_json_delta", "partial_json": part} for part in parts]
        events += _block(index, {**head, "input": {}}, deltas)
        index += 1
    finish = say.finish or ("tool_calls" if say.calls else "stop")
    stop = {"stop_reason": _STOP.get(finish, finish), "stop_sequence": None}
    events.append(("message_delta", {"delta": stop, "usage": {"output_tokens": used.output}}))
    return [*events, ("message_stop", {})]


def _block(index: int, head: dict[str, Any], deltas: list[dict[str, Any]]) -> list[Event]:
    middle = [("content_block_delta", {"index": index, "delta": delta}) for delta in deltas]
    start = ("content_block_start", {"index": index, "content_block": head})
    return [start, *middle, ("content_block_stop", {"index": index})]


def _usage(used: Used, output: int) -> dict[str, int]:
    return {
        "input_tokens": used.input - used.cached - used.written,
        "cache_read_input_tokens": used.cached,
        "cache_creation_input_tokens": used.written,
        "output_tokens": output,
    }


def _error(kind: str, message: str) -> dict[str, Any]:
    return {"type": "error", "error": {"type": kind, "message": message}}
