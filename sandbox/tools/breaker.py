"""Circuit breaker: after some failures in a row a service is left alone for a while.

The pattern of Nygard, "Release It!": closed, open, and half open for one trial. Pure: time is the
world's and is given by the caller, so a replay moves it the same way.
"""

from dataclasses import replace

from sandbox.domain.service import Circuit, is_away
from sandbox.domain.tool import ToolOutcome
from sandbox.tools.world_time import seconds_between

__all__ = ["Breaker", "Circuit", "is_away"]


class Breaker:
    """Moves circuits. `failures` in a row open one; after `rest` seconds one call may try it."""

    def __init__(self, failures: int = 5, rest: float = 30.0) -> None:
        if failures < 1 or rest < 0:
            raise ValueError("a breaker opens after one failure or more and rests for a while")
        self._failures = failures
        self._rest = rest

    def before(self, circuit: Circuit, now: str) -> tuple[Circuit, bool]:
        """The circuit as a call finds it, and whether the call may go.

        A trial that never came back (a crash, a cancelled turn) gives way to another after a rest.
        """
        if circuit.state == "closed":
            return circuit, True
        if self.seconds_left(circuit, now) > 0:
            return circuit, False
        return replace(circuit, state="half_open", since=now), True

    def after(self, circuit: Circuit, outcome: ToolOutcome, now: str) -> Circuit:
        """The circuit after a call that went through. A trial that fails opens it at once."""
        if not is_away(outcome):
            return Circuit()
        failures = circuit.failures + 1
        opens = circuit.state == "half_open" or failures >= self._failures
        if opens:
            return Circuit(state="open", failures=failures, since=now)
        return replace(circuit, failures=failures)

    def seconds_left(self, circuit: Circuit, now: str) -> float:
        """How long no call may go, 0 when one may."""
        if circuit.state == "closed":
            return 0.0
        return max(0.0, self._rest - seconds_between(circuit.since, now))
