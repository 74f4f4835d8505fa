"""A tape: the events of a log, played in order; whatever the code does is held against it."""

import asyncio
from collections.abc import Iterable

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.log.event import (
    Event,
    HopFailed,
    HopFinished,
    HopStarted,
    ModelRequested,
    SessionResumed,
    ToolResponded,
    TurnFinished,
    TurnMarked,
)
from sandbox.log.fold import Session
from sandbox.ports import Attempt
from sandbox.replay.divergence import Difference, difference
from sandbox.replay.may_differ import MayDiffer

READERS_ONLY = (SessionResumed, TurnMarked)
"""Events that change nothing for the code: a resume leaves no gap, a mark is an opinion."""


class Diverged(BaseException):
    """What the code did is not what the tape says.

    A `BaseException`, so that no hop takes it for a fault of its own and degrades.
    """

    def __init__(self, found: Difference) -> None:
        super().__init__(found.line())
        self.found = found


class Interrupted(BaseException):
    """The original turn was closed as interrupted here."""


class Tape:
    """Events and a cursor. `at_end` when everything was played.

    `may_differ`: differences that do not matter. `explain`: a prompt that differs is followed to
    its request, which shows how.
    """

    def __init__(
        self,
        events: Iterable[Event],
        may_differ: MayDiffer | None = None,
        explain: bool = False,
    ) -> None:
        self.events = [event for event in events if not isinstance(event, READERS_ONLY)]
        self.cursor = 0
        self.session = Session()
        self._may_differ = may_differ or MayDiffer()
        self._explain = explain
        self._prompt: Difference | None = None
        self._answers: dict[tuple[int, int], list[ToolResponded]] = {}
        self._cancelled = set[tuple[int, int]]()
        for event in self.events:
            at = (event.turn, event.hop)
            if isinstance(event, ToolResponded) and not event.source:
                self._answers.setdefault(at, []).append(event)
            elif cancelled(event):
                self._cancelled.add(at)

    @property
    def at_end(self) -> bool:
        return self.cursor >= len(self.events)

    def peek(self) -> Event | None:
        """The next event on the tape, None at its end."""
        return None if self.at_end else self.events[self.cursor]

    def peek_past(self, *kinds: type[Event]) -> Event | None:
        """The next event that is of none of these kinds."""
        at = self.cursor
        while at < len(self.events) and isinstance(self.events[at], kinds):
            at += 1
        return self.events[at] if at < len(self.events) else None

    def take(self) -> Event:
        """The next event, passed over. Raises `SandboxError` at the end."""
        event = self.peek()
        if event is None:
            raise SandboxError("the recording ends too early", "record the session again")
        self.cursor += 1
        self.session.feed(event)
        return event

    def answer(self, attempt: Attempt) -> ToolResponded | None:
        """What the attempt brought in the original; None when the tape does not tell.

        By its place, not as the next event: the calls of a parallel group are written at its end.
        """
        answers = self._answers.get((attempt.turn, attempt.hop), [])
        return answers[attempt.number - 1] if attempt.number <= len(answers) else None

    def opened(self, attempt: Attempt) -> bool:
        """Whether the hop of the attempt was opened; in a parallel group it is not yet."""
        running = self.session.running
        return running is not None and attempt.hop <= len(running.hops)

    def was_cancelled(self, attempt: Attempt) -> bool:
        """Whether a person stopped the hop of this attempt."""
        return (attempt.turn, attempt.hop) in self._cancelled

    def play(self, event: Event) -> None:
        """Holds `event` against the next one on the tape. Raises `Diverged` or `Interrupted`."""
        expected = self.peek()
        if self._prompt is not None:
            self._follow(self._prompt, expected, event)
            return
        if interrupted(expected) and not isinstance(event, TurnFinished):
            raise Interrupted
        found = difference(expected, event, self.session, self._may_differ)
        if found is not None and not (self._explain and _is_prompt(event)):
            raise Diverged(found)
        self._prompt = found
        self._may_differ.saw(event, self.session)
        self.take()

    def _follow(self, found: Difference, expected: Event | None, event: Event) -> None:
        """Goes on from a prompt that differs to its request, where the texts are."""
        if isinstance(expected, HopStarted) and isinstance(event, HopStarted):
            self.take()
            return
        then = None
        if isinstance(expected, ModelRequested) and isinstance(event, ModelRequested):
            then = difference(expected, event, self.session, self._may_differ)
        raise Diverged(found.model_copy(update={"then": then}))

    def check_stop(self) -> None:
        """Raises what stopped the original turn between two hops."""
        expected = self.peek()
        if isinstance(expected, TurnFinished) and expected.outcome == "cancelled":
            raise asyncio.CancelledError


def _is_prompt(event: Event) -> bool:
    return isinstance(event, HopFinished) and event.output.hop == "prompt"


def interrupted(event: Event | None) -> bool:
    """True for the end of a turn that a crash had cut."""
    return isinstance(event, TurnFinished) and event.outcome == "interrupted"


def cancelled(event: Event | None) -> bool:
    """True for a hop that a person stopped."""
    return isinstance(event, HopFailed) and event.fault.kind == "cancelled"


class TapeSink:
    """A log that is only compared, never written."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape

    def append(self, event: Event, dumped: dict[str, JSON] | None = None) -> None:
        self._tape.play(event)

    def sync(self) -> None:
        return None
