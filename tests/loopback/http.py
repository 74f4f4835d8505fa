"""A small HTTP/1.1 server on 127.0.0.1:0: what it was sent, what it answers, who hung up."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

_POLL_SECONDS = 0.005


@dataclass(frozen=True)
class Received:
    """One request. `headers` have lower-case names; `body` is {} where there was no JSON."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]


class Answer:
    """The wire of one answer: plain, or in pieces, or broken on purpose."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.finished = False

    async def whole(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        """A body at once: JSON, or HTML where `body` is a str."""
        html = isinstance(body, str)
        data = body.encode() if html else json.dumps(body).encode()
        kind = "text/html; charset=utf-8" if html else "application/json"
        more = {"content-type": kind, "content-length": str(len(data)), **(headers or {})}
        self._writer.write(_head(status, more) + data)
        await self._writer.drain()
        self.finished = True

    async def start_stream(self) -> None:
        """Headers of an event stream."""
        more = {"content-type": "text/event-stream", "transfer-encoding": "chunked"}
        self._writer.write(_head(200, more))
        await self._writer.drain()

    async def piece(self, text: str) -> None:
        """One chunk of the stream, sent at once."""
        data = text.encode()
        self._writer.write(b"%x\r\n%s\r\n" % (len(data), data))
        await self._writer.drain()

    async def end_stream(self) -> None:
        """The stream's proper end."""
        self._writer.write(b"0\r\n\r\n")
        await self._writer.drain()
        self.finished = True

    def abort(self) -> None:
        """Drops the connection, as a dead server does."""
        self.finished = True
        self._writer.transport.abort()

    async def hang(self, seconds: float = 60.0) -> bool:
        """Silence until the client hangs up (True) or `seconds` have passed (False)."""
        for _ in range(int(seconds / _POLL_SECONDS)):
            if self.hung_up:
                return True
            await asyncio.sleep(_POLL_SECONDS)
        return False

    @property
    def hung_up(self) -> bool:
        """True once the client has closed its side."""
        return self._reader.at_eof() or self._writer.transport.is_closing()


@dataclass
class Server:
    """Answers requests one after the other on each connection, until it is closed.

    `dropped` counts connections that clients closed before their answer was finished.
    """

    requests: list[Received] = field(default_factory=list)
    dropped: int = 0
    connections: int = 0
    _server: asyncio.Server | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def answer(self, received: Received, answer: Answer) -> None:
        """What a protocol fills in."""
        raise NotImplementedError

    @property
    def host(self) -> str:
        """`127.0.0.1:PORT`."""
        assert self._server is not None, "the server is not running"
        return f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def sees_a_drop(self, seconds: float = 2.0) -> bool:
        """True as soon as a client has closed a connection too early."""
        for _ in range(int(seconds / _POLL_SECONDS)):
            if self.dropped:
                return True
            await asyncio.sleep(_POLL_SECONDS)
        return False

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            while received := await _read_request(reader):
                await self._exchange(received, Answer(reader, writer))
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client, or the test, is done
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _exchange(self, received: Received, answer: Answer) -> None:
        self.requests.append(received)
        try:
            await self.answer(received, answer)
        finally:
            if answer.hung_up and not answer.finished:
                self.dropped += 1


async def _read_request(reader: asyncio.StreamReader) -> Received | None:
    start = await reader.readline()
    if not start.strip():
        return None
    method, path, _ = start.decode("latin-1").split(" ", 2)
    headers: dict[str, str] = {}
    while line := (await reader.readline()).decode("latin-1").strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    data = await _read_body(reader, headers)
    return Received(method, path, headers, json.loads(data) if data else {})


async def _read_body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if "chunked" not in headers.get("transfer-encoding", ""):
        return await reader.readexactly(int(headers.get("content-length", 0)))
    data = b""
    while size := int((await reader.readline()).strip() or b"0", 16):
        data += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return data


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Status", *(f"{k}: {v}" for k, v in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
