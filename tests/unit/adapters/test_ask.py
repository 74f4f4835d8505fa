"""Answers without a person, and the way to one."""

import asyncio

import pytest

from sandbox.adapters.ask import AnswerAll, AskScreen
from sandbox.domain.verdict import Approval
from sandbox.ports import Question
from tests.unit.hops.stand_ins import CONFIRM

QUESTION = Question(tool="t", subject="s.t", arguments={"a": 1}, decision=CONFIRM, turn=1, hop=2)


@pytest.mark.parametrize(("approve", "action"), [(True, "approve"), (False, "reject")])
async def test_one_answer_for_every_question_says_who_gave_it(approve: bool, action: str) -> None:
    answer = await AnswerAll(approve).confirm(QUESTION)
    assert answer.action == action
    assert answer.by.startswith("--approve")


async def test_without_a_screen_nobody_approves() -> None:
    assert (await AskScreen().confirm(QUESTION)).action == "reject"


async def test_a_screen_is_asked_what_was_asked() -> None:
    asked: list[Question] = []

    async def screen(question: Question) -> Approval:
        asked.append(question)
        return Approval(action="approve", by="me")

    ask = AskScreen()
    ask.screen = screen
    assert (await ask.confirm(QUESTION)).by == "me"
    assert asked == [QUESTION]


async def test_a_question_can_be_stopped() -> None:
    async def never(question: Question) -> Approval:
        await asyncio.Event().wait()
        raise AssertionError

    ask = AskScreen()
    ask.screen = never
    task = asyncio.ensure_future(ask.confirm(QUESTION))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
