"""One suspicion about one hop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal[
    "failed",
    "field",
    "denied",
    "fault",
    "stale",
    "twice",
    "loop",
    "slow",
    "intent",
    "passage",
    "prompt",
    "leak",
    "claim",
    "repaired",
]

MINOR: Final[frozenset[Kind]] = frozenset(("repaired",))
"""What was put right on the way: looked at only where nothing else is wrong."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """`hop`: the id (`3.6`); `tab`: the inspector's tab that shows it; `words`: why, masked."""

    hop: str
    kind: Kind
    words: str
    tab: str = ""

    @property
    def place(self) -> tuple[int, int]:
        """Turn and number of the hop."""
        turn, _, number = self.hop.partition(".")
        return int(turn), int(number)
