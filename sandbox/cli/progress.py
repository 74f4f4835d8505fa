"""How far long work is, and how long it will take: on a terminal only, and gone at the end."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.adapters.clocks import MonotonicStopwatch

_SECOND = 1_000_000_000
_BETWEEN = _SECOND // 10
"""Nanoseconds between two drawings: a terminal far away is not flooded."""


class Progress:
    """Call it with how much is done of how much."""

    def __init__(self, what: str, stopwatch: MonotonicStopwatch) -> None:
        self._what = what
        self._watch = stopwatch
        self._began = self._drawn = stopwatch.ns()
        self._width = 0

    def __call__(self, done: int, total: int) -> None:
        now = self._watch.ns()
        if now - self._drawn < _BETWEEN and done < total:
            return
        self._drawn = now
        left = (now - self._began) / max(done, 1) * (total - done) / _SECOND
        self._draw(f"{self._what} {done:,} of {total:,}, {_words(left)} left")

    def clear(self) -> None:
        """Takes the line away."""
        if self._width:
            self._draw("")
            sys.stderr.write("\r")

    def _draw(self, text: str) -> None:
        sys.stderr.write(f"\r{text.ljust(self._width)}")
        sys.stderr.flush()
        self._width = len(text)


class _Quiet(Progress):
    def __call__(self, done: int, total: int) -> None:
        return None


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """A line on standard error that says how far `what` is; nothing in a pipe."""
    kind = Progress if sys.stderr.isatty() else _Quiet
    shown = kind(what, MonotonicStopwatch())
    try:
        yield shown
    finally:
        shown.clear()


def _words(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"
