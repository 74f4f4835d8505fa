"""Opens a session again after a crash: the cut turn runs again from its own events, then goes on.

What is on the tape is answered by the tape, on a scratch world forked at the turn's start; at the
first event that is not, the session's own world, tools and person take over. A call to a model
that was cut short is never repeated unasked: such a turn is closed as interrupted.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from sandbox.domain.base import JSON
from sandbox.domain.text import RawText
from sandbox.hub.live import LiveSession
from sandbox.hub.masking import mask_for
from sandbox.hub.parts import Parts
from sandbox.hub.totals import totals_of
from sandbox.hub.turn import TurnRunner
from sandbox.hub.world_edit import complete_edit
from sandbox.log.event import (
    Event,
    SessionForked,
    SessionResumed,
    TurnFinished,
    TurnStarted,
)
from sandbox.log.fold import fold
from sandbox.log.lock import held
from sandbox.log.reader import cut_torn_tail, read_log
from sandbox.log.writer import Sink
from sandbox.models.faulty import FaultyModel
from sandbox.ports import (
    Attempt,
    Model,
    ModelReply,
    ModelRequest,
    Ports,
    TextDelta,
    Toolbox,
    ToolReply,
)
from sandbox.privacy.mask import Mask
from sandbox.privacy.unsent import Unsent
from sandbox.replay.answers import TapeAsk, TapeModel, TapePolicy, TapeSleep, TapeToolbox
from sandbox.replay.causes import code_version
from sandbox.replay.person import spoken
from sandbox.replay.steps import tape_stepper
from sandbox.replay.tape import Diverged, Interrupted, Tape
from sandbox.world.database import WorldDatabase
from sandbox.world.fork import fork_at_turn


async def resume(live: LiveSession) -> int:
    """Takes the log over and finishes a cut turn. Returns the number of that turn, 0 if none."""
    path = live.folder.log
    with held(live.folder.lock):
        log = read_log(path)
        cut_torn_tail(path, log)
        before, taped = split_at_cut(log.events)
        live.take_over(before, log)
        complete_edit(live)
        cut = taped[0].turn if taped else 0
        wall = live.parts.ports.wall.utc()
        if not (before and isinstance(before[-1], SessionForked)):
            live.append_raw(SessionResumed(code=code_version(), cut=cut, wall=wall))
        if taped:
            await _finish(live, taped)
        return cut


def split_at_cut(events: tuple[Event, ...]) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """Events up to the cut turn, and that turn's own; the second part is empty when none is cut."""
    running = fold(events).running
    if running is None:
        return events, ()
    start = next(
        index
        for index, event in enumerate(events)
        if isinstance(event, TurnStarted) and event.turn == running.number
    )
    return events[:start], events[start:]


async def _finish(live: LiveSession, taped: tuple[Event, ...]) -> None:
    tape = Tape(taped)
    parts = live.parts
    turn = taped[0].turn
    kept, started = Unsent(live.folder.unsent).words(turn), taped[0]
    assert isinstance(started, TurnStarted)
    text = kept.reveal() if kept else spoken(tape, parts.mask)
    if text is None:
        _close(live, tape)
        return
    with tempfile.TemporaryDirectory(prefix="hopscope-resume-") as folder:
        world = parts.ports.rows
        assert isinstance(world, WorldDatabase)
        scratch = fork_at_turn(world, Path(folder) / "world.sqlite", turn)
        try:
            await _run_again(live, tape, scratch, RawText(text), started.model)
        finally:
            scratch.close()


async def _run_again(
    live: LiveSession, tape: Tape, scratch: WorldDatabase, raw: RawText, model: str
) -> None:
    parts = live.parts
    whole, ports, turn = parts.mask, parts.ports, tape.events[0].turn
    writer = live.writer()
    # The tape knows every placeholder; the turn itself knows those of the turns before it.
    parts.mask = mask_for(whole.vault.up_to(turn - 1), parts.pack)
    sink = _Sink(tape, live.vault_first(writer))
    parts.ports = _ports(parts, sink, scratch, whole)
    journal = live.journal(sink)
    runner = TurnRunner(parts.agent, journal, parts.ports, parts.world)
    finished = False
    try:
        await runner.run(raw, model)
        finished = True
    except (Interrupted, Diverged):
        parts.mask = whole
    except asyncio.CancelledError:
        finished = live.session.running is None
        if not finished:
            raise
    finally:
        parts.ports = ports
        live.close_writer(writer)
    if not finished:
        _close(live, tape)
    Unsent(live.folder.unsent).forget()
    parts.mask.vault.save(live.folder.vault)


def _close(live: LiveSession, tape: Tape) -> None:
    """Closes the cut turn as interrupted, after the rest of its own events."""
    while not tape.at_end:
        live.absorb(tape.take())
    turn = live.session.turns[-1].number
    live.append_raw(
        TurnFinished(
            turn=turn,
            outcome="interrupted",
            why="the program was stopped in the middle of this turn",
            totals=totals_of(live.session.turns[-1]),
            world=live.parts.world.value(),
        )
    )


def _ports(parts: Parts, sink: "_Sink", scratch: WorldDatabase, mask: Mask) -> Ports:
    live, tape = parts.ports, sink.tape
    taped = TapeToolbox(tape, scratch, mask, lambda: parts.agent.session)
    return Ports(
        model=_ModelOver(sink, parts, mask),
        toolbox=_ToolboxOver(tape, taped, live.toolbox),
        rows=_over(tape, scratch, live.rows),
        search=live.search,
        clock=live.clock,
        ask=_over(tape, TapeAsk(tape, mask), live.ask),
        sleep=_over(tape, TapeSleep(tape), live.sleep),
        wall=live.wall,
        dice=live.dice,
        decide=live.decide,
        progress=live.progress,
        rehearse=live.rehearse,
        remote=live.remote and _over(tape, TapePolicy(tape), live.remote),
        stepper=tape_stepper(tape, mask),
    )


class _Sink:
    """Compares while there is tape, then appends to the log."""

    def __init__(self, tape: Tape, live: Sink) -> None:
        self.tape = tape
        self.beyond = False
        self._live = live

    def append(self, event: Event, dumped: dict[str, JSON] | None = None) -> None:
        if not self.tape.at_end:
            self.tape.play(event)
            return
        self.beyond = True
        self._live.append(event, dumped)

    def sync(self) -> None:
        if self.beyond:
            self._live.sync()


class _ModelOver:
    def __init__(self, sink: _Sink, parts: Parts, mask: Mask) -> None:
        self._sink = sink
        self._parts = parts
        self._mask = mask

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        parts, live = self._parts, self._parts.ports
        taped = TapeModel(self._sink.tape, self._mask)
        source: Model = FaultyModel(
            taped, lambda: parts.agent.session, live.dice, live.sleep, taped=True
        )
        if self._sink.tape.at_end:
            if not self._sink.beyond:
                # The request itself is the last thing on the tape: it may have been answered.
                raise Interrupted
            source = self._parts.model_for(request.model)
        async for item in source.stream(request):
            yield item


class _ToolboxOver:
    """What the tape tells of an attempt; for one that it does not know, the live toolbox."""

    def __init__(self, tape: Tape, taped: TapeToolbox, live: Toolbox) -> None:
        self._tape, self._taped, self._live = tape, taped, live

    async def attempt(self, attempt: Attempt) -> ToolReply:
        known = self._tape.answer(attempt) is not None
        # A read of a parallel group may be half on the tape; making it again changes nothing.
        again = not attempt.key and not self._tape.was_cancelled(attempt)
        taped = known or not (again or self._tape.at_end)
        return await (self._taped if taped else self._live).attempt(attempt)


def _over(tape: Tape, taped: object, live: object) -> Any:
    """A port that is `taped` while there is tape, then `live`."""
    return _Over(tape, taped, live)


class _Over:
    def __init__(self, tape: Tape, taped: object, live: object) -> None:
        self._tape, self._taped, self._live = tape, taped, live

    def __getattr__(self, name: str) -> Any:
        return getattr(self._live if self._tape.at_end else self._taped, name)
