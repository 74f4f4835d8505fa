"""The starter's files, with a new pack's name in them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sandbox.domain.faults import SandboxError

SCRIPT: Final = "scenarios/cancel.yaml"
"""The scenario that is played when the pack is made."""
ASSERTIONS: Final = {
    "calls": [{"tool": "cancel_appointment", "arguments": {"appointment_id": "A-1002"}}],
    "policy": [{"tool": "cancel_appointment", "nth": 2, "rule": "cancel-in-time"}],
    "end_state": [
        {
            "table": "appointments",
            "rows": {"A-1001": {"status": "planned"}, "A-1002": {"status": "cancelled"}},
        }
    ],
}
"""What has to hold for its recording, beside being the same."""
_FOLDER: Final = Path(__file__).parent / "template"
_NAME: Final = "my-pack"
_TITLE: Final = "My pack"
_ALLOWED: Final = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
_LONGEST: Final = 60


def check_name(name: str) -> None:
    """Raises `SandboxError` (code 2) for what can't be the name of a new pack."""
    if not _ALLOWED.fullmatch(name) or len(name) > _LONGEST:
        shown = name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"
        hint = f"small letters, digits, - and _, a letter first, {_LONGEST} at most"
        raise SandboxError(f"{shown!r} can't be the name of a pack", hint, code=2)


def starter_files(name: str) -> dict[str, str]:
    """Text by path from the project's folder: `fixtures/NAME/…` and `prompts/NAME/…`."""
    title = name.replace("-", " ").replace("_", " ").capitalize()
    found: dict[str, str] = {}
    for part, inside, path in _paths():
        text = path.read_text("utf-8").replace(_NAME, name).replace(_TITLE, title)
        found[f"{part}/{name}/{inside}"] = text
    return found


def _paths() -> Iterator[tuple[str, str, Path]]:
    for part in ("fixtures", "prompts"):
        for path in sorted((_FOLDER / part).rglob("*")):
            if path.is_file() and path.parent.name != "__pycache__":
                yield part, path.relative_to(_FOLDER / part).as_posix(), path
