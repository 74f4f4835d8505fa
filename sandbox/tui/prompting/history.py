"""What was sent from the prompt in this session and in those before it.

It is kept in the session's own folder, beside the vault and as private (0600), because it may hold
real values: deleted with the session, and copied by no fork, recording or export.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

FILE: Final = "prompt.history"

_SESSIONS: Final = 40
"""Sessions that are looked at, the newest first."""
_BYTES: Final = 64_000
"""Of each, from its end."""
_LONGEST: Final = 20_000
"""Characters; a longer text is in the session itself, and not offered again."""


def keep(folder: Path, text: str) -> None:
    """Adds `text` to the session's history. What can't be written is not kept."""
    if len(text) > _LONGEST:
        return
    line = json.dumps(text) + "\n"  # ASCII, so that cutting it anywhere leaves whole lines
    with suppress(OSError):
        handle = os.open(folder / FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "w", encoding="ascii", newline="\n") as file:
            file.write(line)


def past(folder: Path) -> list[str]:
    """What was sent in the sessions beside `folder`, and last in `folder` itself. For a thread."""
    files: list[tuple[int, Path]] = []
    with suppress(OSError):
        for path in folder.parent.glob(f"*/{FILE}"):
            with suppress(OSError):
                files.append((path.stat().st_mtime_ns, path))
    own = folder / FILE
    earlier = [path for _, path in sorted(files) if path != own][-_SESSIONS:]
    return [text for path in (*earlier, own) for text in _texts(path)]


def merged(earlier: list[str], now: list[str]) -> list[str]:
    """`earlier` before `now`, each text once, where it was said last."""
    return list(dict.fromkeys(reversed([*earlier, *now])))[::-1]


def _texts(path: Path) -> list[str]:
    with suppress(OSError), path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _BYTES))
        lines = file.read().decode("ascii", "replace").splitlines()
        return [text for line in lines if (text := _text(line))]
    return []


def _text(line: str) -> str:
    try:
        found = json.loads(line)
    except ValueError:  # the first may be cut
        return ""
    return found if isinstance(found, str) else ""
