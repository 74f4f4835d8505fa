"""Serves the screen to browsers: a page, its files, and a socket with a process behind it."""

import asyncio
import importlib.util
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiohttp import WSCloseCode, WSMsgType, web

from sandbox.web.guard import Guard
from sandbox.web.page import FILES, FONTS, font_files, page
from sandbox.web.visit import Visit

_HEARTBEAT: Final = 15.0
"""Seconds between two signs of life; a browser that is gone is found out after that."""

_LONGEST: Final = 1024 * 1024
"""Bytes of one message from a browser, a paste for example."""

_FULL: Final = "as many visitors are here as may be; try again when one has left"


@dataclass(frozen=True)
class Offer:
    """What is served: a command for each visitor, in this environment, to so many at once."""

    command: Sequence[str]
    environment: Mapping[str, str]
    title: str
    visitors: int


class Server:
    """One server. `tell` gets what a visitor's process had to say when it ended."""

    def __init__(self, offer: Offer, guard: Guard, tell: Callable[[str], None]) -> None:
        self._offer = offer
        self._guard = guard
        self._tell = tell
        self._static = _static()
        self._fonts = font_files(self._static)
        self._open: set[web.WebSocketResponse] = set()
        self._ending: set[asyncio.Task[None]] = set()

    async def run(self, listening: socket.socket, stop: asyncio.Event) -> None:
        """Until `stop`; then every visitor's session is closed, and all processes have ended."""
        app = web.Application(middlewares=[self._guard.middleware()])
        app.router.add_get("/", self._page)
        app.router.add_get("/ws", self._socket)
        for name in FILES:
            app.router.add_get(f"/static/{name}", self._file)
        app.router.add_get(f"/static/{FONTS}/{{name}}", self._file)
        # No log of requests: the first one has the token in its address.
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            await stop.wait()
        finally:
            leaving = [one.close(code=WSCloseCode.GOING_AWAY) for one in self._open]
            await asyncio.gather(*leaving, return_exceptions=True)
            await runner.cleanup()
            await asyncio.gather(*self._ending, return_exceptions=True)

    async def _page(self, request: web.Request) -> web.StreamResponse:
        if len(self._open) + len(self._ending) >= self._offer.visitors:
            return web.Response(status=503, text=f"{_FULL}\n")
        return page(request, self._offer.title, self._fonts)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info.get("name")
        if name is not None and name not in self._fonts:
            raise web.HTTPNotFound
        path = Path(request.path).relative_to("/static")
        return web.FileResponse(self._static / path)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        browser = web.WebSocketResponse(heartbeat=_HEARTBEAT, max_msg_size=_LONGEST)
        await browser.prepare(request)
        if len(self._open) + len(self._ending) >= self._offer.visitors:
            await browser.close(code=WSCloseCode.TRY_AGAIN_LATER, message=_FULL.encode())
            return browser
        self._open.add(browser)
        try:
            size = (_number(request, "width", 80), _number(request, "height", 24))
            offer = self._offer
            visit = await Visit.begin(offer.command, offer.environment, size, browser.send_bytes)
            try:
                await self._between(visit, browser)
            finally:
                # On its own: the browser may be gone, and the server may be stopping.
                ending = asyncio.ensure_future(self._ended(visit))
                self._ending.add(ending)
                ending.add_done_callback(self._ending.discard)
        finally:
            self._open.discard(browser)
        return browser

    async def _between(self, visit: Visit, browser: web.WebSocketResponse) -> None:
        """Until the screen closes or the browser leaves."""
        showing = asyncio.ensure_future(self._shown(visit, browser))
        try:
            async for message in browser:
                if message.type is WSMsgType.TEXT:
                    answer = await visit.hear(message.data)
                    if answer:
                        await browser.send_str(answer)
        finally:
            showing.cancel()
            await asyncio.gather(showing, return_exceptions=True)

    async def _shown(self, visit: Visit, browser: web.WebSocketResponse) -> None:
        try:
            await visit.show()
        finally:
            await browser.close()

    async def _ended(self, visit: Visit) -> None:
        await visit.end()
        said = visit.said.decode("utf-8", "replace").strip().splitlines()
        if said:
            self._tell(f"a visitor's chat: {said[-1]}")


def _number(request: web.Request, name: str, otherwise: int) -> int:
    text = request.query.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 6 else otherwise


def _static() -> Path:
    """The files that textual-serve brings for the browser; it is not imported for that."""
    found = importlib.util.find_spec("textual_serve")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "static"
