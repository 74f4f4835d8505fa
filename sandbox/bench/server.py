"""Recorded replies behind an OpenAI-compatible endpoint on loopback, streamed.

`python -m sandbox.bench.server` runs it in a process of its own (`serving`), so that its work is
nobody's CPU. Which reply is due follows from the request alone: clients may come in any order.
"""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any, Self

_ASKED = re.compile(r"reply (\d+)\W*$")
_PIECE = 8
"""Characters in a piece of a reply, about two tokens."""


@dataclass(frozen=True)
class Reply:
    """What the model says: text, and calls as (tool, arguments in JSON)."""

    text: str = ""
    calls: tuple[tuple[str, str], ...] = ()


@dataclass
class Loopback:
    """`async with Loopback(replies) as server:` and call `server.base`.

    `pace`: pieces a second, 0 for as fast as they are taken. `bodies`: what clients sent, if kept.
    """

    replies: Sequence[Reply]
    pace: float = 0.0
    keep: bool = False
    bodies: list[dict[str, Any]] = field(default_factory=list)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    @property
    def base(self) -> str:
        """What clients are given as their `api_base`."""
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while body := await _request(reader):
                if self.keep:
                    self.bodies.append(body)
                reply = self.replies[due(body) % len(self.replies)]
                if body.get("stream"):
                    await self._stream(writer, body, reply)
                else:
                    await _answer(writer, whole(body, reply))
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client hung up, or we do
        finally:
            writer.close()

    async def _stream(
        self, writer: asyncio.StreamWriter, body: Mapping[str, Any], reply: Reply
    ) -> None:
        head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
        writer.write(f"{head}transfer-encoding: chunked\r\n\r\n".encode())
        loop = asyncio.get_running_loop()
        start = loop.time()
        for number, data in enumerate(chunks(body, reply)):
            _piece(writer, f"data: {json.dumps(data)}\n\n")
            await writer.drain()
            # By the clock, so that a late piece does not make all after it late.
            if self.pace and (wait := start + number / self.pace - loop.time()) > 0:
                await asyncio.sleep(wait)
        _piece(writer, "data: [DONE]\n\n")
        writer.write(b"0\r\n\r\n")
        await writer.drain()


def due(body: Mapping[str, Any]) -> int:
    """The place of the next reply: the number of tool results since the customer's last words.

    Unless those end in `reply N`.
    """
    results = 0
    for message in reversed(body["messages"]):
        if message["role"] == "user":
            asked = _ASKED.search(str(message["content"]))
            return int(asked[1]) if asked else results
        results += message["role"] == "tool"
    return results


def chunks(body: Mapping[str, Any], reply: Reply) -> Iterator[dict[str, Any]]:
    """One reply as OpenAI streams it: role, pieces, why it stopped, and usage where asked for."""
    yield _chunk(body, {"role": "assistant", "content": ""})
    for piece in _pieces(reply.text):
        yield _chunk(body, {"content": piece})
    for index, (tool, arguments) in enumerate(reply.calls):
        head = {"name": tool, "arguments": ""}
        call = {"index": index, "id": _id(body, index), "type": "function", "function": head}
        yield _chunk(body, {"tool_calls": [call]})
        for piece in _pieces(arguments):
            part = {"index": index, "function": {"arguments": piece}}
            yield _chunk(body, {"tool_calls": [part]})
    yield _chunk(body, {}, "tool_calls" if reply.calls else "stop")
    if (body.get("stream_options") or {}).get("include_usage"):
        yield {**_chunk(body, {}), "choices": [], "usage": _USAGE}


def whole(body: Mapping[str, Any], reply: Reply) -> dict[str, Any]:
    """The same reply at once."""
    calls = [
        {"id": _id(body, at), "type": "function", "function": {"name": tool, "arguments": text}}
        for at, (tool, text) in enumerate(reply.calls)
    ]
    message = {"role": "assistant", "content": reply.text or None}
    message |= {"tool_calls": calls} if calls else {}
    finish = "tool_calls" if calls else "stop"
    choice = {"index": 0, "message": message, "finish_reason": finish}
    kind = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": body["model"]}
    return {**kind, "choices": [choice], "usage": _USAGE}


@contextmanager
def serving(replies: Sequence[Reply], pace: float = 0.0) -> Iterator[str]:
    """The address of a server in another process, while it runs."""
    command = [sys.executable, "-m", "sandbox.bench.server"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin
        assert process.stdout
        told = {"replies": [asdict(reply) for reply in replies], "pace": pace}
        process.stdin.write(json.dumps(told) + "\n")
        process.stdin.flush()
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()
            process.wait(timeout=10)


_USAGE = {"prompt_tokens": 1500, "completion_tokens": 40, "total_tokens": 1540}


def _pieces(text: str) -> Iterator[str]:
    return (text[at : at + _PIECE] for at in range(0, len(text), _PIECE))


def _id(body: Mapping[str, Any], index: int) -> str:
    """An id that no earlier call of the conversation has: some clients refuse one they had."""
    return f"call_{len(body.get('messages', ()))}_{index}"


def _chunk(body: Mapping[str, Any], delta: Any, finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    kind = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1}
    return {**kind, "model": body["model"], "choices": [choice]}


def _piece(writer: asyncio.StreamWriter, text: str) -> None:
    data = text.encode()
    writer.write(b"%x\r\n%s\r\n" % (len(data), data))


async def _answer(writer: asyncio.StreamWriter, data: Any) -> None:
    text = json.dumps(data).encode()
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(text)}"
    writer.write(f"{head}\r\n\r\n".encode() + text)
    await writer.drain()


async def _request(reader: asyncio.StreamReader) -> dict[str, Any]:
    """The body of the next request; {} at the end of the connection."""
    if not (await reader.readline()).strip():
        return {}
    size = 0
    while line := (await reader.readline()).decode("latin-1").strip():
        name, _, value = line.partition(":")
        size = int(value) if name.lower() == "content-length" else size
    return json.loads(await reader.readexactly(size))


async def _until_stdin_ends() -> None:
    given = json.loads(sys.stdin.readline())
    replies = [
        Reply(one["text"], tuple((tool, text) for tool, text in one["calls"]))
        for one in given["replies"]
    ]
    async with Loopback(replies, given["pace"]) as server:
        print(server.base, flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_until_stdin_ends())
