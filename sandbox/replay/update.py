"""A recording as the code would record it now: the model's answers from the tape, tools for real.

The code has to ask the same questions in the same order: an answer of a model fits no other. So
only what is in the events may change, not which events there are; else the turn is to be recorded
again.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.domain.faults import SandboxError
from sandbox.domain.tool import Ok
from sandbox.hub.agent import Agent
from sandbox.log.codec import Encoder
from sandbox.log.envelope import REAL_DATES
from sandbox.log.event import (
    Event,
    FaultInjected,
    HopFinished,
    HopStarted,
    PackChanged,
    ToolResponded,
    TurnFinished,
)
from sandbox.log.reader import parse_log
from sandbox.pack.pack import Pack
from sandbox.ports import Attempt, Decide, Search, Toolbox, ToolReply, WorldClock
from sandbox.privacy.mask import Mask
from sandbox.replay.causes import code_version
from sandbox.replay.divergence import Difference, difference
from sandbox.replay.guard import guarded
from sandbox.replay.replayer import StrictReplay
from sandbox.replay.tape import READERS_ONLY, Diverged, Interrupted, Tape, interrupted
from sandbox.tools.faulty import FaultyToolbox
from sandbox.tools.toolbox import WorldToolbox
from sandbox.world.database import WorldDatabase
from sandbox.world.lock import locked


@dataclass(frozen=True)
class Updated:
    """The new log lines, and what in them is not as it was, in order."""

    log: bytes
    changes: tuple[Difference, ...]


class KeepingTape(Tape):
    """Keeps what the code does, as long as it goes the way of the tape."""

    def __init__(self, events: Sequence[Event]) -> None:
        super().__init__(events)
        self.kept: list[Event] = []
        self.changes: list[Difference] = []

    def play(self, event: Event) -> None:
        expected = self.peek()
        if interrupted(expected) and not isinstance(event, TurnFinished):
            raise Interrupted
        found = difference(expected, event, self.session)
        if found is not None:
            if expected is None or not _in_step(expected, event):
                raise Diverged(found)
            self.changes.append(found)
        assert expected is not None
        super().take()
        self.kept.append(_timed_as(expected, event))

    def take(self) -> Event:
        event = super().take()
        self.kept.append(event)
        return event


class _Remembering:
    """Real tools, and what the tape says of effects that had happened before they were asked for.

    A killed process had begun those; the ledger of a world that is made anew knows nothing of it.
    """

    def __init__(self, inner: Toolbox, tape: Tape) -> None:
        self._inner, self._tape = inner, tape

    async def attempt(self, attempt: Attempt) -> ToolReply:
        reply = await self._inner.attempt(attempt)
        told = self._tape.peek_past(FaultInjected)
        found = isinstance(told, ToolResponded) and told.from_ledger
        if found and isinstance(reply.outcome, Ok):
            return reply.model_copy(update={"from_ledger": True})
        return reply


class Update(StrictReplay):
    """One recording, recorded anew on the pack as it is now."""

    def __init__(
        self, name: str, events: tuple[Event, ...], pack: Pack, search: Search, decide: Decide
    ) -> None:
        super().__init__(name, events, pack, search, decide)
        self._whole = [event for event in events if not isinstance(event, PackChanged)]
        self._whole[0] = self.started.model_copy(
            update={
                "code": code_version(),
                "pack_version": pack.version,
                "files": dict(pack.digests),
            }
        )
        self.tape = self._keeping = KeepingTape(self._whole)

    async def run(self) -> Updated:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The new recording.

        Raises `SandboxError` (code 1) naming the turn that goes another way than it did.
        """
        with tempfile.TemporaryDirectory(prefix="hopscope-update-") as folder:
            scratch = Path(folder)
            with guarded(scratch, tools=True):
                path = scratch / "world.sqlite"
                found = await self._all(WorldDatabase.create(path, self.pack, scratch=True))
        if found is not None:
            raise self._other_way(found)
        log = self._log()
        again = StrictReplay(self.name, log[1], self.pack, self._search, self._decide)
        report = await again.run()
        if report.difference is not None:
            raise self._other_way(report.difference)
        return Updated(log[0], tuple(self._keeping.changes))

    def _toolbox(
        self, world: WorldDatabase, agent: Agent, mask: Mask, clock: WorldClock
    ) -> Toolbox:
        pack = self.pack
        inner = WorldToolbox(
            world,
            pack.contracts,
            pack.functions,
            lambda: agent.session.principal.customer,
            clock,
        )
        return _Remembering(FaultyToolbox(inner, lambda: locked(world)), self.tape)

    def _log(self) -> tuple[bytes, tuple[Event, ...]]:
        encoder = Encoder()
        lines = [line for event in self._events() for line in encoder.lines(event)]
        data = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
        return data, parse_log(data, self.name).events

    def _events(self) -> Iterator[Event]:
        """What was kept, with marks and resumes, which a tape leaves out, in their places."""
        kept = iter(self._keeping.kept)
        for event in self._whole:
            yield event if isinstance(event, READERS_ONLY) else next(kept)

    def _other_way(self, found: Difference) -> SandboxError:
        return SandboxError(
            f"{self.name} can't be updated: turn {found.turn}, {found.hop or 'outside any hop'}, "
            f"goes another way now, and the recorded answers do not fit it",
            "record that conversation again",
            code=1,
        )


def _in_step(expected: Event, event: Event) -> bool:
    """Whether the code still does the same thing, be it with other content."""
    if isinstance(expected, HopStarted) and isinstance(event, HopStarted):
        return (expected.name, expected.call) == (event.name, event.call)
    if isinstance(expected, HopFinished) and isinstance(event, HopFinished):
        return expected.output.hop == event.output.hop
    return expected.kind == event.kind and getattr(expected, "tool", "") == getattr(
        event, "tool", ""
    )


def _timed_as(expected: Event, event: Event) -> Event:
    """The event with the durations and dates of the one it stands for.

    A replay has no durations of its own; a date goes where the code gives none any more.
    """
    dates = {name: getattr(expected, name) for name in REAL_DATES if getattr(event, name, "")}
    return event.model_copy(update=dates | {"took": expected.took})
