"""Stopping at a hop: where a turn stands, what a person sees there, and what they say."""

from collections.abc import Callable
from typing import Final, Literal, get_args

from pydantic import Field

from sandbox.domain.base import JSON, Frozen
from sandbox.domain.hop import HopName

Place = Literal["before", "after"]
PLACES: Final[tuple[Place, ...]] = get_args(Place)

StepWhat = Literal["", "arguments", "result", "reply"]
"""What can be changed: the arguments of a call before it runs, what it brought, what the model
said; "" nothing."""

StepAction = Literal["go_on", "next", "finish", "edit", "skip", "hand_off"]
"""`next`: goes on to the next hop; `finish`: to the end of this one. `skip`: the call is not
run."""

ToldAction = Literal["go_on", "edit", "skip", "hand_off"]
"""What of it the log tells: how far a person goes on is no matter of the session."""


class Spot(Frozen):
    """One place at which a turn may stop. `tool` is "" where the hop is about no call.

    `verdicts`: after a hop, the words for what came of it. `number` 0: the hop is not open yet.
    """

    place: Place
    name: HopName
    subject: str = ""
    tool: str = ""
    turn: int = 0
    number: int = 0
    call: int | None = None
    verdicts: tuple[str, ...] = ()

    @property
    def hop(self) -> str:
        """`3.6`: turn and hop."""
        return f"{self.turn}.{self.number}"

    @property
    def words(self) -> str:
        """`before execute orders.issue_refund`."""
        return f"{self.place} {self.name} {self.subject}".rstrip()


class Stop(Frozen):
    """A turn that waits for a person. `spec`: the break point that stopped it.

    `value`: what the hop is given, or what came of it, masked; None where the log alone tells.
    `editable`: what of that can be changed. `check` says in words what is wrong with a change, ""
    if it is in order; it takes real values. `can`: what a person may do here beside going on.
    """

    spot: Spot
    spec: str
    value: JSON = None
    editable: StepWhat = ""
    can: tuple[StepAction, ...] = ()
    check: Callable[[JSON], str] = Field(default=lambda value: "", exclude=True, repr=False)


class StepAct(Frozen):
    """What a person says at a stop. `value`: for an edit, what stands in its place, real values."""

    action: StepAction = "go_on"
    by: str = ""
    value: JSON = None
    reason: str = ""

    @property
    def told(self) -> ToldAction:
        """The action as the log has it."""
        return "go_on" if self.action in ("next", "finish") else self.action
