"""The faults that are armed, with how often each was looked at and how often it fired."""

from dataclasses import dataclass, field

from sandbox.domain.fault_spec import MODEL, FaultSpec, Sight, parse_fault
from sandbox.domain.faults import SandboxError
from sandbox.log.event import (
    Event,
    FaultArmed,
    FaultDisarmed,
    FaultInjected,
    ModelRequested,
    ToolAttempted,
)


@dataclass
class Armed:
    """One armed fault. `seen`: matching calls since it was armed. `last`: the hop it last hit."""

    text: str
    spec: FaultSpec
    seen: int = 0
    fired: int = 0
    last: str = ""


@dataclass
class Armoury:
    """A fold. Faults in the order in which they were armed."""

    faults: list[Armed] = field(default_factory=list[Armed])

    def feed(self, event: Event, service: str) -> None:
        """Takes one more event; `service` is that of the hop under way."""
        match event:
            case FaultArmed():
                self._arm(event.spec)
            case FaultDisarmed():
                self._disarm(event.spec)
            case ToolAttempted() if self.faults:
                self._see(sight_of(event, service))
            case ModelRequested() if self.faults:
                self._see(Sight(MODEL, event.turn))
            case FaultInjected():
                self._fired(event)
            case _:
                pass

    def _arm(self, text: str) -> None:
        try:
            self.faults.append(Armed(text, parse_fault(text)))
        except SandboxError:
            # Written by a newer version: it can be shown, not be injected.
            return

    def _disarm(self, text: str) -> None:
        found = next((one for one in self.faults if one.text == text), None)
        if found is not None:
            self.faults.remove(found)

    def _see(self, sight: Sight) -> None:
        for one in self.faults:
            if one.spec.sees(sight):
                one.seen += 1

    def _fired(self, event: FaultInjected) -> None:
        for one in self.faults:
            if one.text == event.spec:
                one.fired += 1
                one.last = f"{event.turn}.{event.hop}"
                return


def sight_of(event: ToolAttempted, service: str) -> Sight:
    """The attempt as a trigger sees it."""
    arguments = event.arguments if isinstance(event.arguments, dict) else {}
    return Sight(event.tool, event.turn, service, arguments, writes=bool(event.key))
