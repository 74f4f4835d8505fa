"""The starter's files, with a new pack's name in them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sandbox.pack.naming import title_of

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


def starter_files(name: str) -> dict[str, str]:
    """Text by path from the project's folder: `fixtures/NAME/…` and `prompts/NAME/…`."""
    title = title_of(name)
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
