"""What the log tells of the back-ends: circuits, effects, results, load, and armed faults.

Everything that decides how the next call of a service is made is a fold of the log, so a replay and
a resumed session decide as the original did. So is who spoke when a call was made, for a result and
an effect are one customer's.
"""

from collections import deque
from dataclasses import dataclass, field, replace
from typing import Final

from sandbox.domain.base import JSON
from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.service import Circuit, is_away
from sandbox.domain.tool import Ok, RowChange
from sandbox.log.armed import Armoury
from sandbox.log.codec import canonical
from sandbox.log.effects import Effects
from sandbox.log.event import (
    BreakerMoved,
    Event,
    HopFinished,
    HopStarted,
    PrincipalChanged,
    SessionStarted,
    ToolAttempted,
    ToolResponded,
    TurnStarted,
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


@dataclass(frozen=True)
class Rerun:
    """A call that a person ran again: the hop it was made in, after which turn, what came of it."""

    hop: str
    after: int
    status: str


@dataclass
class BackEnds:
    """A fold over one session. `rerun`: the hop whose call a person runs again now, "" if none."""

    effects: Effects = field(default_factory=Effects)
    armoury: Armoury = field(default_factory=Armoury)
    _circuits: dict[str, Circuit] = field(default_factory=dict[str, Circuit])
    _calls: dict[str, deque[str]] = field(default_factory=dict[str, deque[str]])
    _results: dict[tuple[str, str], Result] = field(default_factory=dict[tuple[str, str], Result])
    rerun: str = ""
    reruns: list[Rerun] = field(default_factory=list[Rerun])
    _service: str = ""
    _attempt: ToolAttempted | None = None
    _turn: int = 0
    _customer: str = ""
    _callers: dict[str, str] = field(default_factory=dict[str, str])
    _owners: dict[str, str] = field(default_factory=dict[str, str])

    def circuit(self, service: str) -> Circuit:
        """The circuit of a service, closed when nothing is known."""
        return self._circuits.get(service, Circuit())

    @property
    def circuits(self) -> dict[str, Circuit]:
        """Those that are not closed, by service."""
        return {name: one for name, one in self._circuits.items() if one.state != "closed"}

    def calls(self, service: str) -> tuple[str, ...]:
        """World times of its last attempts, oldest first."""
        # What overlapped is in the log in call order, a retry before the first attempt of the next.
        return tuple(sorted(self._calls.get(service, ())))

    def result(self, tool: str, arguments: dict[str, JSON]) -> Result | None:
        """What a read last brought for these (masked) arguments.

        None when anything was written since, or somebody else speaks: a tool may answer by that.
        """
        return self._results.get((tool, canonical(arguments)))

    def caller(self, hop: str) -> str:
        """Who spoke (a customer's key, "" for nobody) when the call of a hop was judged or made."""
        return self._callers.get(hop, "")

    def is_of_another(self, key: str) -> bool:
        """Whether the effect under this key was asked for by another customer than speaks now."""
        return self._owners.get(key, self._customer) not in ("", self._customer)

    def news(self, event: Event) -> tuple[RowChange, ...]:
        """Row changes that `event`, which is not fed yet, is the first to tell."""
        if isinstance(event, ToolResponded):
            return event.changes if self.effects.fresh(event) else ()
        return event.changes if isinstance(event, WorldEdited) else ()

    def feed(self, event: Event) -> None:
        """Takes one more event."""
        match event:
            case TurnStarted():
                self._turn = event.turn
            case SessionStarted() | PrincipalChanged():
                self._customer = event.principal.customer
                self._results.clear()
            case WorldEdited():
                self._results.clear()
            case HopStarted():
                self._hop_started(event)
            case ToolAttempted():
                self._attempted(event)
            case ToolResponded() if self._attempt is not None and not event.source:
                self._responded(event, self._attempt)
                self._attempt = None
            case HopFinished(output=ExecuteOutput() as output) if self.rerun:
                self.reruns.append(Rerun(self.rerun, self._turn, output.outcome.status))
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

    def _hop_started(self, event: HopStarted) -> None:
        # What an earlier hop left open has no answer in this one.
        self._attempt, self.rerun = None, ""
        if event.name == "execute":
            self._service = event.subject.partition(".")[0]
        if event.turn and event.name in ("policy", "execute"):
            self._callers[f"{event.turn}.{event.hop}"] = self._customer

    def _attempted(self, event: ToolAttempted) -> None:
        self._attempt, self.rerun = event, event.rerun
        calls = self._calls.setdefault(self._service, deque(maxlen=_MOST_CALLS))
        calls.append(event.at)
        if event.key and not self._owners.get(event.key):
            self._owners[event.key] = self._customer

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
        elif isinstance(event.outcome, Ok) and not attempt.key and not attempt.rerun:
            at = (event.tool, canonical(attempt.arguments))
            self._results[at] = Result(event.outcome.result, f"{event.turn}.{event.hop}", event.at)
