"""Plays a recording on a scratch world: its model and people by position, tools for real."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from sandbox.adapters.clocks import NoSleep, NoStopwatch, SteppingClock, SystemWall
from sandbox.adapters.dice import SeededDice
from sandbox.domain.base import JSON
from sandbox.domain.fault_spec import parse_fault
from sandbox.domain.faults import SandboxError
from sandbox.domain.text import RawText
from sandbox.hub.agent import Agent
from sandbox.hub.journal import Journal
from sandbox.hub.masking import learn
from sandbox.hub.turn import TurnRunner
from sandbox.log.event import (
    ClockMoved,
    Event,
    FaultInjected,
    SessionStarted,
    SettingChanged,
    ToolAttempted,
    ToolResponded,
    TurnFinished,
    TurnStarted,
    WorldEdited,
)
from sandbox.log.fold import Session
from sandbox.models.faulty import FaultyModel
from sandbox.pack.pack import Pack
from sandbox.ports import Attempt, Decide, Injected, Ports, Search
from sandbox.replay.divergence import Difference
from sandbox.replay.drift_actors import DriftAsk, DriftModel, DriftToolbox, Taped
from sandbox.replay.edited import SETTING, Edit, EditedToolbox
from sandbox.replay.hidden_cells import as_found
from sandbox.replay.person import Masks
from sandbox.replay.steps import turn_stepper
from sandbox.replay.tape import Diverged, Interrupted
from sandbox.tools.faulty import FaultyToolbox
from sandbox.tools.toolbox import WorldToolbox
from sandbox.world.apply import apply_changes
from sandbox.world.database import WorldDatabase
from sandbox.world.digest import WorldDigest
from sandbox.world.lock import locked

_NO_END = "the recording has no answer to what the model is asked now"


class DriftStage:
    """One session played once. `got`: its events; `broken`: where the recording did not suffice."""

    def __init__(
        self,
        pack: Pack,
        was: Session,
        masks: Masks,
        world: WorldDatabase,
        search: Search,
        decide: Decide,
    ) -> None:
        self.pack, self.was, self.world = pack, was, world
        self.got: list[Event] = []
        self.broken: list[Difference] = []
        self._masks = masks
        self._edit: Edit | None = None
        self._taped = Taped()
        self._agent = Agent(pack)
        self._clock = SteppingClock(pack.now, pack.step)
        journal = Journal(
            self, masks.session, self._clock, NoStopwatch(), self._agent.feed, self._stop
        )
        self._ports = self._made(search, decide)
        self._runner = TurnRunner(self._agent, journal, self._ports, WorldDigest())

    @property
    def session(self) -> Session:
        """What was played so far."""
        return self._agent.session

    def masked(self, row: dict[str, JSON]) -> dict[str, JSON]:
        """A row of the world as a log would show it."""
        return self._masks.session.mask(row, 0)

    async def play(self, events: Sequence[Event], words: Mapping[int, RawText]) -> None:
        """Every turn of `events` with the customer's `words`, and what happened between them."""
        for turn, group in groupby(events, key=lambda event: event.turn):
            if turn and turn in words:
                await self._turn(tuple(group), words[turn])
            else:
                # A turn without words was cut before they were in the log.
                await self._between(tuple(group))

    # The log that nobody keeps

    def append(self, event: Event, dumped: dict[str, JSON] | None = None) -> None:
        self.got.append(event)

    def sync(self) -> None:
        return None

    # Inside

    def _made(self, search: Search, decide: Decide) -> Ports:
        agent, pack, started = self._agent, self.pack, self.was.started
        assert isinstance(started, SessionStarted)
        dice, sleep = SeededDice(started.seed), NoSleep()
        model = DriftModel(self._taped, self._masks.tape)
        customer = lambda: agent.session.principal.customer  # noqa: E731
        tools = WorldToolbox(self.world, pack.contracts, pack.functions, customer, self._clock)
        toolbox = FaultyToolbox(tools, lambda: locked(self.world))
        return Ports(
            model=FaultyModel(model, lambda: agent.session, dice, sleep, taped=True),
            toolbox=DriftToolbox(self._taped, toolbox, self._clock, lambda: agent.session),
            rows=self.world,
            search=search,
            clock=self._clock,
            ask=DriftAsk(self._taped, self._masks.tape),
            sleep=sleep,
            wall=SystemWall(),
            dice=dice,
            decide=decide,
            progress=lambda item: None,
        )

    async def _turn(self, events: Sequence[Event], words: RawText) -> None:
        taped, started = self.was.turns[events[0].turn - 1], events[0]
        assert isinstance(started, TurnStarted)
        self._clock.set(started.at)
        self._taped.begin(taped)
        self._ports.stepper = steps = turn_stepper(taped, self._masks.tape)
        toolbox = self._ports.toolbox
        if self._edit is not None:
            self._ports.toolbox = EditedToolbox(toolbox, self._edit, self.pack.contracts)
        try:
            await self._runner.run(words, started.model)
        except asyncio.CancelledError:
            if self.session.running is not None:
                raise
        except Interrupted:
            self._feed(event for event in events if isinstance(event, TurnFinished))
        except Diverged as diverged:
            self.broken.append(diverged.found)
            self._runner.journal.end(TurnFinished(outcome="interrupted", why=_NO_END))
        else:
            self._unasked(taped.number)
            self.broken += steps.missed(taped.number) if steps else ()
        finally:
            self._ports.toolbox, self._edit = toolbox, None

    def _unasked(self, turn: int) -> None:
        left = self._taped.replies_left
        if left and not self._taped.stopped:
            answers = "one more answer" if left == 1 else f"{left} more answers"
            self.broken.append(
                Difference(
                    turn=turn,
                    hop="",
                    kind="model_requested",
                    pointer="",
                    expected=f"{answers} of the model",
                    got="the end of the turn",
                )
            )

    def _stop(self) -> None:
        """Raises what had stopped the turn between two hops."""
        taped, running = self._taped, self.session.running
        if taped.turn is None or running is None or not taped.stopped:
            return
        if len(running.hops) >= len(taped.turn.hops):
            raise taped.stop()

    async def _between(self, events: Sequence[Event]) -> None:
        """What happened outside any turn: calls are made, a person's or MCP's; all else is fed."""
        self._taped.begin(None)
        for index, event in enumerate(events):
            if isinstance(event, ToolAttempted) and (event.rerun or not event.turn):
                responded = await self._again(event, events[index + 1 :])
                self._feed([event, *([responded] if responded else [])])
            elif not (isinstance(event, ToolResponded) and not event.turn):
                self._apply(event)
                self._feed([event])

    def _apply(self, event: Event) -> None:
        if isinstance(event, SettingChanged) and event.name == SETTING:
            self._edit = Edit.of(self._masks.tape.restore(event.value))
        elif isinstance(event, ClockMoved):
            self._clock.move(event.seconds)
        elif isinstance(event, WorldEdited):
            self._edited(event)

    def _edited(self, event: WorldEdited) -> None:
        """Rows that a person changed by hand: the same again, known and masked from here on."""
        real = as_found(event.changes, self._masks.tape, self.world)
        try:
            apply_changes(self.world, real, len(self.session.turns))
        except SandboxError as error:
            self.broken.append(
                Difference(
                    turn=len(self.session.turns),
                    hop="",
                    kind="world_edited",
                    pointer="",
                    expected="the rows as they were edited by hand",
                    got=error.message,
                )
            )
        learn(self._masks.session, real, self.pack)
        self._masks.session.mask([one.model_dump(mode="json") for one in real], 0)
        self._masks.session.vault.take_new()

    async def _again(self, event: ToolAttempted, after: Sequence[Event]) -> ToolResponded | None:
        """What a call that a person had run again brings now; None where it was cut."""
        told = next((one for one in after if isinstance(one, ToolResponded)), None)
        if told is None:
            return None
        self._clock.set(event.at)
        attempt = Attempt(
            tool=event.tool,
            arguments=self._masks.tape.restore(event.arguments),
            key=event.key,
            turn=event.turn,
            hop=event.hop,
            number=event.number,
            injected=tuple(_injected(after[: after.index(told)])),
        )
        reply = await self._ports.toolbox.attempt(attempt)
        mask = self._masks.session
        learn(mask, reply.changes, self.pack)
        data = {
            "outcome": reply.outcome.model_dump(mode="json"),
            "changes": [change.model_dump(mode="json") for change in reply.changes],
            "from_ledger": reply.from_ledger,
        }
        now = ToolResponded.model_validate(told.model_dump() | mask.mask(data, 0))
        if now.outcome != told.outcome:
            self.broken.append(
                Difference(
                    turn=len(self.session.turns),
                    hop=f"{event.rerun} execute {event.tool}, run again",
                    kind="outcome",
                    pointer="",
                    expected=told.outcome.model_dump(mode="json"),
                    got=now.outcome.model_dump(mode="json"),
                )
            )
        return now

    def _feed(self, events: Iterable[Event]) -> None:
        for event in events:
            self.got.append(event)
            self._agent.feed(event)


def _injected(events: Iterable[Event]) -> Iterable[Injected]:
    for event in events:
        if isinstance(event, FaultInjected):
            spec = parse_fault(event.spec)
            yield Injected(
                spec=event.spec, target=event.target, fault=spec.fault, seconds=spec.seconds
            )
