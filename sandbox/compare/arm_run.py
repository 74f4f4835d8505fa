"""One run of one arm: opens its session, says the words, and always ends in a named state."""

import asyncio
import logging
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import replace

from sandbox.compare.arm import Arm
from sandbox.compare.news import News, State, Tell, What
from sandbox.compare.plan import Plan, Step
from sandbox.compare.played import Run
from sandbox.compare.verdicts import Verdict
from sandbox.domain.faults import SandboxError
from sandbox.hub.live import LiveSession
from sandbox.log.event import (
    Event,
    HopFailed,
    HopFinished,
    HopStarted,
    HumanActed,
    HumanAsked,
    ModelRequested,
    SettingChanged,
)
from sandbox.log.fold import Turn
from sandbox.replay.from_turn import go_on

_log = logging.getLogger(__name__)

OpenArm = Callable[[Arm, int], Awaitable[LiveSession]]
"""A session of its own for this run (from 1) of this arm, its model set, as it is before the words.

Raises `SandboxError` where it can't be opened; then it leaves nothing behind.
"""

SETTING = "comparison"
"""The setting that tags a session: `{"id", "arm", "run"}`."""


class ArmRun:
    """See the module. `run` can be read at any time, after a `look`."""

    def __init__(self, plan: Plan, arm: Arm, number: int, tell: Tell) -> None:
        self.run = Run(number)
        self._plan = plan
        self._arm = arm
        self._tell = tell
        self._live: LiveSession | None = None
        self._ended: tuple[State, str] | None = None
        self._turn = 0
        self._timer: asyncio.TimerHandle | None = None

    async def play(self, open_arm: OpenArm) -> Run:
        """All of it. Only a bug raises; a cancellation ends it as stopped and goes on."""
        try:
            await self._play(open_arm)
        except SandboxError as error:
            self._end("failed", str(error))
        except asyncio.CancelledError:
            self._end("stopped", "stopped by a person")
            raise
        except Exception as error:
            # One arm's trouble is not the others'. Its words may hold anything, so only its name.
            _log.debug("arm %s broke", self._arm.label, exc_info=error)
            self._end("failed", f"unforeseen {type(error).__name__}; --debug shows where")
        finally:
            await self._close()
        return self.run

    def look(self) -> None:
        """Brings `run` up to what its session is now."""
        if self._live is not None:
            session = self._live.session
            self.run.own = replace(session, turns=session.turns[self.run.before :])

    def stop(self) -> None:
        """Ends it now; the turn that runs is kept, marked cancelled."""
        self._end("stopped", "stopped by a person")

    async def _play(self, open_arm: OpenArm) -> None:
        live = self._live = await open_arm(self._arm, self.run.number)
        self.run.session, self.run.before = live.name, len(live.session.turns)
        tag = {"id": self._plan.id, "arm": self._arm.label, "run": self.run.number}
        live.note(SettingChanged(name=SETTING, value=tag))
        runs = f", run {self.run.number}" if self._plan.repeat > 1 else ""
        title = f"compare {self._plan.id}: {self._arm.label}{runs}"
        live.note(SettingChanged(name="title", value=title))
        live.subscribe(self._hear)
        live.on_progress(lambda turn, text: self._say("text", text=text))
        self._say("opened", text=live.name)
        for step in self._plan.steps:
            if self._ended is not None:
                return
            await self._step(live, step)
        if self._ended is None:
            self._end("done", "")

    async def _step(self, live: LiveSession, step: Step) -> None:
        if step.words is None:
            if step.event is not None:
                await go_on(live, step.event, {}, step.tape or live.parts.mask)
            return
        self._turn += 1
        self._say("turn")
        self._watch()
        try:
            await live.send(step.words.reveal())
        finally:
            self._unwatch()
        self._say("turn_done")
        if step.expect is not None and self._ended is None:
            self.run.verdicts += step.expect(live, self.run.before)
        if ended := _unanswered(live.session.turns[-1]):
            self._end(*ended)

    def _watch(self) -> None:
        """From now on the turn may take its time and no longer."""
        self._unwatch()
        seconds = self._plan.turn_seconds
        late = f"turn {self.run.before + self._turn} took longer than {seconds:g} s"
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(seconds, self._end, "timed_out", late)

    def _unwatch(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _end(self, state: State, why: str) -> None:
        """The first reason counts; a turn that runs is stopped."""
        if self._ended is not None:
            return
        self._ended = (state, why)
        if self._live is not None:
            self._live.cancel()

    async def _close(self) -> None:
        state, why = self._ended or ("stopped", "")
        run, live = self.run, self._live
        run.state, run.why = state, why
        run.verdicts += _not_reached(self._plan, run)
        if live is not None:
            try:
                await live.close()
            except Exception as error:
                _log.debug("arm %s did not close", self._arm.label, exc_info=error)
            self.look()
            _slim(run)
            if not run.own.turns:
                # Nothing was said in it, so there is nothing to open or to go on with.
                shutil.rmtree(live.folder.path, ignore_errors=True)
                run.session = ""
        self._say("ended", text=why, state=state)

    def _hear(self, event: Event) -> None:
        match event:
            case HopStarted(name=name, subject=subject):
                hop = f"{event.turn}.{event.hop}"
                self._say("hop", hop=hop, name=name, subject=subject)
            case HopFinished() | HopFailed():
                name = event.name if isinstance(event, HopFailed) else event.output.hop
                self._say("hop_done", hop=f"{event.turn}.{event.hop}", name=name)
            case HumanAsked():
                # A person may think as long as they like.
                self._unwatch()
            case HumanActed():
                self._watch()
            case _:
                pass

    def _say(
        self,
        what: What,
        *,
        hop: str = "",
        name: str = "",
        subject: str = "",
        text: str = "",
        state: State | None = None,
    ) -> None:
        run, turn = self.run.number, self._turn
        self._tell(News(self._arm.number, run, what, turn, hop, name, subject, text, state))


def _slim(run: Run) -> None:
    """Lets go of the requests' messages: half of a run's memory, and no reader here needs them."""
    for hop in (hop for turn in run.own.turns for hop in turn.hops):
        hop.events[:] = [
            event.model_copy(update={"messages": (), "tools": ()})
            if isinstance(event, ModelRequested)
            else event
            for event in hop.events
        ]


def _unanswered(turn: Turn) -> tuple[State, str] | None:
    """How an arm ends whose model gave no answer in a turn, and why; None where it did."""
    asked = [hop for hop in turn.hops if hop.name == "infer"]
    fault = asked[-1].fault if asked else None
    if fault is None or turn.finished is None or turn.finished.outcome != "failed":
        return None
    return ("over_budget" if fault.kind == "budget" else "failed"), turn.finished.why


def _not_reached(plan: Plan, run: Run) -> list[Verdict]:
    """Expectations of turns to which the run did not come."""
    judged, turn = {verdict.turn for verdict in run.verdicts}, 0
    found: list[Verdict] = []
    for step in plan.steps:
        turn += step.words is not None
        if step.words is not None and step.expected and turn not in judged:
            found.append(Verdict(turn=turn, held=0, failed=step.expected, reached=False))
    return found
