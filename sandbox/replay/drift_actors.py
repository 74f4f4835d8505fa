"""Who plays a turn again in drift: the model and the colleague by position, tools for real.

All know the turn as it was. Where a person or a crash had stopped it, they stop it there again.
"""

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Callable

from sandbox.domain.verdict import Approval
from sandbox.log.event import (
    HumanActed,
    HumanAsked,
    ModelResponded,
    ToolAttempted,
    ToolResponded,
)
from sandbox.log.fold import Session, Turn
from sandbox.ports import Attempt, ModelRequest, Question, Toolbox, ToolReply, WorldClock
from sandbox.privacy.mask import Mask
from sandbox.replay.answers import TapeModel
from sandbox.replay.divergence import Difference
from sandbox.replay.tape import Diverged, Interrupted, Tape
from sandbox.tools.world_time import seconds_between

NOBODY = "the recording"
"""Who rejects a confirm that nobody was asked for in the recording."""


class Taped:
    """The turn that is being played, as it was."""

    def __init__(self) -> None:
        self.turn: Turn | None = None
        self._replies: deque[ModelResponded] = deque()
        self._people: defaultdict[str, deque[Approval | None]] = defaultdict(deque)
        self._times: defaultdict[str, deque[str]] = defaultdict(deque)
        self._unanswered: set[tuple[str, int]] = set()

    def begin(self, turn: Turn | None) -> None:
        """From now on `turn` is played; None outside any turn."""
        self.__init__()
        self.turn = turn
        attempts, tool = Counter[str](), ""
        events = ((hop, event) for hop in turn.hops for event in hop.events) if turn else ()
        for hop, event in events:
            match event:
                case ModelResponded():
                    self._replies.append(event)
                case HumanAsked():
                    tool = event.tool
                    self._people[tool].append(None)
                case HumanActed():
                    self._people[tool][-1] = event.approval
                case ToolAttempted():
                    attempts[event.tool] += 1
                    if event.number == 1:
                        self._times[event.tool].append(hop.at)
                    self._unanswered.add((event.tool, attempts[event.tool]))
                case ToolResponded() if not event.source:
                    self._unanswered.discard((event.tool, attempts[event.tool]))
                case _:
                    pass
        self._attempts, self._made = Counter[str](), attempts

    @property
    def stopped(self) -> bool:
        """Whether a person or a crash had ended it before its time."""
        end = self.turn.finished if self.turn else None
        return end is None or end.outcome in ("cancelled", "interrupted")

    def stop(self) -> BaseException:
        """What stopped it."""
        end = self.turn.finished if self.turn else None
        cancelled = end is not None and end.outcome == "cancelled"
        return asyncio.CancelledError() if cancelled else Interrupted()

    def reply(self) -> ModelResponded | None:
        """The next reply of the model, None when there are no more."""
        return self._replies.popleft() if self._replies else None

    @property
    def replies_left(self) -> int:
        """How many replies nobody has asked for."""
        return len(self._replies)

    def answer(self, tool: str) -> Approval | None:
        """What the person said to the next confirm of a tool. Raises what stopped the waiting."""
        if not self._people[tool]:
            return None
        found = self._people[tool].popleft()
        if found is None and self.stopped:
            raise self.stop()
        return found

    def attempted(self, attempt: Attempt) -> str:
        """World time at which the next call of the tool began, "" for none, and for a retry.

        Raises what had stopped the turn while the attempt was under way, or before this retry.
        """
        tool = attempt.tool
        self._attempts[tool] += 1
        unanswered = (tool, self._attempts[tool]) in self._unanswered
        if self.stopped and (unanswered or self._never_made(attempt)):
            raise self.stop()
        if attempt.number > 1 or not self._times[tool]:
            return ""
        return self._times[tool].popleft()

    def _never_made(self, attempt: Attempt) -> bool:
        """Whether it is a retry in the turn's last hop, which was stopped while it waited."""
        hops = self.turn.hops if self.turn else []
        retried = attempt.number > 1 and self._attempts[attempt.tool] > self._made[attempt.tool]
        return retried and attempt.hop >= len(hops)


class DriftModel(TapeModel):
    """The replies of the turn, one after the other, whatever is asked."""

    def __init__(self, taped: Taped, mask: Mask) -> None:
        super().__init__(Tape(()), mask)
        self._taped = taped

    def answer(self, request: ModelRequest) -> ModelResponded:
        event = self._taped.reply()
        if event is not None:
            return event
        if self._taped.stopped:
            raise self._taped.stop()
        turn = self._taped.turn
        raise Diverged(
            Difference(
                turn=turn.number if turn else 0,
                hop="",
                kind="model_requested",
                pointer="",
                expected="the end of the turn",
                got="one more question to the model, which has no answer in the recording",
            )
        )


class DriftAsk:
    """The answers that the person gave to confirms of the tool, in order."""

    def __init__(self, taped: Taped, mask: Mask) -> None:
        self._taped = taped
        self._mask = mask

    async def confirm(self, question: Question) -> Approval:
        found = self._taped.answer(question.tool)
        if found is None:
            return Approval(action="reject", by=NOBODY, reason="nobody was asked there")
        return Approval.model_validate(self._mask.restore(found.model_dump()))


class DriftToolbox:
    """Real tools, at the times at which the recording's calls were made.

    A rule or a mend more or less moves the world's clock by a step; that is no drift of a tool.
    """

    def __init__(
        self, taped: Taped, inner: Toolbox, clock: WorldClock, session: Callable[[], Session]
    ) -> None:
        self._taped = taped
        self._inner = inner
        self._clock = clock
        self._session = session

    async def attempt(self, attempt: Attempt) -> ToolReply:
        at = self._taped.attempted(attempt)
        if at and at != (now := self._began(attempt)):
            self._clock.move(seconds_between(now, at))
        return await self._inner.attempt(attempt)

    def _began(self, attempt: Attempt) -> str:
        """When the call's hop began; one of a parallel group has none yet, and begins now."""
        hop = self._session().hop(f"{attempt.turn}.{attempt.hop}")
        return hop.at if hop is not None else self._clock.now()
