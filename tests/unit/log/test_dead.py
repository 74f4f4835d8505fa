"""Calls that got no answer stay open until the same one was answered, whoever asked again."""

from typing import Any

from sandbox.domain.faults import Fault
from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.tool import Failed, Ok
from sandbox.domain.turn import Principal
from sandbox.log.dead import dead_letters
from sandbox.log.event import HopFinished, HopStarted, PrincipalChanged, ToolAttempted
from tests.unit.hops.story import Story

AWAY = Failed(fault=Fault(kind="unavailable", message="away"))
ORDER = {"order_id": "O-10042"}


def _read(story: Story, outcome: Any = AWAY) -> Story:
    attempted = ToolAttempted(tool="get_order", arguments=ORDER)
    degraded = "" if isinstance(outcome, Ok) else "abstain"
    output = ExecuteOutput(tool="get_order", outcome=outcome, degraded=degraded)
    return story.begin().hop(output, 0, attempted).end()


def _rerun(story: Story, hop: str, outcome: Any = AWAY) -> Story:
    attempted = ToolAttempted(tool="get_order", arguments=ORDER, rerun=hop)
    output = ExecuteOutput(tool="get_order", outcome=outcome)
    return story.add(HopStarted(name="execute")).add(attempted).add(HopFinished(output=output))


def _open(story: Story) -> list[tuple[str, int]]:
    return [(letter.hop, letter.tries) for letter in dead_letters(story.session())]


def test_a_read_that_failed_twice_is_closed_by_one_run_of_a_person() -> None:
    story = _read(_read(Story()))
    assert _open(story) == [("1.1", 0)]
    assert _open(_rerun(story, "1.1")) == [("1.1", 1)]
    assert _open(_rerun(story, "1.1", Ok())) == []


def test_a_read_that_fails_again_after_a_person_s_run_is_open_again() -> None:
    story = _rerun(_read(Story()), "1.1", Ok())
    assert _open(_read(story)) == [("2.1", 0)]
    assert _open(_read(story, Ok())) == []


def test_the_same_read_of_two_customers_is_two_letters_and_each_says_whose() -> None:
    story = Story()
    for customer in ("C-0007", "C-0008"):
        story.add(PrincipalChanged(principal=Principal(customer=customer)))
        _read(story)
    letters = dead_letters(story.session())
    assert [(one.hop, one.customer) for one in letters] == [("1.1", "C-0007"), ("2.1", "C-0008")]
