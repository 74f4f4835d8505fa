"""Mended without a model where it is exact; else the model is told, once a call."""

from dataclasses import replace
from typing import Any

import pytest

from sandbox.domain.explain import for_model, for_person
from sandbox.domain.hop import RepairOutput, ValidateOutput
from sandbox.domain.tokens import estimate_tokens
from sandbox.domain.verdict import Problem
from sandbox.hops.provenance import Known, Sources
from sandbox.hops.repair import ASKS_A_CALL, REPAIR_MODES, repair
from sandbox.hops.validate import Surroundings, read_arguments, unreadable, validate
from tests.unit.hops.shop import CONTRACTS, TABLES
from tests.unit.hops.stand_ins import MemoryRows, hide_mail

GOOD = {"order_id": "O-10042", "amount": "49.90"}


AROUND = Surroundings(
    CONTRACTS, TABLES, MemoryRows(), Sources(Known(), {}, {}), lambda value: value, currency="EUR"
)


def _judged(arguments: Any, tool: str = "issue_refund") -> ValidateOutput:
    return validate(tool, arguments, AROUND)


def _repair(arguments: Any, asked: int = 0, **how: Any) -> RepairOutput:
    return repair(_judged(arguments), AROUND, asked, **how)


@pytest.mark.parametrize(
    ("arguments", "pointer"),
    [
        ({**GOOD, "order_id": "10042"}, "/order_id"),
        ({**GOOD, "order_id": 10042}, "/order_id"),
        ({**GOOD, "order_id": "o-10042"}, "/order_id"),
        ({"orderId": "O-10042", "amount": "49.90"}, "/orderId"),
        ({**GOOD, "amount": 49.9}, "/amount"),
        ({**GOOD, "amount": "49,90 €"}, "/amount"),
    ],
)
def test_a_mend_gives_the_good_call_and_says_what_it_did(arguments: Any, pointer: str) -> None:
    output = _repair(arguments)
    assert (output.verdict, output.arguments, output.message) == ("repaired", GOOD, "")
    assert pointer in [step.pointer for step in output.steps]
    assert _judged(output.arguments).ok


@pytest.mark.parametrize(
    "arguments",
    [
        {**GOOD, "order_id": "O-99999"},
        {**GOOD, "order_id": "O-1004"},
        {**GOOD, "amount": "about fifty"},
        {"order_id": "O-10042"},
        {**GOOD, "reason": "because"},
    ],
)
def test_a_value_is_never_invented(arguments: Any) -> None:
    output = _repair(arguments)
    assert output.verdict == "ask_model"
    assert (output.arguments, output.steps) == (None, ())


def test_the_model_is_told_pointer_expected_and_got() -> None:
    message = _repair({**GOOD, "order_id": "O-99999"}).message
    assert message.startswith("/order_id: expected an existing order, got ")
    assert "O-99999" in message


def test_a_call_goes_back_once_and_then_gives_up_with_the_same_message() -> None:
    bad = {**GOOD, "order_id": "O-99999"}
    verdicts = [_repair(bad, asked).verdict for asked in range(ASKS_A_CALL + 2)]
    assert verdicts == ["ask_model", "gave_up", "gave_up"]
    assert _repair(bad, ASKS_A_CALL).message == _repair(bad, 0).message


def test_what_is_asked_costs_the_tokens_of_the_message() -> None:
    asked = _repair({**GOOD, "order_id": "O-99999"})
    assert asked.tokens_added == estimate_tokens(asked.message) > 0
    assert _repair({**GOOD, "order_id": "10042"}).tokens_added == 0


def test_a_mend_costs_no_ask() -> None:
    assert _repair({**GOOD, "order_id": "10042"}, asked=ASKS_A_CALL).verdict == "repaired"


def test_what_a_person_set_is_mended_behind_nobody_s_back() -> None:
    assert _repair({**GOOD, "order_id": "10042"}, exact=True).verdict == "ask_model"


def test_the_switch_says_who_may_mend() -> None:
    easy, hard = {**GOOD, "order_id": "10042"}, {**GOOD, "order_id": "O-99999"}
    verdicts = {
        mode: (_repair(easy, mode=mode).verdict, _repair(hard, mode=mode).verdict)
        for mode in REPAIR_MODES
    }
    assert verdicts == {
        "off": ("gave_up", "gave_up"),
        "deterministic": ("repaired", "gave_up"),
        "model": ("repaired", "ask_model"),
    }


@pytest.mark.parametrize("name", ["issueRefund", "Issue-Refund", "orders.issue_refund"])
def test_a_tool_in_another_spelling_is_the_tool(name: str) -> None:
    output = repair(_judged({**GOOD, "order_id": "10042"}, name), AROUND)
    assert (output.verdict, output.tool, output.arguments) == ("repaired", "issue_refund", GOOD)
    assert [step.rule for step in output.steps] == ["tool-name", "id-format"]
    assert (output.steps[0].before, output.steps[0].after) == (name, "issue_refund")


@pytest.mark.parametrize("name", ["issue_refnd", "refund", "get_orders", ""])
def test_another_tool_is_never_taken_for_one_that_there_is(name: str) -> None:
    assert repair(_judged(GOOD, name), AROUND).verdict == "ask_model"


def test_a_tool_that_is_not_offered_is_not_mended_into() -> None:
    around = replace(AROUND, offered=("get_order",))
    for name in ("issue_refund", "issueRefund"):
        output = repair(validate(name, GOOD, around), around)
        assert (output.verdict, output.steps) == ("ask_model", ())
        assert "get_order" in output.message
        assert "cancel_order" not in output.message


def test_arguments_that_are_no_json_are_the_model_s_to_write_again() -> None:
    _, problem = read_arguments('{"order_id": "O-1')
    assert problem is not None
    judged = unreadable("issue_refund", '{"order_id": "O-1', problem, hide_mail)
    output = repair(judged, AROUND)
    assert output.verdict == "ask_model"
    assert output.message.startswith("call: expected a JSON object")


def test_an_endless_list_of_problems_is_told_by_its_first() -> None:
    problems = tuple(
        Problem(pointer=f"/{n}", rule="type", expected="text", got="1") for n in range(100)
    )
    text = for_model(problems)
    assert text.startswith("/0: expected text, got 1; /1:")
    assert "/99" not in text


def test_near_keys_are_told_only_when_the_conversation_has_named_them() -> None:
    bad = {**GOOD, "order_id": "O-10024"}
    assert "O-10042" not in repair(_judged(bad), AROUND).message
    known = Known(said=["it is order O-10042"])
    heard = replace(AROUND, sources=Sources(known, {}, {}))
    message = repair(_judged(bad), heard).message
    assert message.startswith("/order_id: expected an existing order, perhaps O-10042, got ")
    assert "O-10077" not in message


def test_what_is_missing_is_told_in_two_words() -> None:
    assert _repair({"order_id": "O-10042"}).message == "/amount: missing"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"order_id": "O-10042"}, "amount is missing."),
        ({**GOOD, "zz": 1}, "The tool has no argument zz; it takes line, reason, note."),
        ({**GOOD, "order_id": "O-99999"},
         'order_id names no row: the text "O-99999" is not an existing order.'),
        ({**GOOD, "reason": "why"},
         'reason: the text "why" stands where one of: damaged, wrong_item belongs.'),
    ],
)  # fmt: skip
def test_a_person_is_told_in_sentences(arguments: Any, told: str) -> None:
    assert [for_person(problem) for problem in _judged(arguments).problems] == [told]


def test_a_person_is_told_what_can_not_be_called_at_all() -> None:
    around = replace(AROUND, offered=("get_order",))
    (problem,) = validate("issue_refund", GOOD, around).problems
    assert for_person(problem) == "The tool issue_refund was not offered at this step."
    (problem,) = _judged(GOOD, "refund_all").problems
    assert for_person(problem) == "There is no tool refund_all."
