"""A back-end as the agent guards it: its limits, and the state of its circuit."""

from dataclasses import dataclass
from typing import Final, Literal

from sandbox.domain.base import Frozen
from sandbox.domain.tool import Failed, ToolOutcome, Unknown

CircuitState = Literal["closed", "open", "half_open"]

_AWAY = frozenset(("timeout", "unavailable", "rate_limited"))


class Service(Frozen):
    """How the calls of one service are guarded; `services:` of domain.yaml. Seconds are world time.

    `failures` in a row open its circuit, which rests for `rest` seconds until one call may try.
    At most `calls` attempts go out in any `per` seconds (0 = no limit), and at most `at_once` run
    at the same time.
    """

    failures: int = 5
    rest: float = 30.0
    calls: int = 0
    per: float = 60.0
    at_once: int = 4


DEFAULT: Final = Service()


@dataclass(frozen=True)
class Circuit:
    """The state of one service's circuit breaker.

    `failures`: in a row. `since`: world time (ISO 8601) at which it opened or its trial began.
    """

    state: CircuitState = "closed"
    failures: int = 0
    since: str = ""


def is_away(outcome: ToolOutcome) -> bool:
    """Whether the service gave no answer. A refusal, or a broken tool, is an answer."""
    if isinstance(outcome, Unknown):
        return True
    return isinstance(outcome, Failed) and outcome.fault.kind in _AWAY
