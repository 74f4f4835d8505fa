"""Who may fill the index, and how to see that a log has changed without reading all of it."""

import json
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_TAIL: Final = 65_536


@contextmanager
def alone(path: Path) -> Generator[None]:
    """Holds the lock file `path`, after whoever holds it now; the system frees a dead process's.

    Raises `OSError` where it can't be made.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # pyright: ignore
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def tail_of(log: Path) -> tuple[int, str]:
    """Length in bytes and the `sum` of the last whole line, "" where that line has none.

    Raises `OSError`.
    """
    with log.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _TAIL))
        lines = file.read().split(b"\n")
        if len(lines) < 3 and size > _TAIL:  # the last line may begin further in front
            file.seek(0)
            lines = file.read().split(b"\n")
    last = lines[-2] if len(lines) > 1 else b""
    try:
        found = json.loads(last)
    except ValueError:
        return size, ""
    return size, str(found.get("sum", "")) if isinstance(found, dict) else ""
