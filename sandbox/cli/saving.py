"""Writes a session as a recording."""

from pathlib import Path

from sandbox.hub.folder import SessionFolder
from sandbox.log.event import SessionStarted
from sandbox.log.reader import read_log
from sandbox.log.recording import SUFFIX, Head, read_recording, write_recording


def save_session(folder: SessionFolder, path: Path, title: str) -> tuple[Path, bool]:
    """Writes the recording; returns its path and whether a byte changed.

    What an earlier version of the file says in its head (title, tags, what may differ) is kept.
    """
    if not path.name.endswith(SUFFIX):
        path = path.with_name(path.name.removesuffix(".jsonl") + SUFFIX)
    started = read_log(folder.log).events[0]
    pack = started.pack if isinstance(started, SessionStarted) else ""
    head = read_recording(path).head if path.exists() else Head(title=title, pack=pack)
    return path, write_recording(path, head, folder.log)
