"""What the active step asks for."""

from typing import Any

import pytest

from sandbox.ports import ToolSpec
from sandbox.procedures.act import Call, Say, act
from sandbox.procedures.show import Shown


def tool(name: str, required: tuple[str, ...] = (), **properties: Any) -> ToolSpec:
    schema = {"type": "object", "properties": properties, "required": list(required)}
    return ToolSpec(name=name, description="", parameters=schema)


def shown(step: str, **state: Any) -> Shown:
    steps = ('ask order_id "Which order?"', step)
    return Shown(procedure="p", title="P", step=step, steps=steps, state=state)


GET = tool("get_order", ("order_id",))


def test_a_call_takes_its_arguments_from_state_and_step():
    step = "call get_order(order_id, line=lines[1].id, deep=true)"
    asked = act(shown(step, order_id="O-1", lines=[{}, {"id": "L"}]), [GET])
    assert asked == Call("get_order", {"order_id": "O-1", "line": "L", "deep": True})


def test_a_missing_variable_is_asked_for_with_the_procedures_own_question():
    assert act(shown("call get_order(order_id)"), [GET]) == Say("Which order?")


def test_a_missing_optional_argument_is_left_out():
    asked = act(shown("call get_order(order_id, note)", order_id="O-1"), [GET])
    assert asked == Call("get_order", {"order_id": "O-1"})


def test_a_missing_result_can_not_be_asked_for():
    asked = act(shown("call get_order(order_id=find_order.id)"), [GET])
    assert isinstance(asked, Say)
    assert "find order id" in asked.text


def test_a_tool_that_is_not_offered_is_not_called():
    asked = act(shown("call get_order(order_id)", order_id="O-1"), [tool("other")])
    assert isinstance(asked, Say)
    assert "can't do that" in asked.text


def test_say_fills_in_what_is_known():
    assert act(shown('say "It is {get.status}."', **{"get.status": "late"}), []) == Say(
        "It is late."
    )


@pytest.mark.parametrize("state", [{}, {"refund.amount": None}])
def test_say_claims_nothing_that_the_state_does_not_hold(state: dict[str, Any]):
    asked = act(shown('say "I have refunded {refund.amount}."', **state), [])
    assert isinstance(asked, Say)
    assert "refunded" not in asked.text


def test_ask_without_a_question_makes_a_plain_one():
    assert act(shown("ask delivery_date"), []) == Say(
        "Could you tell me the delivery date, please?"
    )


def test_hand_off_calls_the_packs_tool_with_the_reason():
    text = {"type": "string"}
    spec = tool("hand_off", ("reason",), reason=text, customer=text, mood={"enum": ["a"]})
    asked = act(shown('hand_off "too hard"', customer="C-7"), [GET, spec])
    assert asked == Call("hand_off", {"customer": "C-7", "reason": "too hard"})


def test_hand_off_finds_the_one_text_that_is_required():
    asked = act(shown('hand_off "x"'), [tool("hand_off", ("why",), why={"type": "string"})])
    assert asked == Call("hand_off", {"why": "x"})


def test_hand_off_without_a_tool_is_said():
    asked = act(shown('hand_off "x"'), [GET])
    assert isinstance(asked, Say)
    assert "can't reach" in asked.text


@pytest.mark.parametrize("step", ["frob", 'say "{"', "stop", "otherwise:", ""])
def test_a_step_that_can_not_be_acted_on_is_said(step: str):
    assert isinstance(act(shown(step), []), Say)
