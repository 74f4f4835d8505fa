"""One line typed at a terminal, out of which Ctrl+C always gets."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

_NUDGES: Final = 40
_BETWEEN: Final = 0.05
"""Seconds between two nudges: together longer than a busy machine keeps us from waiting."""


def typed_line(prompt: str) -> str:
    """One line without its end. Raises `EOFError` at the end of the input, as Ctrl+D makes it,
    and what a signal's handler raises."""
    if sys.stdout.isatty():
        with _overheard_none():
            return input(prompt)
    # The results go somewhere else, and `input` would write its prompt among them.
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.removesuffix("\n")


@contextmanager
def _overheard_none() -> Iterator[None]:
    """A signal that comes between the prompt and the wait for keys is handled at once.

    Python's readline looks for signals only when one interrupts its wait: one that came just
    before would stay unheard until the next key. So another harmless one is sent after it.
    """
    if not hasattr(signal, "pthread_kill") or not hasattr(signal, "SIGURG"):
        yield
        return
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    done = threading.Event()
    watcher = threading.Thread(target=_nudge, args=(reader, done), daemon=True)
    before = signal.signal(signal.SIGURG, lambda number, frame: None)
    earlier = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    watcher.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(earlier)
        done.set()
        os.close(writer)
        watcher.join()
        os.close(reader)
        signal.signal(signal.SIGURG, signal.SIG_DFL if before is None else before)


def _nudge(reader: int, done: threading.Event) -> None:
    """Until the writing end closes: interrupts the main thread's wait after each signal."""
    main = threading.main_thread().ident or 0
    while numbers := os.read(reader, 64):
        if not any(number != signal.SIGURG for number in numbers):
            continue
        for _ in range(_NUDGES):
            if done.wait(_BETWEEN):
                break
            with suppress(ProcessLookupError):
                signal.pthread_kill(main, signal.SIGURG)
