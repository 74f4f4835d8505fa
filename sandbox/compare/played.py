"""What came of an arm: its runs, each of them an ordinary session that can be opened and forked."""

from dataclasses import dataclass, field

from sandbox.compare.align import Played
from sandbox.compare.arm import Arm
from sandbox.compare.news import State
from sandbox.compare.same import neutral
from sandbox.compare.verdicts import Verdict
from sandbox.domain.tool import RowChange
from sandbox.log.fold import Session


@dataclass
class Run:
    """One run of an arm. `own`: its session with only the turns of this comparison.

    Once it has ended, requests in `own` are without their messages; its log on disk has them.

    `own` is left out of the `repr`, which asyncio makes of a task's result, and that takes long.
    `session` is its id, "" where it could not be opened. `before`: how many turns it had shared
    with the session that it is a fork of.
    """

    number: int
    state: State = "running"
    why: str = ""
    session: str = ""
    before: int = 0
    own: Session = field(default_factory=Session, repr=False)
    verdicts: list[Verdict] = field(default_factory=list[Verdict])

    @property
    def changes(self) -> list[RowChange]:
        """The rows that its turns changed, in order."""
        return [change for turn in self.own.turns for change in turn.changes]

    def played(self, label: str) -> Played:
        """To be held against another run."""
        return Played(label, self.own.turns, neutral(self.own, self.own.turns))


@dataclass
class Ran:
    """An arm and its runs, oldest first; the last one may still run."""

    arm: Arm
    runs: list[Run] = field(default_factory=list[Run])

    @property
    def first(self) -> Run:
        return self.runs[0] if self.runs else Run(1, "stopped")

    @property
    def state(self) -> State:
        """That of the first run that did not end as it should, else done."""
        bad: list[State] = [run.state for run in self.runs if run.state != "done"]
        return bad[0] if bad else self.first.state

    @property
    def why(self) -> str:
        return next((run.why for run in self.runs if run.state != "done"), "")
