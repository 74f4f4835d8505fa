"""Every hop runs through here: started, finished or failed; masked, stamped, written, told."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple, cast

from sandbox.domain.base import JSON
from sandbox.domain.faults import Fault, FaultError, SandboxError
from sandbox.domain.hop import HopName
from sandbox.hops.scope import E, Output
from sandbox.hops.stop import HandedOver
from sandbox.log.event import (
    READ_EVENT,
    Event,
    HopFailed,
    HopFinished,
    HopStarted,
    ModelRequested,
    Took,
    TurnFinished,
    TurnStarted,
)
from sandbox.log.items import item_of
from sandbox.log.writer import Sink
from sandbox.ports import Stopwatch, WorldClock
from sandbox.privacy.mask import Mask

_log = logging.getLogger(__name__)

_STRUCTURE = frozenset(
    ("kind", "at", "turn", "hop", "took", "made", "wall", "deadline", "world", "files", "key")
)
"""Fields of an event that hold no words of anybody; masking them could only do harm."""


class Begun(NamedTuple):
    """When a hop began that is written down afterwards: world time, nanoseconds in the turn."""

    at: str
    start: int


class Running:
    """A hop under way; see `sandbox.hops.scope.HopScope`."""

    def __init__(
        self,
        journal: "Journal",
        name: HopName,
        at: str,
        start: int,
        subject: str = "",
        call: int | None = None,
    ) -> None:
        self._journal = journal
        self.turn = journal.turn
        self.number = journal.hops
        self.name: HopName = name
        self.subject, self.call = subject, call
        self.at = at
        self.start = start

    def write(self, event: E) -> E:
        """Writes an event that happens inside this hop, at its own time if it has one; masked."""
        return self._journal.write(event, hop=self.number, at=event.at or self.at)

    def finish(self, output: Output) -> Output:
        """Writes the hop's output; returns it masked."""
        took = Took(start=self.start, total=self.elapsed() - self.start)
        event = HopFinished(output=output, took=took)
        return cast(Output, self.write(event).output)

    def elapsed(self) -> int:
        """Nanoseconds since the turn began."""
        return self._journal.elapsed()

    def mask(self, value: JSON) -> JSON:
        """The value as it may leave this hop."""
        return self._journal.mask.mask(value, self.turn)

    def sync(self) -> None:
        """Returns when the log so far would survive a power cut."""
        self._journal.sink.sync()


class Journal:
    """Writes the events of one session, in one place, in one order.

    `stop` is asked before each hop: a replay raises there what stopped the original turn.
    """

    def __init__(
        self,
        sink: Sink,
        mask: Mask,
        clock: WorldClock,
        stopwatch: Stopwatch,
        tell: Callable[[Event], None],
        stop: Callable[[], None] = lambda: None,
    ) -> None:
        self.sink = sink
        self.mask = mask
        self.clock = clock
        self.turn = 0
        self.hops = 0
        self._stopwatch = stopwatch
        self._tell = tell
        self._stop = stop
        self._began = 0

    def elapsed(self) -> int:
        """Nanoseconds since the turn began."""
        return self._stopwatch.ns() - self._began

    def begin(self, turn: int, event: TurnStarted) -> None:
        """Starts turn number `turn`, on a whole second of the world's time.

        A log keeps no parts of one, so a session that is taken up again could not go on with them.
        """
        self.clock.set(self.clock.now())
        self.turn, self.hops, self._began = turn, 0, self._stopwatch.ns()
        self.write(event)

    def end(self, event: TurnFinished) -> TurnFinished:
        """Ends the turn and syncs the log to disk."""
        took = Took(total=self.elapsed())
        written = self.write(event.model_copy(update={"took": took}))
        self.sink.sync()
        self.turn = 0
        return written

    @contextmanager
    def hop(
        self,
        name: HopName,
        subject: str = "",
        call: int | None = None,
        begun: Begun | None = None,
    ) -> Iterator[Running]:
        """Runs one hop. A failure inside is written as `hop_failed` and goes on as `FaultError`.

        `begun`: it began earlier, beside others; the world's clock has made its step.
        """
        self._stop()
        self.hops += 1
        at, start = begun or (self.clock.step(), self.elapsed())
        running = Running(self, name, at, start, subject, call)
        started = HopStarted(name=name, subject=subject, call=call, took=Took(start=running.start))
        running.write(started)
        try:
            yield running
        except asyncio.CancelledError:
            self._failed(running, Fault(kind="cancelled", message="stopped by a person"))
            raise
        except HandedOver as over:
            if not over.finished:
                message = "a person handed the conversation over here"
                self._failed(running, Fault(kind="cancelled", message=message))
            raise
        except FaultError as error:
            self._failed(running, error.fault)
            raise
        except SandboxError as error:
            fault = Fault(kind="internal", message=error.message, hint=error.hint)
            self._failed(running, fault)
            raise FaultError(fault) from error
        except Exception as error:
            # Only with --debug does this reach anybody: the text may hold anything.
            _log.debug("hop %s broke", name, exc_info=error)
            fault = Fault(
                kind="internal",
                message=f"{name} failed: {type(error).__name__}",
                hint="run again with --debug to see where",
            )
            self._failed(running, fault)
            raise FaultError(fault) from error

    def write(self, event: E, hop: int = 0, at: str = "") -> E:
        """Masks, stamps, appends and tells one event; returns it as written."""
        stamped = event.model_copy(
            update={"turn": event.turn or self.turn, "hop": hop, "at": at or self.clock.now()}
        )
        masked, dumped = self._masked(stamped)
        self.sink.append(masked, dumped)
        self._tell(masked)
        return masked

    def _masked(self, event: E) -> tuple[E, dict[str, JSON] | None]:
        """The event as it may be written, and its JSON where that is known: dumping costs most."""
        if isinstance(event, ModelRequested) and self._is_safe(event):
            made = self.mask.vault.take_new()
            return (event.model_copy(update={"made": made}) if made else event), None
        data = event.model_dump(mode="json", exclude_defaults=True)
        safe = data
        # Nearly all events say nothing new: one look tells, instead of one for each field.
        if not self.mask.keeps([data[name] for name in data if name not in _STRUCTURE]):
            safe = {
                name: value if name in _STRUCTURE else self.mask.mask(value, self.turn)
                for name, value in data.items()
            }
        made = self.mask.vault.take_new()
        if safe == data:
            return (event.model_copy(update={"made": made}), None) if made else (event, data)
        masked = READ_EVENT.validate_python(safe)
        return masked.model_copy(update={"made": made, "took": event.took}), None  # pyright: ignore

    def _is_safe(self, event: ModelRequested) -> bool:
        """Whether masking a request changes nothing: most of it has been masked before."""
        rest, mask = [event.model, event.settings], self.mask
        return (
            mask.mask(rest, self.turn) == rest
            and mask.leaves_alone(map(item_of, event.messages), self.turn)
            and mask.leaves_alone(map(item_of, event.tools), self.turn, shared=True)
        )

    def _failed(self, running: Running, fault: Fault) -> None:
        took = Took(start=running.start, total=self.elapsed() - running.start)
        running.write(HopFailed(name=running.name, fault=fault, took=took))
