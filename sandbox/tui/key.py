"""One key of the screen, and where it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Area = Literal[
    "app",
    "main",
    "prompt",
    "human",
    "lists",
    "chat",
    "trace",
    "inspect",
    "state",
    "db",
    "faults",
    "log",
    "step",
    "stepedit",
    "confirm",
    "mark",
    "sessions",
    "compare",
]


@dataclass(frozen=True, slots=True)
class Key:
    """One binding. `hint` > 0 shows it in the bottom line, higher first; `label` is its word there.

    `show` is how the key is written; `help` the line in the help.
    """

    id: str
    area: Area
    keys: str
    action: str
    show: str
    label: str
    help: str
    hint: int = 0
    priority: bool = False
