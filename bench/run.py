"""What every measurement is given: which pack, how much, and a folder to work in."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

T = TypeVar("T")
Size = Literal["quick", "normal", "full"]

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Run:
    """`scratch` is empty at the start and removed after the measurement."""

    pack: str
    size: Size
    scratch: Path

    def pick(self, quick: T, normal: T, full: T | None = None) -> T:
        """One of these, by the size of the run; full is as normal unless it says otherwise."""
        if self.size == "quick":
            return quick
        return full if self.size == "full" and full is not None else normal
