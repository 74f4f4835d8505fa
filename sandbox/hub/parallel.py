"""Independent reads of one reply, made at the same time and written down in call order.

Only the first attempts overlap. At the join each call's hop is opened in order, its first attempt
is written down, and whatever follows (a retry, a stand-in) happens there, one call after the other.
So nothing that the log tells depends on which answer came first, and a replay needs no clock.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.domain.base import JSON
from sandbox.domain.fault_spec import Sight
from sandbox.hops.attempts import Execution, Head, whole
from sandbox.hops.execute import execute
from sandbox.hops.scope import E, Output
from sandbox.hub.journal import Begun, Journal, Running
from sandbox.log.event import HopFinished, StepStopped, Took, ToolAttempted
from sandbox.ports import Attempt, Injected, Ports, ToolReply
from sandbox.tools.injection import effective, hits, waits
from sandbox.tools.limit import seconds_to_wait
from sandbox.world.digest import WorldDigest


@dataclass(frozen=True)
class Group:
    """The reads of one reply that may overlap, in call order."""

    executions: Sequence[Execution]
    journal: Journal
    ports: Ports
    world: WorldDigest

    @property
    def overlaps(self) -> bool:
        """Whether they may: every circuit is closed, and no rate limit is in the way."""
        if len(self.executions) < 2:
            return False
        now, made = self.ports.clock.now(), dict[str, int]()
        for one in self.executions:
            service = one.contract.service
            calls = (*one.back.calls(service), *[now] * made.get(service, 0))
            if one.back.circuit(service).state != "closed":
                return False
            if seconds_to_wait(calls, one.service, now):
                return False
            made[service] = made.get(service, 0) + 1
        return True

    async def run(self) -> bool:
        """All of them. True when the turn was stopped meanwhile, and is to end.

        Raises `asyncio.CancelledError` inside the hop of a call that was stopped before it began.
        """
        at = self.ports.clock.step()
        sights = [self._sight(one) for one in self.executions]
        starts = [self._start(index, sights) for index in range(len(self.executions))]
        stopped = await _together(starts)
        for index, start in enumerate(starts):
            execution = start.execution
            subject = execution.contract.subject
            begun = Begun(at, start.begun)
            with self.journal.hop("execute", subject, execution.position, begun) as hop:
                scope = _Joined(hop, start.ended)
                later = tuple(sights[index + 1 :])
                head = Head(start.injected, later, start.reply, stopped)
                stopped |= await execute(scope, execution, self.ports, self.world, head)
            if stopped:
                return True
        return False

    def _start(self, index: int, sights: Sequence[Sight]) -> "_Start":
        execution = self.executions[index]
        # The number that its hop will have at the join.
        hop = self.journal.hops + 1 + index
        found = hits(
            execution.back.armoury.faults,
            sights[index],
            self.ports.dice,
            position=execution.position,
            before=sights[:index],
        )
        injected = effective(found, execution.contract)
        attempt = Attempt(
            tool=execution.contract.name,
            arguments=execution.arguments,
            turn=self.journal.turn,
            hop=hop,
            injected=injected,
        )
        return _Start(execution, attempt, injected, self.journal, self.ports)

    def _sight(self, one: Execution) -> Sight:
        if not one.back.armoury.faults:
            return Sight(one.contract.name, self.journal.turn)
        masked = self.journal.mask.mask(one.arguments, self.journal.turn)
        return Sight(one.contract.name, self.journal.turn, one.contract.service, masked)


class _Start:
    """The first attempt of one call; `reply` is None until it has come."""

    def __init__(
        self,
        execution: Execution,
        attempt: Attempt,
        injected: tuple[Injected, ...],
        journal: Journal,
        ports: Ports,
    ) -> None:
        self.execution = execution
        self.injected = injected
        self.reply: ToolReply | None = None
        self.begun = self.ended = journal.elapsed()
        self._attempt, self._journal, self._ports = attempt, journal, ports

    async def run(self, bulkhead: asyncio.Semaphore) -> None:
        """Waits for its turn and for injected latency, then makes the attempt.

        A stop ends the waiting; what has begun is finished.
        """
        async with bulkhead:
            if seconds := waits(self.injected, self.execution.contract):
                await self._ports.sleep.sleep(seconds)
            self.reply, _ = await whole(self._ports, self._attempt)
        self.ended = self._journal.elapsed()


async def _together(starts: Sequence[_Start]) -> bool:
    """Every first attempt, at most so many at once a service; whether somebody stopped them."""
    bulkheads: dict[str, asyncio.Semaphore] = {}
    tasks: list[asyncio.Task[None]] = []
    for start in starts:
        service, name = start.execution.service, start.execution.contract.service
        bulkhead = bulkheads.setdefault(name, asyncio.Semaphore(service.at_once))
        tasks.append(asyncio.ensure_future(start.run(bulkhead)))
    stopped = False
    while not all(task.done() for task in tasks):
        try:
            await asyncio.wait(tasks)
        except asyncio.CancelledError:
            stopped = True
            for task in tasks:
                task.cancel()
    for task in tasks:
        if not task.cancelled():
            task.result()
    return stopped


class _Joined:
    """The scope of a hop that is written down after the fact: it ended when its answer came."""

    def __init__(self, running: Running, ended: int) -> None:
        self._running = running
        self._ended = ended
        self._attempts = 0
        self._waited = False
        self.turn, self.number, self.at = running.turn, running.number, running.at
        self.name, self.subject, self.call = running.name, running.subject, running.call

    def write(self, event: E) -> E:
        self._attempts += isinstance(event, ToolAttempted)
        self._waited = self._waited or isinstance(event, StepStopped)
        return self._running.write(event)

    def finish(self, output: Output) -> Output:
        """Writes the output; with a retry, or a stop, after the join the hop ends now."""
        if self._attempts > 1 or self._waited:
            return self._running.finish(output)
        start = self._running.start
        took = Took(start=start, total=max(0, self._ended - start))
        event = HopFinished(output=output, took=took)
        return self.write(event).output  # pyright: ignore[reportReturnType]

    def elapsed(self) -> int:
        return self._running.elapsed()

    def mask(self, value: JSON) -> JSON:
        return self._running.mask(value)

    def sync(self) -> None:
        self._running.sync()
