"""Ports that answer from the tape. Each looks at the next event and plays its part."""

import asyncio
from collections.abc import AsyncIterator

from sandbox.domain.base import JSON
from sandbox.domain.faults import FaultError
from sandbox.domain.tool import RowChange
from sandbox.domain.verdict import Approval
from sandbox.log.event import Event, HumanActed, ModelResponded, ToolResponded
from sandbox.ports import Attempt, ModelReply, ModelRequest, Question, TextDelta, ToolReply
from sandbox.privacy.mask import Mask
from sandbox.replay.divergence import Difference
from sandbox.replay.tape import Diverged, Interrupted, Tape, cancelled, interrupted
from sandbox.world.apply import apply_changes
from sandbox.world.database import WorldDatabase


class TapeModel:
    """Gives the reply, or the fault, that the tape holds."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        event = self._tape.peek()
        if not isinstance(event, ModelResponded):
            raise _not_there(self._tape, f"a model call to {request.model}")
        if event.fault is not None:
            if event.text:
                yield TextDelta(text=event.text)
            raise FaultError(event.fault)
        yield ModelReply(
            model=event.model,
            text=event.text,
            calls=event.calls,
            finish=event.finish,
            usage=event.usage,
            cost=event.cost,
            raw_usage=event.raw_usage,
        )


class TapeToolbox:
    """Gives the outcome that the tape holds and applies its row changes to the scratch world."""

    def __init__(self, tape: Tape, world: WorldDatabase, mask: Mask) -> None:
        self._tape = tape
        self._world = world
        self._mask = mask

    async def attempt(self, attempt: Attempt) -> ToolReply:
        event = self._tape.peek()
        if not isinstance(event, ToolResponded) or event.tool != attempt.tool:
            raise _not_there(self._tape, f"a call of {attempt.tool}")
        changes = tuple(
            RowChange.model_validate(self._real(change.model_dump())) for change in event.changes
        )
        if not event.from_ledger:
            apply_changes(self._world, changes)
        outcome = type(event.outcome).model_validate(self._real(event.outcome.model_dump()))
        return ToolReply(outcome=outcome, changes=changes, from_ledger=event.from_ledger)

    def _real(self, value: JSON) -> JSON:
        return self._mask.restore(value)


class TapeAsk:
    """Gives the answer that the person gave."""

    def __init__(self, tape: Tape, mask: Mask) -> None:
        self._tape = tape
        self._mask = mask

    async def confirm(self, question: Question) -> Approval:
        event = self._tape.peek()
        if not isinstance(event, HumanActed):
            raise _not_there(self._tape, f"an answer to the confirm of {question.subject}")
        return Approval.model_validate(self._mask.restore(event.approval.model_dump()))


class TapeSleep:
    """Does not wait; raises where a person stopped the original wait."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape

    async def sleep(self, seconds: float) -> None:
        if cancelled(self._tape.peek()):
            raise asyncio.CancelledError


def _not_there(tape: Tape, wanted: str) -> BaseException:
    """What happened in place of an answer: somebody stopped it, a crash cut it, or it diverged."""
    event: Event | None = tape.peek()
    if cancelled(event):
        return asyncio.CancelledError()
    if interrupted(event):
        return Interrupted()
    running = tape.session.running
    hop = running.hops[-1] if running and running.hops else None
    return Diverged(
        Difference(
            turn=running.number if running else 0,
            hop=f"{hop.id} {hop.name} {hop.subject}".strip() if hop else "",
            kind=event.kind if event else "end",
            pointer="",
            expected=event.kind if event else "the end of the recording",
            got=wanted,
        )
    )
