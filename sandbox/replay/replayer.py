"""strict: our code runs on the tape's answers, and every event must come out the same."""

import asyncio
import tempfile
from pathlib import Path

from sandbox.adapters.clocks import NoStopwatch, SteppingClock, SystemWall
from sandbox.adapters.dice import SeededDice
from sandbox.domain.faults import SandboxError
from sandbox.domain.text import RawText
from sandbox.domain.tool import RowChange
from sandbox.hub.agent import Agent
from sandbox.hub.journal import Journal
from sandbox.hub.turn import TurnRunner
from sandbox.log.event import (
    ClockMoved,
    Event,
    SessionStarted,
    TurnFinished,
    TurnStarted,
)
from sandbox.models.faulty import FaultyModel
from sandbox.pack.pack import Pack
from sandbox.ports import Decide, Ports, Search
from sandbox.replay.answers import TapeAsk, TapeModel, TapeSleep, TapeToolbox
from sandbox.replay.causes import causes
from sandbox.replay.divergence import Difference
from sandbox.replay.guard import Forbidden, guarded
from sandbox.replay.person import fresh_mask, spoken
from sandbox.replay.report import Report
from sandbox.replay.tape import Diverged, Interrupted, Tape, TapeSink
from sandbox.world.apply import apply_changes
from sandbox.world.database import WorldDatabase
from sandbox.world.digest import WorldDigest


class StrictReplay:
    """One recording, replayed once."""

    def __init__(
        self, name: str, events: tuple[Event, ...], pack: Pack, search: Search, decide: Decide
    ) -> None:
        self.name = name
        self.tape = Tape(events)
        self.pack = pack
        self._search = search
        self._decide = decide
        if not events or not isinstance(events[0], SessionStarted):
            raise SandboxError(
                f"{name} does not begin with the start of a session", "is it a recording of ours?"
            )
        self.started = events[0]

    async def run(self) -> Report:
        """Replays all of it. Every difference ends it: what follows could only differ too."""
        with tempfile.TemporaryDirectory(prefix="hopscope-replay-") as folder:
            scratch = Path(folder)
            with guarded(scratch) as proof:
                found = await self._all(scratch)
        turns = len(self.tape.session.turns)
        return Report(name=self.name, mode="strict", turns=turns, difference=found, proof=proof)

    async def _all(self, scratch: Path) -> Difference | None:
        world = WorldDatabase.create(scratch / "world.sqlite", self.pack)
        try:
            runner = self._runner(world)
            while not self.tape.at_end:
                await self._next(runner, world)
        except Diverged as diverged:
            causes_found = causes(diverged.found, self.tape, self.pack)
            return diverged.found.model_copy(update={"causes": causes_found})
        except Forbidden as error:
            return Difference(
                turn=len(self.tape.session.turns),
                hop="",
                kind="guard",
                pointer="",
                expected="nothing outside the replay",
                got=str(error),
            )
        finally:
            world.close()
        return None

    def _runner(self, world: WorldDatabase) -> TurnRunner:
        mask = fresh_mask(self.pack, self.tape.events)
        agent = Agent(self.pack)
        clock = SteppingClock(self.pack.now, self.pack.step)
        journal = Journal(
            TapeSink(self.tape),
            mask.session,
            clock,
            NoStopwatch(),
            agent.feed,
            self.tape.check_stop,
        )
        dice, sleep = SeededDice(self.started.seed), TapeSleep(self.tape)
        taped = TapeModel(self.tape, mask.tape)
        ports = Ports(
            model=FaultyModel(taped, lambda: agent.session, dice, sleep, taped=True),
            toolbox=TapeToolbox(self.tape, world, mask.tape, lambda: agent.session),
            rows=world,
            search=self._search,
            clock=clock,
            ask=TapeAsk(self.tape, mask.tape),
            sleep=sleep,
            wall=SystemWall(),
            dice=dice,
            decide=self._decide,
            progress=lambda item: None,
        )
        self._mask = mask.tape
        return TurnRunner(agent, journal, ports, WorldDigest())

    async def _next(self, runner: TurnRunner, world: WorldDatabase) -> None:
        event = self.tape.peek()
        if isinstance(event, TurnStarted):
            await self._turn(event, runner)
            return
        event = self.tape.take()
        news = runner.agent.session.back.news(event)
        runner.agent.feed(event)
        if isinstance(event, ClockMoved):
            runner.ports.clock.move(event.seconds)
        elif news:
            real = [self._mask.restore(change.model_dump()) for change in news]
            apply_changes(world, [RowChange.model_validate(change) for change in real])
            runner.world.add(news)

    async def _turn(self, event: TurnStarted, runner: TurnRunner) -> None:
        text = spoken(self.tape, self._mask)
        if text is None:
            # The turn was cut before its words were in the log; there is nothing to run again.
            self._skip_turn(runner)
            return
        try:
            await runner.run(RawText(text), event.model)
        except asyncio.CancelledError:
            if runner.agent.session.running is not None:
                raise
        except Interrupted:
            self._skip_turn(runner)

    def _skip_turn(self, runner: TurnRunner) -> None:
        """Takes what is left of an interrupted turn as it stands."""
        while not self.tape.at_end:
            event = self.tape.take()
            runner.agent.feed(event)
            if isinstance(event, TurnFinished):
                return
