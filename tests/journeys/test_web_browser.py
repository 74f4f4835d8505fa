"""`sandbox serve` in a real browser: headless Chromium, driven over its debugging port."""

import asyncio
import base64
import itertools
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.test_web import serving

aiohttp = pytest.importorskip("aiohttp")
pytest.importorskip("textual_serve")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-port=0",
    "--window-size=1280,800",
)
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")


class Page:
    """One page over the DevTools protocol. `drawn` is what its terminal was sent."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self.drawn = ""
        self.asked: list[str] = []
        self.wrong: list[str] = []

    async def do(self, method: str, **given: Any) -> dict[str, Any]:
        """A command, and its result."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": given})
        while True:
            message = await self._next()
            if message.get("id") == number:
                assert "error" not in message, message
                return message["result"]

    async def sees(self, words: str) -> None:
        """Waits until the page's terminal was given `words`."""
        async with asyncio.timeout(90):
            while words not in self.drawn:
                await self._next()

    async def holds(self, condition: str) -> None:
        """Waits until an expression is true in the page."""
        async with asyncio.timeout(60):
            while not (await self.do("Runtime.evaluate", expression=condition))["result"]["value"]:
                pass

    async def type(self, text: str) -> None:
        for letter in text:
            key = {"text": letter, "key": letter}
            if letter == "\r":
                key |= {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13}
            await self.do("Input.dispatchKeyEvent", type="keyDown", **key)
            await self.do("Input.dispatchKeyEvent", type="keyUp", **key)

    async def picture(self) -> bytes:
        """A screenshot, PNG."""
        return base64.b64decode((await self.do("Page.captureScreenshot"))["data"])

    async def _next(self) -> dict[str, Any]:
        message = await self._socket.receive_json()
        given = message.get("params", {})
        match message.get("method"):
            case "Network.webSocketFrameReceived":
                data = given["response"]["payloadData"]
                if given["response"]["opcode"] == 2:
                    data = base64.b64decode(data).decode("utf-8", "replace")
                    self.drawn += _ESCAPES.sub("", data)
            case "Network.requestWillBeSent":
                self.asked.append(given["request"]["url"])
            case "Network.webSocketCreated":
                self.asked.append(given["url"])
            case "Log.entryAdded" if given["entry"]["level"] == "error":
                self.wrong.append(given["entry"]["text"])
            case "Runtime.exceptionThrown":
                self.wrong.append(str(given["exceptionDetails"]))
        return message


@asynccontextmanager
async def browser(folder: Path) -> AsyncIterator[Page]:
    folder.mkdir()
    process = await asyncio.create_subprocess_exec(
        *(str(CHROMIUM), *FLAGS, f"--user-data-dir={folder}", "about:blank"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stderr is not None
        found = None
        async with asyncio.timeout(90):
            while found is None:
                line = await process.stderr.readline()
                assert line, "Chromium has ended"
                found = re.search(rb"DevTools listening on ws://[^:/]+:(\d+)/", line)
        port = int(found[1])
        rest = asyncio.ensure_future(process.stderr.read())
        async with aiohttp.ClientSession() as client:
            async with client.get(f"http://127.0.0.1:{port}/json/list") as response:
                targets = await response.json()
            address = next(one["webSocketDebuggerUrl"] for one in targets if one["type"] == "page")
            async with client.ws_connect(address, max_msg_size=0) as socket:
                page = Page(socket)
                for part in ("Page", "Network", "Runtime", "Log"):
                    await page.do(f"{part}.enable")
                yield page
        rest.cancel()
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), 60)


async def test_a_message_typed_in_the_browser_is_answered_in_the_browser(tmp_path: Path) -> None:
    async with serving(tmp_path / "home") as served, browser(tmp_path / "profile") as page:
        await page.do("Page.navigate", url=served.address)
        await page.sees("BrightCart's assistant")
        await page.holds("document.activeElement.className === 'xterm-helper-textarea'")
        assert (await page.do("Runtime.evaluate", expression="location.href"))["result"][
            "value"
        ] == served.base
        before = await page.picture()
        await page.type("where is my order 10042?\r")
        await page.sees("2026-11-17")
        await page.holds("document.fonts.check(\"16px 'Roboto Mono'\")")
        after = await page.picture()
        (tmp_path / "page.png").write_bytes(after)
        assert after.startswith(b"\x89PNG")
        assert len(after) > 20_000
        assert after != before
        elsewhere = [
            url
            for url in page.asked
            if not url.startswith((served.base, served.base.replace("http", "ws"), "data:"))
        ]
        assert elsewhere == []
        assert page.wrong == []
        await page.type("/quit\r")
        await page.holds("getComputedStyle(document.getElementById('closed')).display === 'flex'")


async def test_a_browser_without_the_token_is_told_where_it_stands(tmp_path: Path) -> None:
    async with serving(tmp_path / "home") as served, browser(tmp_path / "profile") as page:
        await page.do("Page.navigate", url=served.base)
        await page.holds("document.body.innerText.includes('sandbox serve')")
        assert await served.children() == []
