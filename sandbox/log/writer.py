"""Appends events to a log file: one line each, flushed; synced when it must survive a crash."""

import os
from pathlib import Path
from typing import Protocol

from sandbox.domain.base import JSON
from sandbox.log.codec import Encoder
from sandbox.log.event import Event


class Sink(Protocol):
    """Where a journal writes."""

    def append(self, event: Event, dumped: dict[str, JSON] | None = None) -> None:
        """Takes the next event. `dumped`: its JSON without defaults, where it is known already."""
        ...

    def sync(self) -> None:
        """Returns when everything appended so far would survive a power cut."""
        ...


class LogWriter:
    """Writes to `path`, going on after its last whole line. One writer at a time (see `lock`)."""

    def __init__(self, path: Path, prev: str = "", written: set[str] | None = None) -> None:
        self._encoder = Encoder(prev, written)
        # Unbuffered: an event is one call of the system, and nothing is left to be flushed.
        self._file = path.open("ab", buffering=0)
        os.fchmod(self._file.fileno(), 0o600) if hasattr(os, "fchmod") else path.chmod(0o600)

    def append(self, event: Event, dumped: dict[str, JSON] | None = None) -> None:
        """One call of `write` an event, so that a crash tears at most the last line."""
        lines = self._encoder.lines(event, dumped)
        data = memoryview("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass"))
        while data:  # a full disk or a signal may cut a write short
            data = data[self._file.write(data) :]

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

    def append(self, event: Event, dumped: dict[str, JSON] | None = None) -> None:
        self.events.append(event)

    def sync(self) -> None:
        return None
