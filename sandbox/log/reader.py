"""Reads a log file. A torn tail is told apart from damage: a cut last line is nobody's fault."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.log.codec import BadLine, Decoder
from sandbox.log.event import Event, SessionStarted

_LARGE = 500_000
"""Bytes of a log whose objects are worth a look at the collector's lists."""


@dataclass(frozen=True)
class Log:
    """A log as read: events, last `sum`, digests of blobs, bytes of whole lines, torn bytes."""

    events: tuple[Event, ...]
    last: str
    blobs: dict[str, JSON] = field(default_factory=dict[str, JSON])
    whole: int = 0
    torn: bytes = b""


def read_log(path: Path, check: bool = True) -> Log:
    """Reads `path`; an unterminated last line is left aside in `torn`.

    Raises `SandboxError` naming file and line when a whole line is not a good event.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SandboxError(f"can't read {path.name}: {error.strerror}") from None
    return parse_log(data, path.name, check)


def read_start(path: Path) -> SessionStarted | None:
    """How the session of the log at `path` began; only so much of the file is read.

    Raises `SandboxError` as `read_log` does, for what stands before.
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                events = parse_log(line, path.name, check=False, first=number).events
                if events:
                    return events[0] if isinstance(events[0], SessionStarted) else None
    except OSError as error:
        raise SandboxError(f"can't read {path.name}: {error.strerror}") from None
    return None


def parse_log(data: bytes, name: str, check: bool = True, first: int = 1) -> Log:
    """As `read_log`, from bytes; errors call it `name` and count lines from `first`."""
    with _no_collection(large=len(data) >= _LARGE):
        return _parsed(data, name, check, first)


def _parsed(data: bytes, name: str, check: bool, first: int) -> Log:
    whole = data.rfind(b"\n") + 1
    decoder = Decoder(check)
    events: list[Event] = []
    for number, line in enumerate(data[:whole].split(b"\n")[:-1], first):
        try:
            event = decoder.event(line)
        except (BadLine, UnicodeDecodeError) as error:
            what = "not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
            raise SandboxError(
                f"{name}, line {number}: {what}",
                "restore the file from version control, or record the session again",
            ) from None
        if event is not None:
            events.append(event)
    return Log(tuple(events), decoder.prev, decoder.blobs, whole, data[whole:])


@contextmanager
def _no_collection(large: bool) -> Iterator[None]:
    """Nothing of a log is garbage while it is read; to look for some is a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # The count walks over all that is frozen, so only where there is much to win.
        if large and was_on and not gc.get_freeze_count():
            # What was read stays: to the oldest generation with it, past the younger ones.
            gc.freeze()
            gc.unfreeze()
        if was_on:
            gc.enable()


def cut_torn_tail(path: Path, log: Log) -> Path | None:
    """Moves a torn last line into `NAME.torn` beside the log; only the lock's holder may do it.

    Returns the new file, or None when nothing was torn.
    """
    if not log.torn:
        return None
    aside = path.with_suffix(path.suffix + ".torn")
    with aside.open("ab") as file:
        file.write(log.torn + b"\n")
    with path.open("r+b") as file:
        file.truncate(log.whole)
    return aside
