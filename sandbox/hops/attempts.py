"""The attempts of one call: guarded by circuit and rate limit, announced, made, answered."""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from sandbox.domain.base import JSON
from sandbox.domain.fault_spec import Sight
from sandbox.domain.faults import Fault
from sandbox.domain.handoff import HandoffPacket
from sandbox.domain.service import DEFAULT, Circuit, Service, is_away
from sandbox.domain.tool import Failed, Ok, RowChange, ToolContract, ToolOutcome, Unknown
from sandbox.hops.scope import HopScope
from sandbox.log.back_ends import BackEnds
from sandbox.log.event import BreakerMoved, FaultInjected, ToolAttempted, ToolResponded
from sandbox.ports import Attempt, Injected, Ports, ToolReply
from sandbox.tools.breaker import Breaker
from sandbox.tools.idempotency import idempotency_key
from sandbox.tools.injection import effective, hits, waits
from sandbox.tools.limit import seconds_to_wait
from sandbox.tools.refusals import over_limit, resting
from sandbox.tools.retry import LONGEST_ASKED, asked_for, backoff, may_help
from sandbox.world.digest import WorldDigest


@dataclass(frozen=True)
class Execution:
    """One call that may run, with real values in `arguments`.

    `past`: whether a call under this key would be another effect (`key_of`). `written`: is given
    the rows each attempt wrote, real ones, before they are logged. `back`: what the log
    knows of the back-ends. `position`: of the call in the model's message. `lookup`: only asks
    whether its effect has happened. `rerun`: the hop whose call a person runs again, under `key`;
    `after`: the turn that it follows, to which what it does belongs. `packet`: what it tells a
    colleague, when it hands over to one.
    """

    contract: ToolContract
    arguments: dict[str, JSON]
    past: Callable[[str], bool]
    written: Callable[[tuple[RowChange, ...]], None]
    back: BackEnds = field(default_factory=BackEnds)
    service: Service = DEFAULT
    position: int = 0
    lookup: bool = False
    key: str = ""
    rerun: str = ""
    after: int = 0
    packet: HandoffPacket | None = None


@dataclass(frozen=True)
class Head:
    """A first attempt that was made before its hop was opened, beside those of other calls.

    `reply` is None when the turn was stopped before it began; `stopped` when that was at any time.
    `after`: the calls whose first attempts were made with it and stand later in the log.
    """

    injected: tuple[Injected, ...] = ()
    after: tuple[Sight, ...] = ()
    reply: ToolReply | None = None
    stopped: bool = False


@dataclass(frozen=True)
class Tried:
    """What one attempt came to; `again`: one more may help and is safe."""

    reply: ToolReply
    again: bool = False

    @property
    def outcome(self) -> ToolOutcome:
        return self.reply.outcome


def key_of(contract: ToolContract, masked: dict[str, JSON], past: Callable[[str], bool]) -> str:
    """The idempotency key of a write, "" for a read.

    Occurrence rises past every key whose success an earlier turn's shown reply has told, and past
    those of another customer, so that a repeat within a turn, or after a lost reply, meets the
    first effect.
    """
    if not contract.writes:
        return ""
    occurrence = 0
    while past(key := idempotency_key(contract, masked, occurrence)):
        occurrence += 1
    return key


class Attempts:
    """The attempts of one call.

    `number`: how many were made. `rows`: how many rows they changed. `stopped`: a person stopped
    the turn during one. `unsure`: a reply was lost, and no later one has told whether the effect
    happened. `moved`: the state that the circuit came into last.
    """

    def __init__(
        self,
        hop: HopScope,
        execution: Execution,
        ports: Ports,
        world: WorldDigest,
        head: Head | None = None,
    ) -> None:
        self.execution = execution
        self._head, self._beside = head, head.after if head else ()
        self._last: Tried | None = None
        self.contract, self.back = execution.contract, execution.back
        self.masked: dict[str, JSON] = hop.mask(execution.arguments)
        self.key = execution.key or key_of(self.contract, self.masked, execution.past)
        self.number = self.rows = 0
        self.throttled = 0.0
        self.stopped = False
        self.unsure = self.back.effects.state(self.key) == "unsure"
        self.moved: Literal["", "closed", "open", "half_open"] = ""
        self._hop, self._ports, self._world = hop, ports, world
        service = execution.service
        self._breaker = Breaker(service.failures, service.rest)

    def refused(self) -> Tried | None:
        """Why no attempt may go out: the service's circuit is open, or too many went before."""
        now = self._ports.clock.now()
        before = self.back.circuit(self.contract.service)
        circuit, may = self._breaker.before(before, now)
        if not may:
            left = self._breaker.seconds_left(circuit, now)
            return _failed(resting(self.contract, circuit, left))
        # First, so that a call which may not go takes no trial away.
        if (wait := self.to_wait()) > LONGEST_ASKED:
            return _failed(over_limit(self.contract, wait))
        self._move(before, circuit)
        return None

    async def one(self) -> Tried:
        """One attempt, in the log; where the rate limit is too far away, what the last came to."""
        head, self._head = self._head, None
        if head is not None:
            self.number += 1
            return self._from(head)
        if wait := self.to_wait():
            if wait > LONGEST_ASKED and self._last is not None:
                return replace(self._last, again=False)
            self.throttled += wait
            await self.pause(wait)
        self.number += 1
        injected = self._injected()
        self._announce(injected, self._ports.clock.now())
        if seconds := waits(injected, self.contract):
            await self._ports.sleep.sleep(seconds)
        reply, self.stopped = await whole(self._ports, self._attempt(injected))
        return self._answered(reply)

    def _from(self, head: Head) -> Tried:
        """The attempt that was made already, in the log."""
        self._announce(head.injected, self._hop.at)
        self.stopped = head.stopped
        if head.reply is None:
            raise asyncio.CancelledError
        return self._answered(head.reply)

    def pause_after(self, number: int, outcome: ToolOutcome) -> float:
        """Seconds to wait before the attempt after `number`."""
        purpose = f"backoff {self._hop.number}.{number}"
        roll = self._ports.dice.roll(self._hop.turn, self.execution.position, purpose)
        return max(backoff(number, self.contract, roll), asked_for(outcome))

    async def pause(self, seconds: float) -> None:
        """Waits, on the world's clock in whole seconds, as the log can tell no others."""
        self._ports.clock.move(math.ceil(seconds))
        if self.stopped:
            # As if the wait had been stopped: that is how a replay meets it.
            raise asyncio.CancelledError
        await self._ports.sleep.sleep(seconds)

    def to_wait(self) -> float:
        """Seconds until the service's rate limit lets the next attempt go."""
        calls = self.back.calls(self.contract.service)
        return seconds_to_wait(calls, self.execution.service, self._ports.clock.now())

    def _injected(self) -> tuple[Injected, ...]:
        faults = self.back.armoury.faults
        if not faults:
            return ()
        contract = self.contract
        sight = Sight(contract.name, self._hop.turn, contract.service, self.masked, contract.writes)
        found = hits(
            faults,
            sight,
            self._ports.dice,
            position=self.execution.position,
            before=self._beside,
        )
        return effective(found, contract)

    def _announce(self, injected: tuple[Injected, ...], at: str) -> None:
        contract, hop = self.contract, self._hop
        hop.write(
            ToolAttempted(
                at=at,
                tool=contract.name,
                arguments=self.execution.arguments,
                number=self.number,
                key=self.key,
                lookup=self.execution.lookup,
                rerun=self.execution.rerun,
            )
        )
        for one in injected:
            hop.write(FaultInjected(spec=one.spec, target=one.target))
        if contract.writes:
            # On disk before the effect: after a crash the log knows that something may have been.
            hop.sync()

    def _attempt(self, injected: tuple[Injected, ...]) -> Attempt:
        return Attempt(
            tool=self.contract.name,
            arguments=self.execution.arguments,
            key=self.key,
            turn=self._hop.turn or self.execution.after,
            hop=self._hop.number,
            number=self.number,
            lookup=self.execution.lookup,
            injected=injected,
        )

    def _answered(self, reply: ToolReply) -> Tried:
        """Writes the reply down; circuit, digest and what is known of the key follow it."""
        contract, outcome = self.contract, reply.outcome
        before, now = self.back.circuit(contract.service), self._ports.clock.now()
        self.execution.written(reply.changes)
        responded = ToolResponded(
            tool=contract.name,
            outcome=outcome,
            changes=reply.changes,
            from_ledger=reply.from_ledger,
        )
        fresh = self.back.effects.fresh(responded)
        told = self._hop.write(responded)
        if fresh:
            self._world.add(told.changes)
            self.rows += len(told.changes)
        after = self._breaker.after(before, outcome, now)
        self._move(before, after)
        if isinstance(outcome, Unknown):
            self.unsure = True
        elif isinstance(outcome, Ok) or not is_away(outcome):
            self.unsure = False
        safe = bool(self.key) or not contract.writes
        again = safe and after.state != "open" and may_help(outcome)
        self._last = Tried(reply, again)
        return self._last

    def _move(self, before: Circuit, after: Circuit) -> None:
        """Writes down that the circuit has another state, or opened anew."""
        if (before.state, before.since) == (after.state, after.since):
            return
        self.moved = after.state
        self._hop.write(
            BreakerMoved(
                service=self.contract.service,
                state=after.state,
                failures=after.failures,
                since=after.since,
            )
        )


async def whole(ports: Ports, attempt: Attempt) -> tuple[ToolReply, bool]:
    """The reply of one attempt, and whether somebody stopped the turn meanwhile."""
    task = asyncio.ensure_future(ports.toolbox.attempt(attempt))
    stopped = False
    while True:
        try:
            return await asyncio.shield(task), stopped
        except asyncio.CancelledError:
            # However often somebody presses Esc, what has begun is finished.
            if task.cancelled():
                raise
            stopped = True


def _failed(fault: Fault) -> Tried:
    return Tried(ToolReply(outcome=Failed(fault=fault)))
