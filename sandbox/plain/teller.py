"""Tells a session's events as lines, in the order in which they happen."""

from collections.abc import Callable, Iterator
from typing import Final, Literal, Protocol

from sandbox.domain.hop import ParseOutput, RespondOutput
from sandbox.domain.tool import Ok
from sandbox.domain.turn import HUMAN
from sandbox.log.event import (
    BreakerMoved,
    Event,
    FaultInjected,
    HopFailed,
    HopFinished,
    HopStarted,
    ModelRequested,
    ModelResponded,
    PackChanged,
    PrincipalChanged,
    ToolAttempted,
    ToolResponded,
    TurnFinished,
    TurnStarted,
)
from sandbox.log.fold import Hop, Session, Turn
from sandbox.log.times import times_of
from sandbox.plain.hops import Restore, change_line, hop_line, matters
from sandbox.plain.speech import Say, Speech
from sandbox.plain.words import cost, counted, one_line, tokens, took
from sandbox.tui.feed.notes import waiting

Level = Literal["quiet", "normal", "all"]
LEVELS: Final[tuple[Level, ...]] = ("quiet", "normal", "all")
"""`quiet`: the conversation and questions. `normal`: and what matters of the hops. `all`: each."""


class Told(Protocol):
    """What is told: a live session."""

    @property
    def session(self) -> Session: ...

    def restore(self, value: object, /) -> object: ...

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]: ...

    def on_progress(self, listener: Callable[[int, str], None]) -> Callable[[], None]: ...


class Teller:
    """Listens to a session from its making on. `level` may be changed at any moment."""

    def __init__(self, told: Told, say: Say, level: Level) -> None:
        self.level: Level = level
        self._told = told
        self._say = say
        self._restore: Restore = told.restore  # pyright: ignore[reportAttributeAccessIssue]
        self._speech = Speech(say, lambda text: str(told.restore(text)))
        self._holding = False
        told.subscribe(self._hear)
        told.on_progress(self._stream)

    def still(self, seconds: float) -> None:
        """Says where the running turn is, so many seconds after it began."""
        turn = self._told.session.running
        hop = turn.hops[-1] if turn is not None and turn.hops else None
        if self.level != "quiet" and hop is not None and not waiting(hop):
            where = f"{hop.id} {hop.name} {hop.subject}".rstrip()
            self._say(f"{where}: still running, {seconds:.0f} s since your message")

    def _stream(self, turn: int, text: str) -> None:
        if not self._holding:
            self._speech.hear(text)

    def _hear(self, event: Event) -> None:
        session = self._told.session
        if not event.turn:
            self._between(event)
            return
        turn = session.turns[event.turn - 1]
        hop = session.hop(f"{event.turn}.{event.hop}") if event.hop else None
        self._drafts(event)
        if isinstance(event, TurnFinished):
            self._ended(turn)
        elif hop is not None:
            for line in self._within(turn, hop, event):
                self._say(line)

    def _between(self, event: Event) -> None:
        if self.level == "quiet":
            return
        if isinstance(event, PackChanged):
            self._say("the pack was edited: its files as they are now count from this turn on")
        elif isinstance(event, PrincipalChanged):
            self._say(f"the customer is now {event.principal.customer or 'nobody yet'}")

    def _drafts(self, event: Event) -> None:
        match event:
            case TurnStarted():
                self._holding = False
                self._speech.again()
            case HopStarted(name="infer"):
                self._speech.again()
            case ModelRequested(attempt=attempt) if attempt > 1:
                self._speech.again()
            case ToolAttempted(key=key, lookup=False) if key:
                # What the reply claims is checked against what the call did, before it is told.
                self._holding = True
            case HopFinished(output=RespondOutput(text=text)):
                self._speech.settle(text)
            case ModelResponded() | TurnFinished():
                self._speech.break_off()
            case _:
                pass

    def _within(self, turn: Turn, hop: Hop, event: Event) -> Iterator[str]:
        """What happened inside a hop, as it happens; then the hop itself."""
        if self.level == "quiet":
            if isinstance(event, HopFailed) and event.fault.kind != "cancelled":
                yield hop_line(turn, hop, self._restore)
            return
        words = _happened(event)
        if words:
            yield f"{hop.id} {words}"
        if isinstance(event, HopFinished | HopFailed):
            if self._speech.said and isinstance(hop.output, ParseOutput) and hop.output.calls:
                tools = one_line(", ".join(call.tool for call in hop.output.calls))
                yield f"{hop.id} the words above are a draft, {tools} is called first"
            if self.level == "all" or matters(hop):
                yield hop_line(turn, hop, self._restore)
                for change in hop.changes:
                    yield f"{hop.id} changed {change_line(change, self._restore)}"

    def _ended(self, turn: Turn) -> None:
        line = turn_line(turn)
        why = one_line(str(self._restore(turn.finished.why))) if turn.finished else ""
        clean = turn.finished is not None and turn.finished.outcome in ("answered", "asked")
        if self.level != "quiet" or not clean or (turn.finished and turn.finished.degraded):
            self._say(f"{line}, {why}" if why else line)


def turn_line(turn: Turn) -> str:
    """`turn 1: answered, 14 hops, 0.01 s, 812 tokens in, 40 out, cost $0`."""
    end = turn.finished
    if end is None:
        return f"turn {turn.number}: running, {counted(len(turn.hops), 'hop')}"
    times = times_of(turn)
    waited = times.waited
    sums = end.totals
    parts = [
        f"turn {turn.number}: {end.outcome.replace('_', ' ')}",
        "degraded" if end.degraded else "",
        "it is kept" if end.outcome == "cancelled" else "",
        counted(len(turn.hops), "hop"),
        took(times.total),
        f"{took(waited)} of it waiting for a person" if waited else "",
        tokens(turn.usage),
        cost(sums.cost),
        f"marked {turn.mark}" if turn.mark else "",
    ]
    return ", ".join(filter(None, parts))


def _happened(event: Event) -> str:
    match event:
        case FaultInjected(spec=spec):
            return f"fault injected: {one_line(spec, 200)}"
        case BreakerMoved(service=service, state=state):
            return f"circuit breaker of {service} is {state.replace('_', ' ')}"
        case ToolResponded(outcome=outcome) if not isinstance(outcome, Ok):
            return f"attempt {outcome.status}: {one_line(outcome.fault.message)}"
        case ModelResponded():
            return _responded(event)
        case PrincipalChanged(principal=principal):
            return f"the customer is now {principal.customer or 'nobody yet'}"
        case _:
            return ""


def _responded(event: ModelResponded) -> str:
    if event.fault is not None and event.fault.kind != "budget":
        return f"{event.model or 'the model'} failed: {one_line(event.fault.message)}"
    return "a person answers in the model's place" if event.model == HUMAN else ""
