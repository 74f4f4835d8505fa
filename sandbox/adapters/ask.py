"""Answers to confirms without a person on the screen."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sandbox.domain.verdict import Approval
from sandbox.ports import Question


@dataclass(frozen=True)
class AnswerAll:
    """`run --approve all` and `--approve none`: the same answer to every question."""

    approve: bool

    async def confirm(self, question: Question) -> Approval:
        if self.approve:
            return Approval(action="approve", by="--approve all")
        return Approval(action="reject", by="--approve none", reason="nobody is there to approve")


class AskScreen:
    """Passes the question to a screen; without one, nobody approves."""

    def __init__(self) -> None:
        self.screen: Callable[[Question], Awaitable[Approval]] | None = None

    async def confirm(self, question: Question) -> Approval:
        if self.screen is None:
            return Approval(action="reject", by="nobody", reason="nobody is there to approve")
        return await self.screen(question)
