"""The conversation as a model is told it: every call has one result, whatever became of it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.faults import Fault
from sandbox.domain.hop import (
    ExecuteOutput,
    HopOutput,
    ParseOutput,
    PolicyOutput,
    RedactOutput,
    RepairOutput,
    RespondOutput,
    RouteOutput,
    ValidateOutput,
)
from sandbox.domain.message import Message
from sandbox.domain.tool import Failed, Ok, Skipped, ToolCall, Unknown
from sandbox.domain.verdict import Approval, Problem
from sandbox.hops.window import MOST_SUMMARISED, summary_of, told_by_engine, turn_messages
from sandbox.log.event import ToolAttempted
from sandbox.models.history import to_wire
from tests.unit.hops.stand_ins import ALLOW, CONFIRM, DENY
from tests.unit.hops.story import Story

PROBLEM = Problem(pointer="/a", rule="type", expected="text", got="1")
FAULT = Fault(kind="timeout", message="no answer")


def _call(position: int = 0, name: str = "get_order") -> ToolCall:
    return ToolCall(position=position, id="same", tool=name, arguments="{}")


def _execute(outcome: Any) -> ExecuteOutput:
    return ExecuteOutput(tool="get_order", outcome=outcome)


VALID = ValidateOutput(tool="get_order")
INVALID = ValidateOutput(tool="get_order", problems=(PROBLEM,))
REPAIRED = RepairOutput(tool="get_order", verdict="repaired")
ASKED = RepairOutput(tool="get_order", verdict="ask_model", message="a: expected text")
GAVE_UP = RepairOutput(tool="get_order", verdict="gave_up", message="a: expected text")
GO = PolicyOutput(tool="get_order", decision=ALLOW)
DENIED = PolicyOutput(tool="get_order", decision=DENY)
REJECTED = PolicyOutput(
    tool="get_order",
    decision=CONFIRM,
    approval=Approval(action="reject", by="a", reason="too much"),
)
EDITED = PolicyOutput(
    tool="get_order", decision=CONFIRM, approval=Approval(action="edit", by="a", arguments={})
)
OK = _execute(Ok(result={"status": "new"}))


def _turn(*outputs: HopOutput, calls: int = 1) -> Story:
    """A turn with one reply of `calls` calls; the hops are the first call's."""
    story = Story().begin().hop(RedactOutput(text="hello"))
    story.hop(ParseOutput(calls=tuple(_call(position) for position in range(calls))))
    for output in outputs:
        story.hop(output, call=0)
    return story


def _messages(story: Story) -> list[Message]:
    return list(turn_messages(story.session().turns[-1]))


def _told(story: Story) -> Any:
    return json.loads(next(m.text for m in _messages(story) if m.role == "tool"))


def test_a_turn_without_a_reply_yet_is_the_customer_s_words() -> None:
    story = Story().begin().hop(RedactOutput(text="hello"))
    assert [(m.role, m.text) for m in _messages(story)] == [("user", "hello")]


def test_a_whole_turn_is_words_call_result_reply() -> None:
    story = _turn(VALID, GO, OK).hop(RespondOutput(text="It is new.")).end()
    assert [m.role for m in _messages(story)] == ["user", "assistant", "tool", "assistant"]
    assert _told(story) == {"status": "new"}


@pytest.mark.parametrize(
    ("outputs", "kind", "message"),
    [
        ((), "internal", "not run"),
        ((INVALID, ASKED), "bad_arguments", "a: expected text"),
        ((INVALID, GAVE_UP), "bad_arguments", "a: expected text"),
        ((INVALID, REPAIRED, INVALID, ASKED), "bad_arguments", "a: expected text"),
        ((VALID, DENIED), "policy", "not here"),
        ((VALID, REJECTED), "policy", "too much"),
        ((VALID, EDITED, INVALID, ASKED), "bad_arguments", "a: expected text"),
        ((VALID, GO, _execute(Failed(fault=FAULT))), "timeout", "no answer"),
        ((VALID, GO, _execute(Skipped(fault=FAULT))), "timeout", "no answer"),
    ],
)
def test_a_call_without_a_result_is_told_why(
    outputs: tuple[HopOutput, ...], kind: str, message: str
) -> None:
    assert _told(_turn(*outputs)) == {"error": {"kind": kind, "message": message}}


@pytest.mark.parametrize(
    "outputs",
    [
        (INVALID, REPAIRED, VALID, GO, OK),
        (VALID, EDITED, VALID, GO, OK),
        (VALID, EDITED, VALID, EDITED, VALID, GO, OK),
    ],
)
def test_what_was_mended_or_edited_and_then_ran_is_no_error(outputs: tuple[HopOutput, ...]) -> None:
    assert _told(_turn(*outputs)) == {"status": "new"}


@pytest.mark.parametrize("outputs", [(INVALID, REPAIRED, VALID), (VALID, EDITED, VALID)])
def test_a_call_cut_after_its_mending_is_not_told_the_old_problem(
    outputs: tuple[HopOutput, ...],
) -> None:
    assert _told(_turn(*outputs))["error"]["message"] == "not run"


def test_an_attempt_that_was_cut_is_never_told_as_not_run() -> None:
    story = _turn(VALID, GO).start("execute", 0, ToolAttempted(tool="get_order"))
    assert "not known" in _told(story)["error"]["message"]


def test_an_execute_that_attempted_nothing_yet_is_not_run() -> None:
    assert _told(_turn(VALID, GO).start("execute", 0))["error"]["message"] == "not run"


def test_a_hop_that_failed_is_told_by_its_fault() -> None:
    story = _turn(VALID).start("policy", 0).fail("internal", "policy failed: ValueError")
    assert _told(story)["error"] == {"kind": "internal", "message": "policy failed: ValueError"}


def test_an_empty_result_is_an_object() -> None:
    assert _told(_turn(VALID, GO, _execute(Ok()))) == {}


def test_a_result_of_one_round_is_not_told_in_the_next() -> None:
    """Both rounds' calls have position 0 and the model's own id `same`."""
    story = _turn(VALID, GO, OK).hop(ParseOutput(calls=(_call(),))).hop(VALID, 0).hop(DENIED, 0)
    results = [json.loads(m.text) for m in _messages(story) if m.role == "tool"]
    assert [result.get("status") for result in results] == ["new", None]
    assert results[1]["error"]["kind"] == "policy"


def test_a_call_that_could_not_be_read_is_told_to_the_model_not_the_customer() -> None:
    story = Story().begin().hop(RedactOutput(text="hello"))
    story.hop(ParseOutput(unreadable=(PROBLEM,)))
    *_, said, note = _messages(story)
    assert (said.role, said.text) == ("assistant", "1")
    assert note.role == "user"
    assert "not from the customer" in note.text
    assert "text" in note.text


def test_an_unreadable_call_beside_a_good_one_is_told_too() -> None:
    story = Story().begin().hop(RedactOutput(text="hello"))
    story.hop(ParseOutput(calls=(_call(),), unreadable=(PROBLEM,))).hop(OK, 0)
    assert [m.role for m in _messages(story)] == ["user", "assistant", "tool", "user"]


def test_a_degraded_turn_keeps_its_static_reply() -> None:
    story = Story().begin().hop(RedactOutput(text="hello")).start("infer").fail("unavailable")
    story.hop(RespondOutput(text="Sorry.", verdict="static")).end("failed")
    assert [m.text for m in _messages(story)] == ["hello", "Sorry."]


def test_a_cancelled_turn_has_no_reply() -> None:
    story = Story().begin().hop(RedactOutput(text="hello")).start("infer").fail("cancelled")
    assert [m.role for m in _messages(story.end("cancelled"))] == ["user"]


def test_a_summary_is_a_line_a_turn_with_its_intent() -> None:
    story = Story().begin().hop(RedactOutput(text="a\nb " + "long " * 100))
    story.hop(RouteOutput(action="start", intent="order_status"))
    story.hop(RespondOutput(text="fine")).end()
    summary = summary_of(story.session().turns)
    assert summary.startswith("1. [order_status] customer: a b long")
    assert summary.endswith("agent: fine")
    assert "\n" not in summary
    assert len(summary) < 300


@pytest.mark.parametrize("turns", [1, MOST_SUMMARISED, MOST_SUMMARISED + 1, 3 * MOST_SUMMARISED])
def test_a_summary_tells_of_the_last_turns_and_how_many_it_leaves_out(turns: int) -> None:
    story = Story()
    for number in range(turns):
        story.begin().hop(RedactOutput(text=f"message {number}")).end()
    lines = summary_of(story.session().turns).splitlines()
    left_out = int(lines[0].split()[1]) if lines[0].startswith("(the ") else 0
    told = lines[1:] if left_out else lines
    assert left_out + len(told) == turns
    assert len(told) <= MOST_SUMMARISED
    assert bool(left_out) == (turns > MOST_SUMMARISED)
    assert told[-1].startswith(f"{turns}. customer: message {turns - 1}")


def test_what_the_engine_told_in_a_finished_turn_is_looked_up_once() -> None:
    story = Story().begin().hop(RedactOutput(text="hello"))
    story.hop(RespondOutput(text="hi")).end()
    finished = story.session().turns[-1]
    assert told_by_engine(finished) is told_by_engine(finished)


def test_messages_of_a_finished_turn_are_made_once() -> None:
    story = Story().begin().hop(RedactOutput(text="hello"))
    running = story.session().turns[-1]
    assert turn_messages(running) is not turn_messages(running)
    finished = story.hop(RespondOutput(text="hi")).end().session().turns[-1]
    assert turn_messages(finished) is turn_messages(finished)


OUTPUTS = st.sampled_from(
    [VALID, INVALID, REPAIRED, ASKED, GAVE_UP, GO, DENIED, REJECTED, EDITED, OK]
)
ROUNDS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.booleans(),
        st.lists(st.tuples(OUTPUTS, st.none() | st.integers(0, 3)), max_size=8),
        st.booleans(),
    ),
    max_size=4,
)


@given(ROUNDS)
def test_every_call_has_exactly_one_result_and_an_id_of_its_own(rounds: list[Any]) -> None:
    story = Story().begin().hop(RedactOutput(text="hello"))
    for calls, unreadable, hops, cut in rounds:
        story.hop(
            ParseOutput(
                calls=tuple(_call(position) for position in range(calls)),
                unreadable=(PROBLEM,) if unreadable else (),
            )
        )
        for output, position in hops:
            story.hop(output, position)
        if cut:
            story.start("execute", 0)
    messages = _messages(story)
    called = [call.id for message in messages for call in message.calls]
    answered = [message.call_id for message in messages if message.role == "tool"]
    assert called == answered
    assert len(set(called)) == len(called)
    for message in messages:
        if message.role == "tool":
            assert isinstance(json.loads(message.text), dict)
    assert "(interrupted" not in json.dumps(to_wire(messages))


def test_an_unknown_outcome_is_told_as_unknown() -> None:
    told = _told(_turn(VALID, GO, _execute(Unknown(fault=FAULT))))
    assert told == {"error": {"kind": "timeout", "message": "no answer", "outcome": "unknown"}}
