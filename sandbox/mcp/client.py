"""Connections to MCP servers: one a service, begun at its first call, closed with the session."""

import asyncio
import json
import logging
import os
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, Final

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.mcp.serving import check_installed
from sandbox.pack.remote import RemoteServer
from sandbox.tools.remote import RemoteFault

if TYPE_CHECKING:
    from mcp import Client
    from mcp_types import CallToolResult, Tool

_CONNECT: Final = 30.0
"""Seconds to start a server and shake hands."""
_CLOSE: Final = 5.0
_MOST_PAGES: Final = 50
_SILENT: Final = logging.NullHandler()


class McpServers:
    """Implements `tools.remote.Remote`."""

    def __init__(self) -> None:
        self._open: dict[str, _Connection] = {}

    async def call(
        self, server: RemoteServer, tool: str, arguments: dict[str, JSON], seconds: float
    ) -> JSON:
        """The tool's result: structured, or JSON in its text, or the text.

        `seconds` are for all of it, the start of the server too. Raises `RemoteFault`: unavailable
        (no server, or it went away), timeout, tool_error.
        """
        from mcp import MCPError
        from mcp_types import CONNECTION_CLOSED, INVALID_PARAMS, METHOD_NOT_FOUND

        sent = False
        try:
            async with asyncio.timeout(seconds):
                client = await self._client(server)
                sent = True
                result = await client.call_tool(tool, dict(arguments))
        except RemoteFault:
            raise
        except TimeoutError:
            message = f"{server.service} did not answer within {seconds:g} s"
            raise RemoteFault("timeout", message, sent=sent, retryable=True) from None
        except MCPError as error:
            if error.code == CONNECTION_CLOSED:
                raise await self._gone(server) from None
            begun = error.code not in (METHOD_NOT_FOUND, INVALID_PARAMS)
            raise RemoteFault("tool_error", _line(error.message), sent=begun) from None
        except Exception:
            raise await self._gone(server) from None
        if result.is_error:
            # A tool may fail half-way: that it says so does not undo what it did.
            raise RemoteFault("tool_error", _line(_text(result)) or "it failed", sent=True)
        return value_of(result)

    async def tools(self, server: RemoteServer) -> list["Tool"]:
        """Every tool that the server lists. Raises `RemoteFault`."""
        client = await self._client(server)
        found: list[Tool] = []
        cursor: str | None = None
        try:
            async with asyncio.timeout(_CONNECT):
                for _ in range(_MOST_PAGES):
                    page = await client.list_tools(cursor=cursor)
                    found += page.tools
                    cursor = page.next_cursor
                    if not cursor:
                        break
        except Exception as error:
            said = _line(str(error)) or type(error).__name__
            message = f"{server.service}: its tools can't be listed: {said}"
            raise RemoteFault("unavailable", message, sent=False) from None
        return found

    async def aclose(self) -> None:
        """Ends every process and connection."""
        while self._open:
            await self._open.popitem()[1].close()

    async def _client(self, server: RemoteServer) -> "Client":
        connection = self._open.get(server.service)
        if connection is None or not connection.fits(server):
            if connection is not None:
                await connection.close()
            connection = self._open[server.service] = _Connection(server)
        try:
            return await connection.client()
        except RemoteFault:
            self._open.pop(server.service, None)
            raise

    async def _gone(self, server: RemoteServer) -> RemoteFault:
        """The server went away in the middle of a call; the next one begins it anew."""
        connection = self._open.pop(server.service, None)
        if connection is not None:
            await connection.close()
        message = f"{server.service} went away during the call"
        return RemoteFault("unavailable", message, sent=True, retryable=True)


class _Connection:
    """A task that holds one connection, since the SDK wants it closed where it was opened."""

    def __init__(self, server: RemoteServer) -> None:
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._ready: asyncio.Future[Client] = self._loop.create_future()
        self._stop = asyncio.Event()
        self._task = asyncio.ensure_future(self._hold())

    def fits(self, server: RemoteServer) -> bool:
        """Whether it is this server's, alive, and of this event loop."""
        here = self._loop is asyncio.get_running_loop()
        return here and server == self._server and not self._task.done()

    async def client(self) -> "Client":
        """The client once hands are shaken. Raises `RemoteFault`."""
        return await asyncio.shield(self._ready)

    async def close(self) -> None:
        """Ends it, and waits a moment for that."""
        self._stop.set()
        if self._loop is not asyncio.get_running_loop():
            return
        # One that still shakes hands waits for the server, not for us.
        patience = _CLOSE if self._ready.done() else 0
        done, _ = await asyncio.wait((self._task,), timeout=patience)
        if not done:
            self._task.cancel()
            await asyncio.wait((self._task,), timeout=_CLOSE)

    async def _hold(self) -> None:
        from mcp import Client

        _silence()
        try:
            async with AsyncExitStack() as stack:
                async with asyncio.timeout(_CONNECT):
                    transport = await _transport(self._server, stack)
                    client = await stack.enter_async_context(Client(transport, cache=None))
                self._ready.set_result(client)
                await self._stop.wait()
        except RemoteFault as error:
            self._told(error)
        except BaseException as error:
            self._told(_no_way(self._server, error))
            if isinstance(error, asyncio.CancelledError):
                raise

    def _told(self, error: RemoteFault) -> None:
        self._stop.set()
        if not self._ready.done():
            self._ready.set_exception(error)
            self._ready.exception()  # somebody may have stopped waiting


def _silence() -> None:
    """Keeps the SDK's log, tracebacks and all, off our stderr: what matters of it we say."""
    for name in ("mcp", "client"):  # the SDK's session logs as `client`
        logger = logging.getLogger(name)
        logger.addHandler(_SILENT)
        logger.propagate = False


async def _transport(server: RemoteServer, stack: AsyncExitStack) -> Any:
    try:
        check_installed()
    except SandboxError as error:
        message, hint = error.message, error.hint
        raise RemoteFault("unavailable", message, hint, sent=False) from None
    if server.url:
        import httpx2
        from mcp.client.streamable_http import streamable_http_client

        token = _value(server, server.token) if server.token else ""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        http = await stack.enter_async_context(httpx2.AsyncClient(headers=headers, timeout=None))
        return streamable_http_client(server.url, http_client=http)
    from mcp import StdioServerParameters, stdio_client

    nowhere = stack.enter_context(open(os.devnull, "w"))  # noqa: ASYNC230, PTH123, SIM115
    return stdio_client(
        StdioServerParameters(
            command=server.command[0],
            args=list(server.command[1:]),
            env={name: _value(server, name) for name in server.env},
        ),
        nowhere,
    )


def _value(server: RemoteServer, name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        message = f"{server.service}: {name} is not set in the environment"
        raise RemoteFault("unavailable", message, f"export {name}=…", sent=False)
    return value


def _no_way(server: RemoteServer, error: BaseException) -> RemoteFault:
    """A server that could not be reached, in one line."""
    where = server.url or server.command[0]
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    late = isinstance(error, TimeoutError)
    said = f"no handshake within {_CONNECT:g} s" if late else _line(str(error))
    message = f"{server.service}: no MCP server answers at {where}: {said or type(error).__name__}"
    return RemoteFault("unavailable", message, "is it there, and is it one?", sent=False)


def value_of(result: "CallToolResult") -> JSON:
    """What a result holds."""
    if result.structured_content is not None:
        return result.structured_content
    text = _text(result)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, dict | list) else text


def _text(result: "CallToolResult") -> str:
    """The texts of a result; what is none stands as its kind in brackets."""
    parts = (getattr(part, "text", None) or f"[{part.type}]" for part in result.content)
    return "\n".join(parts)


def _line(text: str) -> str:
    return " ".join(text.split())[:300]
