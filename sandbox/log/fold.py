"""Folds a log into a session: turns, hops, and what holds now. Readers of a log start here.

Mutable on purpose: `Session.feed` takes one event in constant time, so that a live screen and a
file read from disk share one path. Nothing here is ever written back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sandbox.domain.faults import Fault
from sandbox.domain.hop import (
    ContextOutput,
    ExecuteOutput,
    HopName,
    HopOutput,
    ParseOutput,
    PolicyOutput,
    RedactOutput,
    RepairOutput,
    RespondOutput,
    RouteOutput,
    Variable,
)
from sandbox.domain.message import Message, text_message
from sandbox.domain.money import Cost, Used, total_cost, total_usage
from sandbox.domain.personal import Placeholder
from sandbox.domain.tool import Failed, RowChange, Unknown
from sandbox.domain.turn import Mark, Principal
from sandbox.log import event as ev
from sandbox.log.back_ends import BackEnds
from sandbox.log.event import Event


@dataclass
class Hop:
    """One hop of one turn. Durations in nanoseconds from the turn's start; `total` None = runs."""

    turn: int
    number: int
    name: HopName
    subject: str
    at: str
    start: int
    call: int | None = None
    total: int | None = None
    output: HopOutput | None = None
    fault: Fault | None = None
    degraded: str = ""
    events: list[Event] = field(default_factory=list[Event])
    changes: list[RowChange] = field(default_factory=list[RowChange])

    @property
    def id(self) -> str:
        """`3.6`: turn and hop; the join key of screen, log and commands."""
        return f"{self.turn}.{self.number}"

    @property
    def responses(self) -> list[ev.ModelResponded]:
        """Its answered, failed or stopped attempts at a model call, in order."""
        return [event for event in self.events if isinstance(event, ev.ModelResponded)]

    @property
    def mark(self) -> str:
        """One letter for trouble: R repaired, D denied, E error, F fault injected, "" clean."""
        if self.fault:
            return "C" if self.fault.kind == "cancelled" else "E"
        if any(isinstance(event, ev.FaultInjected) for event in self.events):
            return "F"
        match self.output:
            case RepairOutput() | ParseOutput(recovered=(_, *_), unreadable=()):
                return "R"
            case PolicyOutput(approval=approval) if not self.output.go:
                return "" if approval and approval.action == "edit" else "D"
            case ExecuteOutput(outcome=Failed() | Unknown()):
                return "E"
            case _:
                return ""


@dataclass
class Turn:
    """One turn: its hops in order, the safe words of the customer, the reply, and its end."""

    number: int
    model: str
    at: str
    hops: list[Hop] = field(default_factory=list[Hop])
    asked: str = ""
    reply: str = ""
    finished: ev.TurnFinished | None = None
    mark: Mark | None = None
    note: str = ""
    changes: list[RowChange] = field(default_factory=list[RowChange])
    wall: str = ""

    @property
    def total(self) -> int:
        """Nanoseconds from start to end of the turn (of its last known hop while it runs)."""
        if self.finished and self.finished.took:
            return self.finished.took.total
        return max((hop.start + (hop.total or 0) for hop in self.hops), default=0)

    @property
    def cost(self) -> Cost:
        """Sum of its model calls."""
        return total_cost(event.cost for event in self.responses)

    @property
    def usage(self) -> Used:
        """Tokens of its model calls, all attempts together."""
        return total_usage(event.used for event in self.responses)

    @property
    def responses(self) -> list[ev.ModelResponded]:
        """Its answered, failed or stopped model calls, in order."""
        return [
            event
            for hop in self.hops
            for event in hop.events
            if isinstance(event, ev.ModelResponded)
        ]


@dataclass
class Session:
    """A session as its log tells it."""

    started: ev.SessionStarted | None = None
    model: str = ""
    principal: Principal = field(default_factory=Principal)
    files: dict[str, str] = field(default_factory=dict[str, str])
    turns: list[Turn] = field(default_factory=list[Turn])
    variables: dict[str, Variable] = field(default_factory=dict[str, Variable])
    placeholders: dict[str, Placeholder] = field(default_factory=dict[str, Placeholder])
    outside: list[Event] = field(default_factory=list[Event])
    back: BackEnds = field(default_factory=BackEnds)
    outside_changes: list[RowChange] = field(default_factory=list[RowChange])
    ended: ev.SessionEnded | None = None
    forked: ev.SessionForked | None = None
    now: str = ""
    wall: str = ""
    count: int = 0

    @property
    def running(self) -> Turn | None:
        """The turn that has not finished, if any."""
        return self.turns[-1] if self.turns and self.turns[-1].finished is None else None

    @property
    def cost(self) -> Cost:
        return total_cost(turn.cost for turn in self.turns)

    @property
    def usage(self) -> Used:
        """Tokens of all its model calls."""
        return total_usage(turn.usage for turn in self.turns)

    def hop(self, identifier: str) -> Hop | None:
        """The hop `3.6`, or None."""
        turn, _, number = identifier.partition(".")
        if not (turn.isdigit() and number.isdigit() and 0 < int(turn) <= len(self.turns)):
            return None
        hops = self.turns[int(turn) - 1].hops
        return hops[int(number) - 1] if 0 < int(number) <= len(hops) else None

    def feed(self, event: Event) -> None:
        """Takes one more event."""
        self.count += 1
        self.now = event.at or self.now
        for placeholder in event.made:
            self.placeholders[placeholder.text] = placeholder
        if isinstance(event, ev.TurnMarked):
            self._mark(event)
        elif isinstance(event, ev.PrincipalChanged):
            self._identified(event)
        elif isinstance(event, ev.TurnStarted):
            self.wall = event.wall or self.wall
            self.turns.append(Turn(event.turn, event.model, event.at, wall=self.wall))
        elif event.turn and self.turns:
            _feed_turn(self, self.turns[-1], event)
        else:
            self._outside(event)
        self.back.feed(event)

    def _mark(self, event: ev.TurnMarked) -> None:
        self.outside.append(event)
        if 0 < event.turn <= len(self.turns):
            turn = self.turns[event.turn - 1]
            turn.mark, turn.note = event.mark, event.note

    def _identified(self, event: ev.PrincipalChanged) -> None:
        """Who speaks, from now on; inside a turn the rest of it knows that too."""
        self.outside.append(event)
        self.principal = event.principal
        if event.turn and event.principal.customer:
            self.variables["customer"] = Variable(
                name="customer",
                value=event.principal.customer,
                source="principal",
                turn=event.turn,
            )

    def _outside(self, event: Event) -> None:
        self.outside.append(event)
        self.outside_changes.extend(self.back.news(event))
        match event:
            case ev.SessionStarted():
                self.started, self.model, self.wall = event, event.model, event.wall
                self.principal, self.files = event.principal, event.files
            case ev.SessionResumed():
                self.wall = event.wall or self.wall
            case ev.ModelSwitched():
                self.model = event.model
            case ev.PackChanged():
                self.files = event.files
            case ev.SessionEnded():
                self.ended = event
            case ev.SessionForked():
                self.forked, self.wall = event, event.wall or self.wall
            case _:
                pass


def fold(events: Iterable[Event]) -> Session:
    """The session that `events` tell of."""
    session = Session()
    for event in events:
        session.feed(event)
    return session


def conversation(session: Session) -> list[Message]:
    """The turns so far as messages of customer and agent, without tool calls."""
    messages: list[Message] = []
    for turn in session.turns:
        if turn.asked:
            messages.append(text_message("user", turn.asked))
        if turn.reply:
            messages.append(text_message("assistant", turn.reply))
    return messages


def _feed_turn(session: Session, turn: Turn, event: Event) -> None:
    match event:
        case ev.HopStarted():
            start = event.took.start if event.took else 0
            turn.hops.append(
                Hop(turn.number, event.hop, event.name, event.subject, event.at, start, event.call)
            )
        case ev.HopFinished() | ev.HopFailed():
            _finish_hop(session, turn, event)
        case ev.TurnFinished():
            turn.finished = event
        case _:
            hop = _hop_of(turn, event.hop)
            news = session.back.news(event)
            if hop:
                hop.events.append(event)
                hop.changes.extend(news)
            turn.changes.extend(news)


def _finish_hop(session: Session, turn: Turn, event: ev.HopFinished | ev.HopFailed) -> None:
    hop = _hop_of(turn, event.hop)
    if hop is None:
        return
    hop.total = event.took.total if event.took else 0
    if isinstance(event, ev.HopFailed):
        hop.fault, hop.degraded = event.fault, event.degraded
        return
    hop.output = output = event.output
    match output:
        case RedactOutput():
            turn.asked = output.text
        case RespondOutput():
            turn.reply = output.text
        case ContextOutput():
            session.variables = {variable.name: variable for variable in output.variables}
        case RouteOutput(action="start", intent=intent) if intent:
            session.variables["intent"] = Variable(
                name="intent", value=intent, source="engine", where="route", turn=turn.number
            )
        case _:
            pass


def _hop_of(turn: Turn, number: int) -> Hop | None:
    return turn.hops[number - 1] if 0 < number <= len(turn.hops) else None
