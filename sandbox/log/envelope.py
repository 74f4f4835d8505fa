"""The envelope of every event."""

from typing import ClassVar, Final

from sandbox.domain.base import Frozen, Tagged
from sandbox.domain.personal import Placeholder

FORMAT: Final = 1
REAL_DATES: Final = frozenset(("wall", "deadline"))
"""Fields of events that hold real dates: another run has others, so they are never compared."""


class Took(Frozen):
    """Durations in nanoseconds from the turn's start. Never part of a digest or a comparison.

    `waited`: what of `total` a person took who was asked in the model's place.
    """

    start: int = 0
    total: int = 0
    first_token: int | None = None
    waited: int = 0


class Base(Tagged):
    """The envelope.

    `at`: world time (ISO 8601, UTC). `turn` and `hop` count from 1; 0 means outside. `took`:
    durations. `made`: placeholders that masking this event brought into being.
    """

    TAG: ClassVar[str] = "kind"
    at: str = ""
    turn: int = 0
    hop: int = 0
    took: Took | None = None
    made: tuple[Placeholder, ...] = ()
