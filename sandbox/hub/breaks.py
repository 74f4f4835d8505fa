"""The break points of a live session, and how far the person at them wants to go on."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from sandbox.domain.break_spec import BreakSpec, parse_break
from sandbox.domain.fault_spec import near
from sandbox.domain.faults import SandboxError
from sandbox.domain.step import Spot, StepAct, Stop
from sandbox.domain.tool import ToolContract
from sandbox.ports import Ports
from sandbox.procedures.line import HAND_OFF_TOOL

STEP: Final = "step"
"""The break point that stops at every hop, as a stop names it."""

AskAtStop = Callable[[Stop], Awaitable[StepAct]]


@dataclass
class Point:
    """One break point that is armed; `hits`: how often it stopped a turn, `last`: the hop."""

    spec: BreakSpec
    hits: int = 0
    last: str = ""

    @property
    def text(self) -> str:
        return str(self.spec)


class Breaks:
    """Implements `ports.Stepper`, and stands in the ports only while there is a reason to stop.

    `person` is asked at a stop; while nobody is there, nothing stops. `heard` is told of every
    change.
    """

    def __init__(self, ports: Ports, contracts: Callable[[], Mapping[str, ToolContract]]) -> None:
        self.points: list[Point] = []
        self.person: AskAtStop | None = None
        self.heard: Callable[[], None] = lambda: None
        self.stopped: Stop | None = None
        """Where the turn waits now."""
        self._ports, self._contracts = ports, contracts
        self._every = False
        self._finish = ""
        self._turn = 0

    # What a person says between or during turns

    def arm(self, text: str) -> str:
        """Arms a break point; returns it as it is listed. Raises `SandboxError` (code 2)."""
        contracts = self._contracts().values()
        tools = [name for one in contracts for name in (one.name, one.subject)]
        spec = parse_break(text, tools)
        if any(one.spec == spec for one in self.points):
            raise SandboxError(f"{spec} is armed already", "/break lists them", code=2)
        self.points.append(Point(spec))
        self._changed()
        return str(spec)

    def arm_all(self, texts: Iterable[str]) -> None:
        """Arms those that can be and are not yet; of another pack some may name no tool here."""
        for text in texts:
            with suppress(SandboxError):
                self.arm(text)

    def disarm(self, which: str) -> list[str]:
        """Takes away a break point by number or text, or "all". Raises `SandboxError` (code 2)."""
        if which == "all":
            gone = list(self.points)
        elif which.isdecimal():
            gone = self.points[int(which) - 1 : int(which)] if int(which) else []
        else:
            gone = [one for one in self.points if one.text == " ".join(which.split())][:1]
        if not gone and (which != "all" or not self._every):
            texts = [one.text for one in self.points]
            hint = near(which, texts) if texts else "none is armed"
            raise SandboxError(f"there is no break point {which[:80]}", hint, code=2)
        self.points = [one for one in self.points if one not in gone]
        if which == "all":
            self._every, self._finish = False, ""
        self._changed()
        return [one.text for one in gone]

    def step(self) -> None:
        """Stops at every hop: of the turn that runs, or of the next one."""
        self._every, self._turn = True, 0
        self._changed()

    def unstep(self) -> None:
        """Stops at break points alone."""
        self._every, self._finish, self._turn = False, "", 0
        self._changed()

    @property
    def stepping(self) -> bool:
        """Whether every hop is stopped at."""
        return self._every

    def turn_over(self) -> None:
        """A turn has ended; stepping ends with it."""
        if self._every and not self._turn:
            return  # it waits for the next one
        self.unstep()

    # What the hub asks

    def wants(self, spot: Spot) -> str:
        """See `ports.Stepper`."""
        if self.person is None:
            return ""
        if self._every or self._finish:
            self._turn = self._turn or spot.turn
        if self._every and spot.place == "before":
            return STEP
        if spot.place == "after" and spot.hop == self._finish:
            return STEP
        return next((one.text for one in self.points if one.spec.hits(spot)), "")

    async def stop(self, stop: Stop) -> StepAct:
        """See `ports.Stepper`."""
        self._count(stop)
        if HAND_OFF_TOOL in self._contracts() and stop.spot.name != "redact":
            stop = stop.model_copy(update={"can": (*stop.can, "hand_off")})
        self._every, self._finish = False, ""
        self.stopped, person = stop, self.person
        self.heard()
        try:
            act = await person(stop) if person else StepAct()
        finally:
            self.stopped = None
            self.heard()
        if act.action == "next":
            self._every, self._turn = True, stop.spot.turn
        elif act.action == "finish":
            self._finish, self._turn = stop.spot.hop, stop.spot.turn
        self._changed()
        return act

    # Inside

    def _count(self, stop: Stop) -> None:
        for one in self.points:
            if one.text == stop.spec:
                one.hits, one.last = one.hits + 1, stop.spot.hop
        self.points = [one for one in self.points if not (one.spec.once and one.hits)]

    def _changed(self) -> None:
        armed = bool(self.points or self._every or self._finish)
        self._ports.stepper = self if armed else None
        self.heard()
