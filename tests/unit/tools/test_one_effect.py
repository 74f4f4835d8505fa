"""Any interleaving of retries, faults, repeats and crashes leaves at most one effect a key.

A session's log, its back-end and its toolbox are real; only waiting is not.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.adapters.clocks import SteppingClock
from sandbox.adapters.dice import SeededDice
from sandbox.domain.base import JSON
from sandbox.domain.fault_spec import TOOL_FAULTS
from sandbox.domain.service import Service
from sandbox.domain.tool import Ok, RowChange
from sandbox.hops.execute import Execution, execute, key_of
from sandbox.log.back_ends import BackEnds
from sandbox.log.event import (
    Event,
    FaultArmed,
    FaultDisarmed,
    HopStarted,
    ToolResponded,
    TurnFinished,
)
from sandbox.ports import Attempt, ToolReply
from sandbox.tools.faulty import FaultyToolbox
from sandbox.world.apply import apply_changes
from sandbox.world.database import WorldDatabase
from sandbox.world.digest import WorldDigest
from sandbox.world.lock import locked
from tests.unit.hops.stand_ins import FakeHop, FakeSleep, make_ports
from tests.unit.tools.helpers import NOW, toolbox
from tests.unit.world.tiny import CONTRACTS, TinyPack, dump

CONTRACT = CONTRACTS["issue_refund"].model_copy(
    update={"result": {"type": "object", "required": ["refund_id"]}}
)
PATIENT = Service(failures=3, rest=5)


class Crash(BaseException):
    """The program dies."""


@dataclass(frozen=True)
class Step:
    """One call, with the faults that hit its attempts one after the other ("" for none).

    `dies`: the program dies "before" or "after" the effect of an attempt. Then the hop is run again
    from where it began, as a resumed session does, or with `cut` the turn is closed as interrupted
    and the call comes again in the next one. `told`: the turn ends with a reply that tells every
    success.
    """

    amount: str
    faults: tuple[str, ...] = ()
    dies: str = ""
    cut: bool = False
    told: bool = False
    waits: int = 0


STEPS = st.lists(
    st.builds(
        Step,
        amount=st.sampled_from(["1.00", "2.00"]),
        faults=st.lists(st.sampled_from(["", *TOOL_FAULTS]), max_size=4).map(tuple),
        dies=st.sampled_from(["", "", "before", "after"]),
        cut=st.booleans(),
        told=st.booleans(),
        waits=st.sampled_from([0, 0, 10]),
    ),
    min_size=1,
    max_size=6,
)


@dataclass
class Till:
    """One session: its log so far, its world, and which keys a reply has told."""

    world: WorldDatabase
    back: BackEnds = field(default_factory=BackEnds)
    digest: WorldDigest = field(default_factory=WorldDigest)
    clock: Any = field(default_factory=lambda: SteppingClock(NOW))
    told: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    logged: list[RowChange] = field(default_factory=list)
    hops: int = 0

    async def play(self, step: Step) -> None:
        """The call; after a crash once more."""
        self.clock.move(step.waits)
        armed = [f"orders.issue_refund:{f}@{n}" for n, f in enumerate(step.faults, 1) if f]
        for spec in armed:
            self.back.feed(FaultArmed(spec=spec))
        before = deepcopy(self.back)
        try:
            await self.call(step, dies=step.dies)
        except Crash:
            if step.cut:
                self.back.feed(TurnFinished(turn=1, outcome="interrupted"))
            else:
                self.back, self.hops = before, self.hops - 1
            await self.call(step)
        for spec in armed:
            self.back.feed(FaultDisarmed(spec=spec))
        if step.told:
            self.told |= {key for key in self.keys if self.back.effects.state(key) == "done"}

    async def call(self, step: Step, dies: str = "") -> None:
        arguments: dict[str, JSON] = {"order_id": "O-10042", "amount": step.amount}
        key = key_of(CONTRACT, arguments, self.told.__contains__)
        self.keys.add(key)
        self.hops += 1
        hop = Logged(number=self.hops, at=self.clock.now(), till=self, back=self.back)
        hop.write(HopStarted(name="execute", subject=CONTRACT.subject))
        inner = toolbox(self.world)
        inner.contracts = {"issue_refund": CONTRACT}
        tools: Any = FaultyToolbox(inner, lambda: locked(self.world))
        ports = make_ports(
            toolbox=Dying(tools, dies) if dies else tools,
            clock=self.clock,
            sleep=FakeSleep(),
            dice=SeededDice(self.hops),
        )
        execution = Execution(
            CONTRACT,
            arguments,
            past=self.told.__contains__,
            written=lambda changes: None,
            back=self.back,
            service=PATIENT,
        )
        await execute(hop, execution, ports, self.digest)
        self.check(hop.output, key)

    def check(self, output: Any, key: str) -> None:
        """What the agent is told is true of the world as it is now."""
        happened = key in _ledger(self.world)
        if isinstance(output.outcome, Ok):
            assert happened
        elif output.outcome.status == "failed":
            assert not happened
        assert (self.back.effects.state(key) == "done") <= happened


class Dying:
    """A toolbox whose program dies at its first attempt, before or after the effect."""

    def __init__(self, inner: FaultyToolbox, when: str) -> None:
        self.inner, self.when = inner, when

    async def attempt(self, attempt: Attempt) -> ToolReply:
        if self.when == "after":
            await self.inner.attempt(attempt)
        raise Crash


@dataclass
class Logged(FakeHop):
    """A hop that notes the row changes that its log is the first to tell."""

    till: Any = None

    def write(self, event: Any) -> Any:
        if isinstance(event, ToolResponded):
            self.till.logged += self.back.news(event)
        return super().write(event)


def _ledger(world: WorldDatabase) -> dict[str, int]:
    """Effects by key, from the back-end's own ledger."""
    found = world.query("select key, count(*) as times from _ledger group by key")
    return {str(row["key"]): int(row["times"]) for row in found}


async def _session(steps: Sequence[Step], folder: Path) -> None:
    world = WorldDatabase.create(folder / "world.sqlite", TinyPack(), scratch=True)
    till = Till(world)
    for step in steps:
        await till.play(step)
    effects = _ledger(world)
    assert effects.keys() <= till.keys
    assert set(effects.values()) <= {1}
    assert len(world.keys("refunds")) == len(effects)
    _nothing_lost(till, folder)
    world.close()


def _nothing_lost(till: Till, folder: Path) -> None:
    """The row changes of the log alone lead from the seed to the world as it is."""
    copy = WorldDatabase.create(folder / "copy.sqlite", TinyPack(), scratch=True)
    untold = set(_ledger(till.world)) - till.back.effects.heard.keys()
    if not untold:
        apply_changes(copy, till.logged)
        assert dump(copy) == dump(till.world)
        told = WorldDigest()
        told.add(till.logged)
        assert till.digest.value() == told.value()
    copy.close()


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_any_interleaving_leaves_at_most_one_effect_a_key(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_session(steps, Path(folder)))


def test_an_event_of_the_log_is_all_that_a_session_knows() -> None:
    """Folding the same events again gives the same answers: a resume forgets nothing."""
    events: list[Event] = []

    class Kept(BackEnds):
        def feed(self, event: Event) -> None:
            events.append(event)
            super().feed(event)

    async def play() -> Till:
        with tempfile.TemporaryDirectory() as folder:
            world = WorldDatabase.create(Path(folder) / "w.sqlite", TinyPack(), scratch=True)
            till = Till(world, back=Kept())
            await till.play(Step("1.00", ("error_after_commit",) * 3))
            await till.play(Step("2.00", ("unavailable", "timeout")))
            world.close()
            return till

    till = asyncio.run(play())
    again = BackEnds()
    for event in events:
        again.feed(event)
    assert again.circuits == till.back.circuits
    assert again.calls("orders") == till.back.calls("orders")
    assert {k: again.effects.state(k) for k in till.keys} == {
        key: till.back.effects.state(key) for key in till.keys
    }
