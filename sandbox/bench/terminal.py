"""Runs a program in a real pseudo-terminal and sees what it paints. POSIX only."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

ROWS, COLUMNS = 36, 120

_ROW = re.compile(rb"\x1b\[(\d+);\d+H")
_ESCAPE = re.compile(rb"\x1b(\[[0-9;?<>=$]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|.)")
_PIECE = 65_536


class Terminal:
    """`with Terminal(command, env) as terminal:`; leaving the block ends the program.

    Times are in seconds since just before the program was started.
    """

    def __init__(self, command: list[str], env: Mapping[str, str], cwd: str) -> None:
        self._command = command
        self._env = {**env, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self._cwd = cwd
        self._seen = b""
        self._rows: set[int] = set()

    def __enter__(self) -> Self:
        self._start = time.perf_counter()
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            try:
                os.chdir(self._cwd)
                os.execvpe(self._command[0], self._command, self._env)
            finally:
                os._exit(127)
        size = struct.pack("HHHH", ROWS, COLUMNS, 0, 0)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, size)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        os.kill(self._pid, signal.SIGKILL)
        os.close(self._fd)
        os.waitpid(self._pid, 0)

    @property
    def process(self) -> int:
        """Its id."""
        return self._pid

    def forget(self) -> None:
        """From here on `text` and `shows` know only what is painted after this."""
        self._seen = b""

    def write(self, keys: str) -> None:
        """Sends keys and waits for nothing."""
        os.write(self._fd, keys.encode())

    @property
    def text(self) -> str:
        """All that was painted so far, without escape sequences."""
        return _ESCAPE.sub(b"", self._seen).decode("utf-8", "replace")

    def first_frame(self, patience: float = 30.0) -> float:
        """When every row of the screen had been painted. Raises `TimeoutError`."""
        return self._until(lambda: len(self._rows) >= ROWS, patience, "the whole screen")

    def shows(self, words: str, patience: float = 30.0) -> float:
        """When `words` had been painted. Raises `TimeoutError`."""
        return self._until(lambda: words in self.text, patience, repr(words))

    def ends(self, patience: float = 30.0) -> None:
        """Returns when the program has closed the terminal. Raises `TimeoutError`."""
        limit = time.perf_counter() + patience
        while self._read(limit - time.perf_counter()):
            pass

    def key(self, keys: str, quiet: float = 0.06, patience: float = 5.0) -> float:
        """Seconds from a key to the first paint after it; returns once it is quiet again."""
        start = time.perf_counter()
        self.write(keys)
        if not self._read(patience):
            raise TimeoutError(f"nothing was painted after {keys!r}")
        painted = time.perf_counter() - start
        self.settle(quiet)
        return painted

    def settle(self, quiet: float) -> None:
        """Reads until nothing has come for `quiet` seconds."""
        while select.select([self._fd], [], [], quiet)[0] and self._read(quiet):
            pass

    def watch(self, seconds: float) -> None:
        """Reads what is painted for so long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if select.select([self._fd], [], [], left)[0] and not self._read(left):
                return

    def _until(self, done: Callable[[], bool], patience: float, what: str) -> float:
        limit = time.perf_counter() + patience
        while not done():
            try:
                there = self._read(limit - time.perf_counter())
            except TimeoutError:
                raise TimeoutError(f"{what} was not painted in {patience:g} s") from None
            if not there:
                raise TimeoutError(f"the program stopped at: {self.text[-200:]!r}")
        return time.perf_counter() - self._start

    def _read(self, patience: float) -> bool:
        """Takes what there is; False at the program's end. Raises `TimeoutError`."""
        if not select.select([self._fd], [], [], max(0.0, patience))[0]:
            raise TimeoutError(f"nothing came; the last was {self.text[-200:]!r}")
        try:
            piece = os.read(self._fd, _PIECE)
        except OSError:  # how Linux says that the other side is closed
            return False
        # A sequence may be cut in two by the buffer, so look at a little of what came before.
        self._rows |= {int(row) for row in _ROW.findall(self._seen[-16:] + piece)}
        self._seen += piece
        return bool(piece)
