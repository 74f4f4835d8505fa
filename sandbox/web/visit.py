"""One visitor: the chat as a process of its own, between it and the socket of a browser.

The process speaks the protocol of Textual's web driver: a line that says it is there, then packets
of one letter (D data, M meta), four bytes of length, and as much.
"""

import asyncio
import json
import os
import signal
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

READY: Final = b"__GANGLION__\n"
DRIVER: Final = "textual.drivers.web_driver:WebDriver"
_MOST_BYTES: Final = 32 * 1024 * 1024
_MOST_LINES: Final = 10
_WIDEST: Final = 1_000
_KEPT: Final = 4_096
"""Bytes of what the process said last on standard error."""

CLOSING: Final = 10.0
"""Seconds that a session has to close before its process is ended, and then again half of it."""


class Visit:
    """`send` passes output of the screen to the browser."""

    def __init__(
        self, process: asyncio.subprocess.Process, send: Callable[[bytes], Awaitable[None]]
    ) -> None:
        self._process = process
        self._send = send
        self.said = b""
        self._listening = asyncio.ensure_future(self._listen())

    @classmethod
    async def begin(
        cls,
        command: Sequence[str],
        environment: Mapping[str, str],
        size: tuple[int, int],
        send: Callable[[bytes], Awaitable[None]],
    ) -> "Visit":
        """Starts the process at this width and height, in cells."""
        width, height = (min(max(one, 1), _WIDEST) for one in size)
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={
                **environment,
                "TEXTUAL_DRIVER": DRIVER,
                "TEXTUAL_COLOR_SYSTEM": "truecolor",
                "TERM": "xterm-256color",
                "COLUMNS": str(width),
                "ROWS": str(height),
            },
            # Ctrl+C at our terminal is for us: the session is closed in order.
            start_new_session=True,
        )
        return cls(process, send)

    async def show(self) -> None:
        """Passes the screen on until it closes, or what comes is none."""
        out = self._process.stdout
        assert out is not None
        for _ in range(_MOST_LINES):
            line = await out.readline()
            if line == READY:
                break
            if not line:
                return
        else:
            return
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                kind = await out.readexactly(1)
                size = int.from_bytes(await out.readexactly(4), "big")
                if kind not in (b"D", b"M", b"P") or size > _MOST_BYTES:
                    break
                data = await out.readexactly(size)
                if kind == b"D":
                    await self._send(data)
                elif kind == b"M" and _meta(data).get("type") == "exit":
                    break

    async def _listen(self) -> None:
        err = self._process.stderr
        assert err is not None
        while data := await err.read(_KEPT):
            self.said = (self.said + data)[-_KEPT:]

    async def hear(self, message: str) -> str:
        """One message of the browser; what it is answered with, "" for nothing.

        What is no message of the terminal is left alone: it comes from outside.
        """
        try:
            kind, *rest = json.loads(message)
        except (ValueError, TypeError, RecursionError):
            return ""
        data = rest[0] if rest else None
        if kind == "stdin" and isinstance(data, str):
            await self._write(b"D", data.encode("utf-8", "replace"))
        elif kind == "resize" and isinstance(data, dict):
            width, height = data.get("width"), data.get("height")
            if type(width) is int and type(height) is int:
                sides = {"width": width, "height": height}
                sides = {name: min(max(side, 1), _WIDEST) for name, side in sides.items()}
                await self._tell({"type": "resize", **sides})
        elif kind in ("blur", "focus"):
            await self._tell({"type": kind})
        elif kind == "ping" and isinstance(data, str):
            return json.dumps(["pong", data[:40]])
        return ""

    async def end(self) -> None:
        """Asks the screen to close, so that its session is saved; then ends what is left.

        Afterwards `said` is the end of what the process had to say on standard error.
        """
        await self._tell({"type": "quit"})
        draining = asyncio.ensure_future(self._drain())
        for seconds, stop in ((CLOSING, self._process.terminate), (CLOSING / 2, self._kill)):
            if await self._gone(seconds):
                break
            with suppress(ProcessLookupError):
                stop()
        await self._process.wait()
        draining.cancel()
        await asyncio.wait((self._listening,), timeout=1.0)
        self._listening.cancel()

    async def _drain(self) -> None:
        """A process that writes into a full pipe can't close."""
        out = self._process.stdout
        with suppress(RuntimeError):  # `show` reads it still
            while out is not None and await out.read(65_536):
                pass

    async def _gone(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), seconds)
        return self._process.returncode is not None

    def _kill(self) -> None:
        if hasattr(os, "killpg"):  # and whatever it has started
            os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()

    async def _tell(self, meta: Mapping[str, object]) -> None:
        await self._write(b"M", json.dumps(meta).encode())

    async def _write(self, kind: bytes, data: bytes) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        with suppress(ConnectionError, RuntimeError):
            pipe.write(kind + len(data).to_bytes(4, "big") + data)
            await pipe.drain()


def _meta(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
