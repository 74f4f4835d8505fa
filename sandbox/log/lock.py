"""One writer a session. The lock is held for a turn, so that two windows can take turns."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sandbox.domain.faults import SandboxError


@contextmanager
def held(path: Path) -> Generator[None]:
    """Holds the lock file `path`; the system lets go of it when the process dies.

    Raises `SandboxError` at once when another process holds it, or has removed the session.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except FileNotFoundError:
        raise SandboxError(
            f"session {path.parent.name} is gone: somebody has removed it", "start a new one"
        ) from None
    try:
        _lock(handle, path.parent.name)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, session: str) -> None:
    if not locked(handle):
        raise SandboxError(
            f"session {session} is being written by another program",
            "wait for its turn to end, or close the other window",
        )


def locked(handle: int, shared: bool = False) -> bool:
    """Locks an open file for this process, at once or not at all; False when another holds it.

    `shared`: beside others who only look (not on Windows, which has no such lock).
    """
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # pyright: ignore
        else:
            import fcntl

            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
