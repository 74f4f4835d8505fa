"""Events of a session, written down turn by turn."""

from typing import Any

from sandbox.domain.faults import Fault
from sandbox.domain.hop import HopName, HopOutput, Variable
from sandbox.domain.turn import Principal
from sandbox.log.event import (
    Event,
    HopFailed,
    HopFinished,
    HopStarted,
    TurnFinished,
    TurnStarted,
)
from sandbox.log.fold import Session


class Story:
    """Events of a session, written down turn by turn."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.turn = 0
        self.hops = 0
        self.name: HopName = "redact"

    def begin(self) -> "Story":
        self.turn, self.hops = self.turn + 1, 0
        return self._add(TurnStarted(turn=self.turn, model="fake"))

    def hop(self, output: HopOutput, call: int | None = None, *inside: Event) -> "Story":
        """One hop from start to end, with events inside it."""
        self.start(output.hop, call, *inside)
        return self._add(HopFinished(turn=self.turn, hop=self.hops, output=output))

    def start(self, name: HopName, call: int | None = None, *inside: Event) -> "Story":
        """A hop that begins and is left open."""
        self.hops += 1
        self.name = name
        self._add(HopStarted(turn=self.turn, hop=self.hops, name=name, call=call))
        for event in inside:
            self._add(event.model_copy(update={"turn": self.turn, "hop": self.hops}))
        return self

    def fail(self, kind: Any, message: str = "no") -> "Story":
        """The open hop fails."""
        told = Fault(kind=kind, message=message)
        return self._add(HopFailed(turn=self.turn, hop=self.hops, name=self.name, fault=told))

    def end(self, outcome: Any = "answered") -> "Story":
        return self._add(TurnFinished(turn=self.turn, outcome=outcome))

    def add(self, event: Event) -> "Story":
        return self._add(event)

    def session(self) -> Session:
        session = Session()
        for event in self.events:
            session.feed(event)
        return session

    def _add(self, event: Event) -> "Story":
        self.events.append(event)
        return self


def session_of(*variables: Variable, turns: int = 1, customer: str = "C-0007") -> Session:
    """A session in its turn number `turns` that knows `variables`."""
    story = Story()
    for _ in range(turns - 1):
        story.begin().end()
    session = story.begin().session()
    session.variables = {variable.name: variable for variable in variables}
    session.principal = Principal(customer=customer)
    return session


def known(name: str, value: Any, turn: int = 1, **more: Any) -> Variable:
    """Something the customer said."""
    return Variable(**{"name": name, "value": value, "source": "customer", "turn": turn, **more})
