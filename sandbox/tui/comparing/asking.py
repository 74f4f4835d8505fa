"""A confirm of an arm: the dialog says which arm asks, and one asks after the other."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from textual.containers import Vertical
from textual.content import Content

from sandbox.tui.feed.safe import one_line
from sandbox.tui.screens.confirm import ConfirmScreen

if TYPE_CHECKING:
    from sandbox.compare.arm import Arm
    from sandbox.domain.verdict import Approval
    from sandbox.ports import Question, ToolReply

Show = Callable[["Arm", "Question"], Awaitable["Approval"]]


class ArmConfirm(ConfirmScreen):
    """The confirm dialog with the arm's name on its frame."""

    def __init__(self, question: Question, label: str) -> None:
        super().__init__(question)
        self.label = label

    def on_mount(self) -> None:
        # Textual calls the handler of the base class after this one, and it names the frame, too.
        self.call_later(self._name_arm)

    def _name_arm(self) -> None:
        frame = self.query_one("#confirm", Vertical)
        title = f"{one_line(self.label, 60)} asks · {one_line(self.question.subject, 60)}"
        frame.border_title = Content(title)  # pyright: ignore[reportAttributeAccessIssue]


class Asking:
    """Made on the screen's loop, called on the arms': brings the question over and the answer back.

    A stopped arm's question is taken back.
    """

    def __init__(self, show: Show) -> None:
        self._show = show
        self._loop = asyncio.get_running_loop()
        self._context = contextvars.copy_context()

    async def __call__(self, arm: Arm, question: Question) -> Approval:
        answer: Future[Approval] = Future()
        shown: list[asyncio.Task[Approval]] = []
        at_home = _rehearsed_at_home(question)

        async def show() -> Approval:
            return await self._show(arm, at_home)

        def begin() -> None:
            task = asyncio.ensure_future(show())
            shown.append(task)
            task.add_done_callback(lambda done: _hand_over(done, answer))

        self._loop.call_soon_threadsafe(begin, context=self._context)
        try:
            return await asyncio.wrap_future(answer)
        except asyncio.CancelledError:
            self._loop.call_soon_threadsafe(lambda: [task.cancel() for task in shown])
            raise


def _rehearsed_at_home(question: Question) -> Question:
    """The question, rehearsed on the arm's loop: its world is open there and nowhere else."""
    home = asyncio.get_running_loop()

    async def rehearse(arguments: dict[str, Any]) -> ToolReply | None:
        async def tried() -> ToolReply | None:
            return await question.rehearse(arguments)

        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(tried(), home))

    return question.model_copy(update={"rehearse": rehearse})


def _hand_over(done: asyncio.Task[Approval], answer: Future[Approval]) -> None:
    if answer.cancelled() or not answer.set_running_or_notify_cancel():
        return
    if done.cancelled():
        answer.set_exception(asyncio.CancelledError())
    elif error := done.exception():
        answer.set_exception(error)
    else:
        answer.set_result(done.result())
