"""Runs the arms of a comparison at the same time, each on its own sessions and worlds."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

from sandbox.compare.arm import Arm
from sandbox.compare.arm_run import ArmRun, OpenArm
from sandbox.compare.comparison import Comparison
from sandbox.compare.news import News, Tell
from sandbox.compare.plan import Plan
from sandbox.compare.played import Ran

__all__ = ["Comparing", "OpenArm", "follow"]


class Comparing:
    """A comparison that runs.

    All arms run at the same time in this event loop, the runs of one arm one after the other. An
    arm that fails, stalls or spends too much ends for itself.
    """

    def __init__(self, plan: Plan, open_arm: OpenArm, tell: Tell | None = None) -> None:
        self.plan = plan
        self._open = open_arm
        self._tell: Tell = tell or (lambda news: None)
        self._ran = [Ran(arm) for arm in plan.arms]
        self._running: dict[int, ArmRun] = {}
        self._stopped: set[int] = set()

    async def run(self) -> Comparison:
        """The comparison at its end. Cancelled, it closes every session; `result` has the rest."""
        tasks = [asyncio.ensure_future(self._arm(arm)) for arm in self.plan.arms]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return self.result()

    def stop(self, arm: int | None = None) -> None:
        """Ends one arm, or all of them; what is finished is kept, and `run` returns soon."""
        for number in range(len(self.plan.arms)) if arm is None else (arm,):
            self._stopped.add(number)
            if number in self._running:
                self._running[number].stop()

    def result(self) -> Comparison:
        """What there is of it now, runs that are under way among it. A picture: ask again later."""
        for one in self._running.values():
            one.look()
        arms = tuple(
            Ran(ran.arm, [replace(run, verdicts=[*run.verdicts]) for run in ran.runs])
            for ran in self._ran
        )
        return Comparison(self.plan.id, self.plan.about, arms, self._scripted)

    @property
    def _scripted(self) -> bool:
        return any(step.expected for step in self.plan.steps)

    async def _arm(self, arm: Arm) -> None:
        ran = self._ran[arm.number]
        for number in range(1, self.plan.repeat + 1):
            if arm.number in self._stopped:
                return
            one = self._running[arm.number] = ArmRun(self.plan, arm, number, self._tell)
            ran.runs.append(one.run)
            try:
                await one.play(self._open)
            finally:
                del self._running[arm.number]
            if _hopeless(ran):
                return


def _hopeless(ran: Ran) -> bool:
    """Whether another run would only end the same way: no money, or never a word from the model."""
    last = ran.runs[-1]
    if last.state in ("stopped", "over_budget"):
        return True
    answered = any(not one.fault for turn in last.own.turns for one in turn.responses)
    return last.state == "failed" and not answered


async def follow(plan: Plan, open_arm: OpenArm) -> AsyncIterator[News | Comparison]:
    """The news of a comparison as they come, and at the end the comparison itself.

    Left early, it stops the arms.
    """
    queue: asyncio.Queue[News | None] = asyncio.Queue()
    comparing = Comparing(plan, open_arm, queue.put_nowait)
    task = asyncio.ensure_future(comparing.run())
    task.add_done_callback(lambda done: queue.put_nowait(None))
    try:
        while (news := await queue.get()) is not None:
            yield news
        yield await task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
