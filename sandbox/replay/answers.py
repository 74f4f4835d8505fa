"""Ports that answer from the tape. Each looks at the next event and plays its part."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

from sandbox.domain.base import JSON
from sandbox.domain.faults import FaultError
from sandbox.domain.hop import PolicyOutput
from sandbox.domain.tool import RowChange
from sandbox.domain.verdict import Approval, Decision
from sandbox.log.event import (
    Event,
    FaultInjected,
    HopFinished,
    HumanActed,
    HumanAsked,
    ModelResponded,
)
from sandbox.log.fold import Session
from sandbox.ports import Attempt, ModelReply, ModelRequest, Question, TextDelta, ToolReply
from sandbox.privacy.mask import Mask
from sandbox.replay.divergence import Difference
from sandbox.replay.hidden_cells import as_found
from sandbox.replay.tape import Diverged, Interrupted, Tape, cancelled, interrupted
from sandbox.world.apply import apply_changes
from sandbox.world.database import WorldDatabase


class TapeModel:
    """Gives the reply, or the fault, that the tape holds.

    What the model said of its own accord, and masking then took out, is put back in, so that the
    same masking happens again. A placeholder that it copied stays one.
    """

    def __init__(self, tape: Tape, mask: Mask) -> None:
        self._tape = tape
        self._mask = mask

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        event = self.answer(request)
        if event.fault is not None:
            if event.text:
                yield TextDelta(text=self._as_said(event.text, event))
            raise FaultError(event.fault, event.usage, event.cost)
        calls = tuple(
            call.model_copy(update={"arguments": self._as_said(call.arguments, event)})
            for call in event.calls
        )
        yield ModelReply(
            model=event.model,
            text=self._as_said(event.text, event),
            calls=calls if event.made else event.calls,
            finish=event.finish,
            usage=event.usage,
            cost=event.cost,
            raw_usage=event.raw_usage,
            calls_by=event.calls_by,
        )

    def answer(self, request: ModelRequest) -> ModelResponded:
        """What the tape has for this request. Raises what stopped it, or that there is none."""
        # A fault that hits the reply is told after we are asked for it.
        event = self._tape.peek_past(FaultInjected)
        if not isinstance(event, ModelResponded):
            raise not_there(self._tape, f"a model call to {request.model}")
        return event

    def _as_said(self, text: str, event: ModelResponded) -> str:
        for made in event.made:
            text = text.replace(made.text, str(self._mask.restore(made.text)))
        return text


class TapeToolbox:
    """Gives the outcome that the tape holds and applies its row changes to the scratch world."""

    def __init__(
        self, tape: Tape, world: WorldDatabase, mask: Mask, session: Callable[[], Session]
    ) -> None:
        self._tape = tape
        self._world = world
        self._mask = mask
        self._session = session

    async def attempt(self, attempt: Attempt) -> ToolReply:
        event = self._tape.answer(attempt)
        if event is None and not self._tape.opened(attempt):
            # One of a parallel group that a stop or a crash kept out of the log.
            raise asyncio.CancelledError
        if event is None or event.tool != attempt.tool:
            raise not_there(self._tape, f"a call of {attempt.tool}")
        changes = tuple(
            RowChange.model_validate(self._real(change.model_dump())) for change in event.changes
        )
        if not event.from_ledger or attempt.key not in self._session().back.effects.heard:
            apply_changes(self._world, as_found(event.changes, self._mask, self._world))
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
            raise not_there(self._tape, f"an answer to the confirm of {question.subject}")
        return Approval.model_validate(self._mask.restore(event.approval.model_dump()))


class TapePolicy:
    """Gives the decision that a remote OPA server gave: it is not asked again."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape

    async def decide(self, document: Mapping[str, JSON]) -> Decision:
        event = self._tape.peek()
        match event:
            case HumanAsked(decision=decision):
                return decision
            case HopFinished(output=PolicyOutput(decision=decision)):
                return decision
            case _:
                raise not_there(self._tape, "a decision of the OPA server")


class TapeSleep:
    """Does not wait; raises where a person stopped the original wait."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape

    async def sleep(self, seconds: float) -> None:
        if cancelled(self._tape.peek()):
            raise asyncio.CancelledError


def not_there(tape: Tape, wanted: str) -> BaseException:
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
