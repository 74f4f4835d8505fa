"""The transports: standard input and output, or streamable HTTP on this machine."""

import hmac
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any, Final

from sandbox.domain.faults import SandboxError

if TYPE_CHECKING:
    from mcp.server import Server

HOST: Final = "127.0.0.1"
PATH: Final = "/mcp"
_App = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]


def check_installed() -> None:
    """Raises `SandboxError` (code 3) where the extra `mcp` is not installed."""
    from importlib.util import find_spec

    if find_spec("mcp") is None or find_spec("mcp_types") is None:
        hint = "pip install 'hopscope[mcp]', at least version 2.3 of the package mcp"
        raise SandboxError("the extra mcp is not installed", hint, code=3)


async def serve_stdio(server: "Server[Any]") -> None:
    """Serves whoever started this process, until standard input ends."""
    from mcp.server.stdio import stdio_server

    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


def listen(port: int) -> socket.socket:
    """A socket on this machine; 0 takes any free port. Raises `SandboxError` when it is taken."""
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((HOST, port))
        # Now, so that whoever reads the address may call at once.
        taken.listen()
    except (OSError, OverflowError) as error:
        taken.close()
        said = getattr(error, "strerror", "") or "ports are 0 to 65535"
        hint = "another port; --http 0 takes any that is free"
        raise SandboxError(f"can't listen on port {port}: {said}", hint) from None
    return taken


async def serve_http(server: "Server[Any]", taken: socket.socket, token: str) -> None:
    """Serves streamable HTTP at `PATH` until it is stopped (Ctrl+C); every request has to carry
    `Authorization: Bearer TOKEN`."""
    import uvicorn

    app = _Guarded(server.streamable_http_app(streamable_http_path=PATH, host=HOST), token)
    config = uvicorn.Config(app, log_config=None, log_level="critical", lifespan="on")
    await uvicorn.Server(config).serve(sockets=[taken])


class _Guarded:
    """Answers 401 to whoever has not the token."""

    def __init__(self, app: _App, token: str) -> None:
        self._app = app
        self._wanted = f"Bearer {token}".encode()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http" and not self._knows(scope):
            head = [(b"www-authenticate", b"Bearer"), (b"content-type", b"text/plain")]
            await send({"type": "http.response.start", "status": 401, "headers": head})
            await send({"type": "http.response.body", "body": b"the token is missing or wrong\n"})
            return
        await self._app(scope, receive, send)

    def _knows(self, scope: MutableMapping[str, Any]) -> bool:
        given = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        return hmac.compare_digest(given, self._wanted)
