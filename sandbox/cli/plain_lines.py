"""Where the chat in lines reads from: a terminal with history, or a pipe."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final, NoReturn, Protocol

from sandbox.cli import output
from sandbox.cli.typed_line import typed_line

_LONGEST: Final = 16 * 1024 * 1024
"""Bytes of one line that are kept; nothing that long is sent anyway."""

GONE: Final[tuple[signal.Signals, ...]] = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""Signals that end a program: asked to, or its terminal is gone."""

Handler = Callable[[int, FrameType | None], object]


class Stopped(Exception):
    """A signal came while a line was typed."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


class Lines(Protocol):
    """Lines without their end; None at the end of the input.

    `typed`: a person types them, and sees what they type. `message` may raise `Stopped`;
    `answer` can be cancelled while it waits.
    """

    typed: bool

    async def message(self, prompt: str) -> str | None: ...

    async def answer(self, prompt: str) -> str | None: ...

    def give_back(self, line: str) -> None:
        """The next `message` is `line`."""
        ...


def from_terminal() -> bool:
    """Whether a person types the lines."""
    return sys.stdin is not None and sys.stdin.isatty()


class TerminalLines:
    """Keys typed at a terminal: arrows and history where Python has readline."""

    typed = True

    def __init__(self, past: Iterable[str]) -> None:
        self._given: list[str] = []
        with suppress(ImportError):
            import readline

            for line in past:
                readline.add_history(line)

    def give_back(self, line: str) -> None:
        self._given.append(line)

    async def message(self, prompt: str) -> str | None:
        """One message; a line that ends in a backslash goes on in the next."""
        if self._given:
            return self._given.pop(0)
        # Nothing else is to happen meanwhile, and only so Ctrl+C reaches who reads the keys.
        with _signals_here():
            line = _typed(prompt)
            while line is not None and line.endswith("\\"):
                more = _typed("more: ")
                line = line[:-1] + ("" if more is None else f"\n{more}")
        return line

    async def answer(self, prompt: str) -> str | None:
        """One line, while the turn's clock runs; what was typed before it was asked is dropped."""
        loop, descriptor = asyncio.get_running_loop(), sys.stdin.fileno()
        with suppress(ImportError, OSError):
            import termios

            termios.tcflush(descriptor, termios.TCIFLUSH)
        done: asyncio.Future[str | None] = loop.create_future()
        held = bytearray()

        def ready() -> None:
            data = os.read(descriptor, 65_536)
            held.extend(data)
            if (not data or data.endswith(b"\n")) and not done.done():
                done.set_result(_decoded(held) if held else None)

        try:
            loop.add_reader(descriptor, ready)
        except NotImplementedError:
            # This loop can't watch the keys (on Windows, by its documentation; untried): while
            # they are read, nothing else happens and the clock stands still.
            return _typed(prompt)
        output.text(prompt if sys.stdout.isatty() else "")
        sys.stdout.flush()
        try:
            return await done
        finally:
            loop.remove_reader(descriptor)


class PipeLines:
    """Lines of a pipe or a file, one a message. Only what is asked for is read."""

    typed = False

    def __init__(self) -> None:
        # Without standard input there is no line, as at its end.
        self._descriptor = -1 if sys.stdin is None else sys.stdin.fileno()
        self._given: list[str] = []
        self._read: asyncio.Queue[str | None] = asyncio.Queue()
        self._wanted = threading.Semaphore(0)
        self._asked = self._begun = False
        self._held = bytearray()

    def give_back(self, line: str) -> None:
        self._given.append(line)

    async def message(self, prompt: str) -> str | None:
        if self._given:
            return self._given.pop(0)
        if not self._begun:
            # A thread of its own: whoever ends the program need not wait for the other end.
            loop = asyncio.get_running_loop()
            threading.Thread(target=self._reading, args=(loop,), daemon=True).start()
            self._begun = True
        if not self._asked:
            self._asked = True
            self._wanted.release()
        line = await self._read.get()
        self._asked = False
        return line

    answer = message

    def _reading(self, loop: asyncio.AbstractEventLoop) -> None:
        while True:
            self._wanted.acquire()
            line = self._line()
            with suppress(RuntimeError):  # the loop is gone, and so is who asked
                loop.call_soon_threadsafe(self._read.put_nowait, line)

    def _line(self) -> str | None:
        """The next line. The file object is passed by: its lock would hold up the end."""
        ended, seen = False, 0
        while (at := self._held.find(b"\n", seen)) < 0 and not ended:
            seen = len(self._held)
            try:
                data = os.read(self._descriptor, 65_536)
            except OSError:
                data = b""
            ended = not data
            room = _LONGEST - len(self._held)
            self._held += data if len(data) <= room or b"\n" in data else data[: max(room, 0)]
        if ended and not self._held:
            return None
        at = at if at >= 0 else len(self._held)
        line = _decoded(self._held[:at])
        del self._held[: at + 1]
        return line


def _decoded(data: bytes | bytearray) -> str:
    return data.decode("utf-8", "replace").removeprefix("\ufeff").rstrip("\r\n")


def _typed(prompt: str) -> str | None:
    """One line of a terminal; None where it ends."""
    try:
        return typed_line(prompt)
    except EOFError:
        return None


@contextmanager
def handled(handler: Handler, *numbers: signal.Signals) -> Iterator[None]:
    """`handler` gets these signals meanwhile."""
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, signal.SIG_DFL if earlier is None else earlier)


@contextmanager
def _signals_here() -> Iterator[None]:
    """Ctrl+C and the like interrupt the reading at once."""

    def gone(number: int, frame: FrameType | None) -> NoReturn:
        raise Stopped(number)

    with handled(gone, signal.SIGINT, *GONE):
        yield
