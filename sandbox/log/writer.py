"""Appends events to a log file: one line each, flushed; synced when it must survive a crash."""

import os
from pathlib import Path
from typing import BinaryIO, Protocol

from sandbox.log.codec import Encoder
from sandbox.log.event import Event


class Sink(Protocol):
    """Where a journal writes."""

    def append(self, event: Event) -> None: ...

    def sync(self) -> None:
        """Returns when everything appended so far would survive a power cut."""
        ...


class LogWriter:
    """Writes to `path`, going on after its last whole line. One writer at a time (see `lock`)."""

    def __init__(self, path: Path, prev: str = "", written: set[str] | None = None) -> None:
        self._encoder = Encoder(prev, written)
        self._file: BinaryIO = path.open("ab")
        path.chmod(0o600)

    def append(self, event: Event) -> None:
        """One call of `write` an event, so that a crash tears at most the last line."""
        lines = self._encoder.lines(event)
        self._file.write("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass"))
        self._file.flush()

    def sync(self) -> None:
        os.fsync(self._file.fileno())

    def state(self) -> tuple[str, set[str]]:
        """Last `sum` and digests of the blobs written: what the next writer goes on from."""
        return self._encoder.prev, self._encoder.written

    @property
    def closed(self) -> bool:
        return self._file.closed

    def close(self) -> None:
        self._file.close()


class MemorySink:
    """Keeps events in a list: for replays and tests."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def append(self, event: Event) -> None:
        self.events.append(event)

    def sync(self) -> None:
        return None
