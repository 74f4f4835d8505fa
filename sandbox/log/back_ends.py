"""What the log tells of the back-ends: circuits, effects, results, load, and armed faults.

Everything that decides how the next call of a service is made is a fold of the log, so a replay and
a resumed session decide as the original did.
"""

from collections import deque
from dataclasses import dataclass, field, replace
from typing import Final

from sandbox.domain.base import JSON
from sandbox.domain.service import Circuit, is_away
from sandbox.domain.tool import Ok, RowChange
from sandbox.log.armed import Armoury
from sandbox.log.codec import canonical
from sandbox.log.effects import Effects
from sandbox.log.event import (
    BreakerMoved,
    Event,
    HopStarted,
    ToolAttempted,
    ToolResponded,
    WorldEdited,
)

_MOST_CALLS: Final = 1_000
"""Attempts of a service remembered for its rate limit."""


@dataclass(frozen=True)
class Result:
    """The last result of a read, masked; the hop that got it, and when (world time)."""

    value: JSON
    hop: str
    at: str


@dataclass
class BackEnds:
    """A fold over one session."""

    effects: Effects = field(default_factory=Effects)
    armoury: Armoury = field(default_factory=Armoury)
    _circuits: dict[str, Circuit] = field(default_factory=dict[str, Circuit])
    _calls: dict[str, deque[str]] = field(default_factory=dict[str, deque[str]])
    _results: dict[tuple[str, str], Result] = field(default_factory=dict[tuple[str, str], Result])
    _service: str = ""
    _attempt: ToolAttempted | None = None

    def circuit(self, service: str) -> Circuit:
        """The circuit of a service, closed when nothing is known."""
        return self._circuits.get(service, Circuit())

    @property
    def circuits(self) -> dict[str, Circuit]:
        """Those that are not closed, by service."""
        return {name: one for name, one in self._circuits.items() if one.state != "closed"}

    def calls(self, service: str) -> tuple[str, ...]:
        """World times of its last attempts, oldest first."""
        return tuple(self._calls.get(service, ()))

    def result(self, tool: str, arguments: dict[str, JSON]) -> Result | None:
        """What a read last brought for these (masked) arguments, if nothing was written since."""
        return self._results.get((tool, canonical(arguments)))

    def news(self, event: Event) -> tuple[RowChange, ...]:
        """Row changes that `event`, which is not fed yet, is the first to tell."""
        if isinstance(event, ToolResponded):
            return event.changes if self.effects.fresh(event) else ()
        return event.changes if isinstance(event, WorldEdited) else ()

    def feed(self, event: Event) -> None:
        """Takes one more event."""
        match event:
            case HopStarted(name="execute"):
                self._service = event.subject.partition(".")[0]
            case ToolAttempted():
                self._attempt = event
                calls = self._calls.setdefault(self._service, deque(maxlen=_MOST_CALLS))
                calls.append(event.at)
            case ToolResponded() if self._attempt is not None and not event.source:
                self._responded(event, self._attempt)
                self._attempt = None
            case BreakerMoved(service=service):
                if event.state == "closed":
                    self._circuits.pop(service, None)
                else:
                    moved = Circuit(event.state, event.failures, event.since)
                    self._circuits[service] = moved
            case _:
                pass
        self.armoury.feed(event, self._service)
        self.effects.feed(event)

    def _responded(self, event: ToolResponded, attempt: ToolAttempted) -> None:
        circuit = self.circuit(self._service)
        if is_away(event.outcome):
            failed = replace(circuit, failures=circuit.failures + 1)
            self._circuits[self._service] = failed
        elif circuit.state == "closed":
            self._circuits.pop(self._service, None)
        if event.changes:
            # Any of them may tell of a row that is different now.
            self._results.clear()
        elif isinstance(event.outcome, Ok) and not attempt.key:
            at = (event.tool, canonical(attempt.arguments))
            self._results[at] = Result(event.outcome.result, f"{event.turn}.{event.hop}", event.at)
