"""Our own log records in a ring buffer, for a screen that must not be written on.

A record is cleaned when it comes: keys and tokens are gone, of a path only its end is left. What
it says of people is masked where it leaves the screen.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CAPACITY: Final = 10_000
"""Records kept; an older one makes room."""

LONGEST: Final = 8_000
"""Characters of one record, tracebacks included."""

_ABSOLUTE: Final = re.compile(
    r"(?<![\w:/\\.~])(?:~|[A-Za-z]:)?[/\\](?:[^\s/\\'\":,;()<>\[\]]+[/\\])+"
)
_OURS: Final = re.compile(
    r"(?:site-packages|dist-packages|lib[/\\]python[\d.]+)[/\\]|(?=sandbox[/\\])"
)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One record: its number since the start, wall time as `14:02:31.118`, level, who, what.

    `text` may have several lines, a traceback.
    """

    number: int
    at: str
    level: int
    name: str
    text: str

    def __str__(self) -> str:
        return f"{self.at} {logging.getLevelName(self.level):<8} {self.name}: {self.text}"


class Ring(logging.Handler):
    """Keeps the last records. `listeners` are called after each, on the thread that logged it."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        super().__init__()
        self.lines: deque[LogLine] = deque(maxlen=capacity)
        self.count = 0
        self.listeners: list[Callable[[], None]] = []
        self._traceback = logging.Formatter()

    def records(self) -> list[LogLine]:
        """Those that are kept, oldest first. From any thread."""
        self.acquire()
        try:
            return list(self.lines)
        finally:
            self.release()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.count += 1
            self.lines.append(self._line(record))
        except Exception:
            self.handleError(record)  # to stderr, which is no reason to end
        for listener in list(self.listeners):
            listener()

    def handleError(self, record: logging.LogRecord) -> None:
        """A record that can't be written is named; nothing is printed."""
        text = f"a record of {record.name} can't be written"
        self.lines.append(LogLine(self.count, _clock(record), logging.ERROR, "sandbox.log", text))

    def _line(self, record: logging.LogRecord) -> LogLine:
        text = record.getMessage()
        if record.exc_info:
            text += "\n" + self._traceback.formatException(record.exc_info)
        return LogLine(self.count, _clock(record), record.levelno, record.name, cleaned(text))


def cleaned(text: str) -> str:
    """`text` without keys, tokens and passwords, and with the ends of paths only."""
    from sandbox.privacy.credentials import find_secrets

    text = text[:LONGEST] + "…" * (len(text) > LONGEST)
    for start, end in sorted(set(find_secrets(text)), reverse=True):
        text = text[:start] + "[key]" + text[end:]
    return _ABSOLUTE.sub(_end_of, text) if "/" in text or "\\" in text else text


def masked_free_text(texts: list[str]) -> list[str]:
    """`texts` without the personal data that is found in free text, where no pack is known."""
    from sandbox.privacy.keys import KeyShapes
    from sandbox.privacy.known import KnownValues
    from sandbox.privacy.mask import Mask
    from sandbox.privacy.vault import Vault

    mask = Mask(Vault(), KnownValues([]), KeyShapes([], [], frozenset()))
    return [str(mask.mask(text, 0)) for text in texts]


class FileLines(logging.Handler):
    """Appends each record to a file as it comes, cleaned and masked. Raises `OSError` at once."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._ring = Ring(capacity=1)
        self._file = path.open("a", encoding="utf-8")

    def emit(self, record: logging.LogRecord) -> None:
        self._ring.emit(record)
        try:
            self._file.write(f"{masked_free_text([str(self._ring.lines[-1])])[0]}\n")
            self._file.flush()
        except (OSError, ValueError):
            return  # a full disk, or a file that is closed: the command itself goes on

    def close(self) -> None:
        self._file.close()
        super().close()


def _end_of(found: re.Match[str]) -> str:
    """Of a path below a package folder what is below it, of any other nothing but that it was."""
    inside = [match.end() for match in _OURS.finditer(found[0])]
    return found[0][inside[-1] :] if inside else "…/"


def _clock(record: logging.LogRecord) -> str:
    then = time.localtime(record.created)
    return f"{time.strftime('%H:%M:%S', then)}.{int(record.msecs):03d}"


@contextmanager
def kept_off_the_terminal(ring: Ring) -> Iterator[Ring]:
    """Sends every record and warning to `ring`, and none to standard error, until it ends.

    Ours come from DEBUG on, those of others from the level that they have.
    """
    root, ours = logging.getLogger(), logging.getLogger("sandbox")
    loud = [one for one in root.handlers if getattr(one, "stream", None) in _terminals()]
    level = ours.level
    for handler in loud:
        root.removeHandler(handler)
    root.addHandler(ring)
    ours.setLevel(logging.DEBUG)
    logging.captureWarnings(True)
    try:
        yield ring
    finally:
        logging.captureWarnings(False)
        ours.setLevel(level)
        root.removeHandler(ring)
        for handler in loud:
            root.addHandler(handler)


def _terminals() -> tuple[object, ...]:
    return sys.stderr, sys.stdout, sys.__stderr__, sys.__stdout__
