"""strict: our code runs on the tape's answers, and every event must come out the same."""

import asyncio
from collections.abc import Callable, Mapping

from sandbox.adapters.clocks import NoStopwatch, SteppingClock, SystemWall
from sandbox.adapters.dice import SeededDice
from sandbox.domain.faults import SandboxError
from sandbox.domain.text import RawText
from sandbox.domain.tool import RowChange
from sandbox.hub.agent import Agent
from sandbox.hub.journal import Journal
from sandbox.hub.masking import learn
from sandbox.hub.turn import TurnRunner
from sandbox.log.event import (
    ClockMoved,
    Event,
    PackChanged,
    SessionStarted,
    ToolResponded,
    TurnFinished,
    TurnStarted,
    WorldEdited,
)
from sandbox.models.faulty import FaultyModel
from sandbox.pack.pack import Pack
from sandbox.ports import Decide, Ports, Search, Toolbox, WorldClock
from sandbox.privacy.mask import Mask
from sandbox.replay.answers import TapeAsk, TapeModel, TapePolicy, TapeSleep, TapeToolbox
from sandbox.replay.asserted import Ended, check
from sandbox.replay.assertions import Failure
from sandbox.replay.causes import causes
from sandbox.replay.divergence import Difference
from sandbox.replay.expectations import Expectations
from sandbox.replay.guard import Forbidden, guarded
from sandbox.replay.hidden_cells import as_found
from sandbox.replay.kit import Kit
from sandbox.replay.person import fresh_mask, spoken
from sandbox.replay.report import Report
from sandbox.replay.steps import tape_stepper
from sandbox.replay.tape import Diverged, Interrupted, Tape, TapeSink
from sandbox.world.apply import apply_changes
from sandbox.world.database import WorldDatabase
from sandbox.world.digest import WorldDigest
from sandbox.world.memory import MemoryWorld


class StrictReplay:
    """One recording, replayed once.

    `versions` gives the version of the pack with these digests of files, where the session went on
    with another one on its way; without it all of it runs on `pack`.
    """

    def __init__(
        self,
        name: str,
        events: tuple[Event, ...],
        pack: Pack,
        search: Search,
        decide: Decide,
        expected: Expectations | None = None,
        versions: Callable[[Mapping[str, str]], Kit] | None = None,
    ) -> None:
        self.name = name
        self._versions = versions
        self.expected = expected or Expectations()
        self.may_differ = self.expected.may_differ()
        self.tape = Tape(events, self.may_differ, explain=True)
        self.pack = pack
        self._search = search
        self._decide = decide
        if not events or not isinstance(events[0], SessionStarted):
            raise SandboxError(
                f"{name} does not begin with the start of a session", "is it a recording of ours?"
            )
        self.started = events[0]
        self._failures: tuple[Failure, ...] = ()

    async def run(self) -> Report:
        """Replays all of it. Every difference ends it: what follows could only differ too."""
        with guarded() as proof:
            found = await self._all(MemoryWorld(self.pack))
        return Report(
            name=self.name,
            mode="strict",
            turns=len(self.tape.session.turns),
            whole=sum(isinstance(event, TurnStarted) for event in self.tape.events),
            difference=found,
            proof=proof,
            allowed=tuple(self.may_differ.allowed),
            failures=self._failures,
        )

    async def _all(self, world: WorldDatabase) -> Difference | None:
        try:
            runner = self._runner(world)
            while not self.tape.at_end:
                await self._next(runner, world)
            self._failures = self._check(runner, world)
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

    def _check(self, runner: TurnRunner, world: WorldDatabase) -> tuple[Failure, ...]:
        """The assertions that do not hold; only where the replay came to its end."""
        mask = runner.journal.mask
        ended = Ended(runner.agent.session, world, lambda row: mask.mask(row, 0))
        return tuple(
            failure
            for where, assertions in self.expected.assertions
            for failure in check(assertions, ended, where)
        )

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
            toolbox=self._toolbox(world, agent, mask.tape, clock),
            rows=world,
            search=self._search,
            clock=clock,
            ask=TapeAsk(self.tape, mask.tape),
            sleep=sleep,
            wall=SystemWall(),
            dice=dice,
            decide=self._decide,
            progress=lambda item: None,
            remote=TapePolicy(self.tape) if self.pack.opa else None,
            stepper=tape_stepper(self.tape, mask.tape),
        )
        self._mask = mask.tape
        return TurnRunner(agent, journal, ports, WorldDigest())

    def _toolbox(
        self, world: WorldDatabase, agent: Agent, mask: Mask, clock: WorldClock
    ) -> Toolbox:
        return TapeToolbox(self.tape, world, mask, lambda: agent.session)

    async def _next(self, runner: TurnRunner, world: WorldDatabase) -> None:
        event = self.tape.peek()
        if isinstance(event, TurnStarted):
            await self._turn(event, runner)
            return
        event = self.tape.take()
        if isinstance(event, PackChanged) and self._versions is not None:
            self._use(self._versions(event.files), runner)
        news = runner.agent.session.back.news(event)
        runner.agent.feed(event)
        if isinstance(event, ClockMoved):
            runner.ports.clock.move(event.seconds)
        elif isinstance(event, ToolResponded | WorldEdited):
            # As in a turn: what it wrote is known from here on, and has its placeholders.
            learn(runner.journal.mask, self._real(event.changes), self.pack)
            apply_changes(world, as_found(news, self._mask, world))
            runner.world.add(news)
        if event.made:
            self._see(event, runner.journal.mask)

    def _use(self, kit: Kit, runner: TurnRunner) -> None:
        """The version of the pack that the session went on with."""
        self.pack = runner.agent.pack = kit.pack
        runner.ports.search, runner.ports.decide = kit.search, kit.decide

    def _real(self, changes: tuple[RowChange, ...]) -> list[RowChange]:
        real = [self._mask.restore(change.model_dump()) for change in changes]
        return [RowChange.model_validate(change) for change in real]

    def _see(self, event: Event, mask: Mask) -> None:
        """Masks what the event was made of, so that its placeholders are not new to later turns."""
        mask.mask(self._mask.restore(event.model_dump(mode="json", exclude={"made"})), 0)
        mask.vault.take_new()

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
            runner.ports.clock.set(event.at)
            if isinstance(event, TurnFinished):
                return
