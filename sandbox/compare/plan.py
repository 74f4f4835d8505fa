"""What is compared: the arms, the words that each of them hears, and within which limits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sandbox.compare.arm import Arm
from sandbox.compare.verdicts import Verdict
from sandbox.domain.text import RawText
from sandbox.hub.live import LiveSession
from sandbox.log.event import Event
from sandbox.privacy.mask import Mask

TURN_SECONDS: Final = 300.0
MOST_RUNS: Final = 50

Expect = Callable[[LiveSession, int], tuple[Verdict, ...]]
"""Verdicts on a session right after a turn; the number is the session's first turn of the run."""


@dataclass(frozen=True)
class Step:
    """One message, or something that happened between two of them in the session that is re-run.

    `expect` judges the turn that answers `words`; `expected` counts what it holds, should the turn
    never be reached. `tape` knows the personal values of that session: an edit by hand needs them.
    """

    words: RawText | None = None
    event: Event | None = None
    expect: Expect | None = None
    expected: int = 0
    tape: Mask | None = None


@dataclass(frozen=True)
class Plan:
    """A comparison before it runs. `about` says in words what is run, without any path.

    `repeat`: runs of each arm. `turn_seconds`: the longest that one turn may take. A budget is the
    business of whoever opens the arms: their models refuse a call that it does not cover.
    """

    id: str
    about: str
    arms: Sequence[Arm]
    steps: Sequence[Step]
    repeat: int = 1
    turn_seconds: float = TURN_SECONDS

    @property
    def messages(self) -> int:
        """How many turns a whole run has."""
        return sum(step.words is not None for step in self.steps)
