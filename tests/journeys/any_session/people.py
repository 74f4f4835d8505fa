"""Who answers a confirm or stands at a stop, at random."""

import asyncio
from random import Random

from sandbox.domain.base import JSON
from sandbox.domain.step import StepAct, Stop
from sandbox.domain.verdict import Approval
from sandbox.hub.live import LiveSession
from sandbox.ports import Question

SIGNED = "call Eva Braun at +49 171 5550001, or eva@braun.example"


class Colleague:
    """Approves, rejects, edits, rehearses first; where there is a time to answer, lets it pass."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice

    async def confirm(self, question: Question) -> Approval:
        await asyncio.sleep(0)
        chance = self._dice.random()
        if chance < 0.2 and question.seconds:
            await asyncio.Event().wait()
        if chance < 0.5:
            return Approval(action="reject", by="me", reason=self._dice.choice(["", SIGNED]))
        if chance < 0.6:
            await question.rehearse(question.arguments)
        edited = {
            name: SIGNED if name in ("reason", "summary") else "5.00" if name == "amount" else value
            for name, value in question.arguments.items()
        }
        if chance < 0.8 and not question.check(edited):
            return Approval(action="edit", by="me", arguments=edited)
        scope = self._dice.choice(["once", "session"])
        return Approval.model_validate({"action": "approve", "by": "me", "scope": scope})


class Stepper:
    """Goes on, skips, hands off, edits or cancels, as far as the stop lets it."""

    def __init__(self, dice: Random, live: LiveSession) -> None:
        self._dice, self._live = dice, live

    async def __call__(self, stop: Stop) -> StepAct:
        await asyncio.sleep(0)
        chance = self._dice.random()
        if chance < 0.05:
            raise asyncio.CancelledError
        if chance < 0.2 and "skip" in stop.can:
            return StepAct(action="skip", by="me", reason="not now")
        if chance < 0.3 and "hand_off" in stop.can:
            return StepAct(action="hand_off", by="me")
        if chance < 0.6 and stop.editable:
            value = self._live.restore(stop.value)
            if isinstance(value, str):
                value = f"{value} {SIGNED}"
            elif isinstance(value, dict):
                value = {name: self._longer(one) for name, one in value.items()}
            if not stop.check(value):
                return StepAct(action="edit", by="me", value=value)
        return StepAct(action="next" if chance < 0.9 else "finish", by="me")

    def _longer(self, value: JSON) -> JSON:
        return f"{value} x" if isinstance(value, str) and self._dice.random() < 0.5 else value
