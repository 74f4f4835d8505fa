"""What a customer typed, kept until its turn has ended: a crash must not lose it."""

import json
import os
from pathlib import Path
from typing import Final

from sandbox.domain.text import RawText

_MODE: Final = 0o600


class Unsent:
    """One message in a file of its own beside the vault; it is written before the log is.

    In place: what a crash tears was in no log yet, and reads as nothing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, turn: int, text: str) -> None:
        """Writes the words of `turn`; they would survive a power cut when this returns."""
        # ASCII, so that half a surrogate pair can be written at all.
        content = json.dumps({"turn": turn, "text": text}, ensure_ascii=True).encode("ascii")
        is_new = not self._path.exists()
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
        try:
            os.write(handle, content)
            os.fsync(handle)
        finally:
            os.close(handle)
        if is_new:
            sync_folder(self._path.parent)

    def words(self, turn: int) -> RawText | None:
        """The words of `turn`, None when nothing is kept, or something else."""
        try:
            kept = json.loads(self._path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(kept, dict) or kept.get("turn") != turn:
            return None
        text = kept.get("text")
        return RawText(text) if isinstance(text, str) else None

    def forget(self) -> None:
        """Empties the file, if there is one."""
        if self._path.exists():
            os.truncate(self._path, 0)


def sync_folder(folder: Path) -> None:
    """Makes a new name last; where folders can't be opened (Windows) the file itself has to do."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
