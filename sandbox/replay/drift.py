"""drift: the model's replies from the tape, tools for real on a fresh world; what came of it."""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from sandbox.domain.faults import SandboxError
from sandbox.domain.tool import RowChange
from sandbox.log.event import Event, SessionStarted
from sandbox.log.fold import Session, fold
from sandbox.pack.pack import Pack
from sandbox.ports import Decide, Search
from sandbox.replay.asserted import Ended, check
from sandbox.replay.assertions import Failure
from sandbox.replay.causes import causes
from sandbox.replay.divergence import Difference
from sandbox.replay.drift_compare import call_differences, end_differences
from sandbox.replay.drift_report import DriftReport
from sandbox.replay.drift_stage import DriftStage
from sandbox.replay.expectations import Expectations
from sandbox.replay.guard import Forbidden, Proof, guarded
from sandbox.replay.person import fresh_mask
from sandbox.replay.sweep_actors import words_by_turn
from sandbox.replay.tape import READERS_ONLY, Tape
from sandbox.world.database import WorldDatabase


class DriftReplay:
    """One recording, its calls made again on the pack as it is now.

    Prompts, routes and wordings may be others: what counts is what tools are called with, what
    they bring, and which rows are changed.
    """

    def __init__(
        self,
        name: str,
        events: tuple[Event, ...],
        pack: Pack,
        search: Search,
        decide: Decide,
        expected: Expectations | None = None,
    ) -> None:
        if not events or not isinstance(events[0], SessionStarted):
            raise SandboxError(
                f"{name} does not begin with the start of a session", "is it a recording of ours?"
            )
        self.name = name
        self.events = [event for event in events if not isinstance(event, READERS_ONLY)]
        self.was = fold(self.events)
        self.pack = pack
        self.expected = expected or Expectations()
        self.may_differ = self.expected.may_differ()
        self._search, self._decide = search, decide
        self._masks = fresh_mask(pack, self.events)
        self._found: list[Difference] = []
        self._end: tuple[Failure, ...] = ()
        self._failures: tuple[Failure, ...] = ()

    async def run(self) -> DriftReport:
        """Plays every turn, also after a difference: the end state is told as a whole."""
        with tempfile.TemporaryDirectory(prefix="hopscope-drift-") as folder:
            scratch = Path(folder)
            with guarded(scratch, tools=True) as proof:
                await self._all(scratch)
        first, *more = [*_touched(proof), *self._found] or [None]
        return DriftReport(
            name=self.name,
            mode="drift",
            turns=len(self.was.turns),
            difference=self._explained(first) if first is not None else None,
            proof=proof,
            allowed=tuple(self.may_differ.allowed),
            failures=self._failures,
            more=tuple(one for one in more if one is not None),
            end=self._end,
        )

    async def _all(self, scratch: Path) -> None:
        world = WorldDatabase.create(scratch / "world.sqlite", self.pack, scratch=True)
        stage = DriftStage(self.pack, self.was, self._masks, world, self._search, self._decide)
        try:
            await stage.play(self.events, words_by_turn(self.events, self._masks.tape))
            self._compare(stage)
        except Forbidden:
            return  # the proof tells
        finally:
            world.close()

    def _compare(self, stage: DriftStage) -> None:
        for was, now in zip(self.was.turns, stage.session.turns, strict=True):
            self._found += call_differences(was, now, self.may_differ)
        self._found += stage.broken
        self._found.sort(key=lambda found: found.turn)
        ended = Ended(stage.session, stage.world, stage.masked)
        before, after = _changes(self.events), _changes(stage.got)
        self._end = tuple(
            end_differences(before, after, stage.world, stage.masked, self.may_differ)
        )
        self._failures = tuple(
            failure
            for where, assertions in self.expected.assertions
            for failure in check(assertions, ended, where)
        )

    def _explained(self, found: Difference) -> Difference:
        """With what has changed since the recording."""
        tape = Tape(self.events)
        tape.cursor = sum(event.turn <= found.turn for event in self.events) - 1
        return found.model_copy(update={"causes": causes(found, tape, self.pack)})


def _touched(proof: Proof) -> Iterable[Difference]:
    if proof.model_calls or proof.sockets or proof.files:
        yield Difference(
            turn=0,
            hop="",
            kind="guard",
            pointer="",
            expected="nothing outside the replay",
            got=proof.line(),
        )


def _changes(events: Sequence[Event]) -> list[RowChange]:
    """The row changes that a log tells, in order."""
    session, found = Session(), list[RowChange]()
    for event in events:
        found += session.back.news(event)
        session.feed(event)
    return found
