"""A program at a terminal of its own, typed at as a person does. POSIX only."""

import os
import pty
import select
import signal
import sys
from codecs import getincrementaldecoder
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[2]
_PATIENCE = 60
"""Seconds without a sign after which nothing more is waited for."""


class Terminal:
    """Python with these arguments, in a block that ends it.

    It waits for what it is told to see, never for time. `environment` is added to ours, without
    its keys; `seen` is all that was shown so far.
    """

    def __init__(self, *arguments: str, **environment: str) -> None:
        self._arguments = arguments
        self._environment = environment
        self.seen = self._fresh = ""
        self._decoded = getincrementaldecoder("utf-8")("replace").decode

    def __enter__(self) -> Self:
        self._child, self._terminal = pty.fork()
        if self._child == 0:
            env = {n: v for n, v in os.environ.items() if not n.endswith("_API_KEY")}
            os.chdir(ROOT)
            program = [sys.executable, *self._arguments]
            os.execve(sys.executable, program, env | self._environment)
        return self

    def __exit__(self, *_: object) -> None:
        if self._child:
            os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)
        os.close(self._terminal)

    def type(self, text: str | bytes) -> None:
        os.write(self._terminal, text.encode() if isinstance(text, str) else text)

    def interrupt(self) -> None:
        """The signal of Ctrl+C, without its key."""
        os.kill(self._child, signal.SIGINT)

    def sees(self, *words: str) -> None:
        """Waits for one of `words` after what was seen last."""
        while not any(one in self._fresh for one in words):
            assert self._read(), f"it ended without {words}:\n{self.seen}"
        first = min((one for one in words if one in self._fresh), key=self._fresh.index)
        self._fresh = self._fresh.partition(first)[2]

    def ends(self) -> int:
        """Its exit code, once it has ended."""
        while self._read():
            pass
        _, status = os.waitpid(self._child, 0)
        self._child = 0
        return os.waitstatus_to_exitcode(status)

    def _read(self) -> bool:
        ready = select.select([self._terminal], [], [], _PATIENCE)[0]
        assert ready, f"nothing came after:\n{self.seen}"
        try:
            data = os.read(self._terminal, 65_536)
        except OSError:  # how Linux says that the other end is closed
            data = b""
        text = self._decoded(data)
        self.seen += text
        self._fresh += text
        return bool(data)
