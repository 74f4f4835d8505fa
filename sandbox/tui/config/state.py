"""What the screen remembers between two starts: a small JSON file, written as a whole.

Only choices made on the screen stand in it. A choice holds until the config says something else
than it said when the choice was made: a person who edits the config wants what it says.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

FILE: Final = "screen.json"
_TYPES: Final[dict[str, type]] = {
    "theme": str,
    "glyphs": str,
    "split": int,
    "zoomed": bool,
    "starts": int,
    "hinted": list,
    "over": dict,
}


@dataclass(slots=True)
class Remembered:
    """`split` is the chat's width in columns, 0 for as at first. `starts`: of the screen so far.
    `hinted`: the hints that were given.

    `over`: for each choice what the config said when it was made.
    """

    theme: str = ""
    glyphs: str = ""
    split: int = 0
    zoomed: bool = False
    starts: int = 0
    hinted: list[str] = field(default_factory=list[str])
    over: dict[str, Any] = field(default_factory=dict)

    def choose(self, name: str, value: str | int, said: Any) -> None:
        """Takes note of a choice; `said` is what the config says of it."""
        setattr(self, name, value)
        self.over[name] = said

    def chosen(self, name: str, said: Any) -> Any:
        """The choice for `name`; None for none, or where the config says something new since."""
        made = name in self.over and self.over[name] == said
        return getattr(self, name) if made else None


def read_state(path: Path) -> tuple[Remembered, str]:
    """What is remembered, and a line where the file can't be read: then nothing is."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Remembered(), ""
    except (OSError, ValueError, RecursionError):
        return Remembered(), f"{FILE} can't be read: what the screen remembered is lost"
    if not isinstance(data, dict) or any(
        type(value) is not _TYPES[name] for name, value in data.items() if name in _TYPES
    ):
        return Remembered(), f"{FILE} is not as it was written: what the screen remembered is lost"
    known = {one.name for one in fields(Remembered)}
    return Remembered(**{name: value for name, value in data.items() if name in known}), ""


def write_state(path: Path, state: Remembered) -> None:
    """Writes the file beside it and moves it there, so that it is old or new, never half.

    A folder that can't be written is no reason to bother anybody: nothing is remembered then.
    """
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_text(json.dumps(asdict(state), indent=1) + "\n", "utf-8")
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
