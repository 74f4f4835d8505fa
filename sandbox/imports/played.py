"""What came of one imported conversation, as data."""

from dataclasses import dataclass, field
from typing import Literal

from sandbox.imports.told import Differing

StateVerdict = Literal["equal", "differs", "not given"]


@dataclass(frozen=True)
class CallDifference:
    """A call whose result is another one here. `fields` are masked."""

    turn: int
    call: int
    tool: str
    fields: tuple[Differing, ...]


@dataclass(frozen=True)
class StepIn:
    """Where the hub did something of its own: in which hop, about what."""

    turn: int
    hop: str
    subject: str
    what: str


@dataclass
class Played:
    """One conversation after it ran. `calls` are those of the transcript.

    `as_recorded`: the end state against that of the transcript's own replay; `as_task`: against
    what its task wants. `unplayed`: calls of the transcript that the hub never came to.
    """

    id: str
    line: int
    model: str
    turns: int = 0
    calls: int = 0
    equal: int = 0
    without_result: int = 0
    unplayed: int = 0
    differing: list[CallDifference] = field(default_factory=list[CallDifference])
    step_ins: list[StepIn] = field(default_factory=list[StepIn])
    notes: list[str] = field(default_factory=list[str])
    as_recorded: StateVerdict = "not given"
    as_task: StateVerdict = "not given"
    recording: str = ""

    @property
    def same(self) -> bool:
        """Whether every result, and the end state, are those of the transcript."""
        return not self.differing and not self.unplayed and self.as_recorded != "differs"
