"""Mended without a model where it is exact; else the model is told, at most twice a turn."""

from typing import Any

import pytest

from sandbox.domain.hop import RepairOutput, ValidateOutput
from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import Problem
from sandbox.hops.provenance import Known, Sources
from sandbox.hops.repair import ASKS_A_TURN, problem_text, repair
from sandbox.hops.validate import Surroundings, read_arguments, unreadable, validate
from tests.unit.hops.shop import CONTRACTS, ISSUE_REFUND, TABLES
from tests.unit.hops.stand_ins import MemoryRows

GOOD = {"order_id": "O-10042", "amount": "49.90"}


def _judged(arguments: Any) -> ValidateOutput:
    sources = Sources(Known(), {}, {})
    around = Surroundings(CONTRACTS, TABLES, MemoryRows(), sources, lambda value: value)
    return validate("issue_refund", arguments, around)


def _repair(
    arguments: Any, asked: int = 0, contract: ToolContract | None = ISSUE_REFUND
) -> RepairOutput:
    return repair(_judged(arguments), contract, MemoryRows(), TABLES, asked)


@pytest.mark.parametrize(
    ("arguments", "pointer"),
    [
        ({**GOOD, "order_id": "10042"}, "/order_id"),
        ({**GOOD, "order_id": 10042}, "/order_id"),
        ({**GOOD, "order_id": "o-10042"}, "/order_id"),
        ({"orderId": "O-10042", "amount": "49.90"}, "/orderId"),
        ({**GOOD, "amount": 49.9}, "/amount"),
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


def test_a_turn_asks_so_often_and_then_gives_up_with_the_same_message() -> None:
    bad = {**GOOD, "order_id": "O-99999"}
    verdicts = [_repair(bad, asked).verdict for asked in range(ASKS_A_TURN + 2)]
    assert verdicts == ["ask_model"] * ASKS_A_TURN + ["gave_up"] * 2
    assert _repair(bad, ASKS_A_TURN).message == _repair(bad, 0).message


def test_a_mend_costs_no_ask() -> None:
    assert _repair({**GOOD, "order_id": "10042"}, asked=ASKS_A_TURN).verdict == "repaired"


def test_without_a_contract_nothing_is_mended() -> None:
    """A person's edit and a call that stays broken are not mended behind anybody's back."""
    assert _repair({**GOOD, "order_id": "10042"}, contract=None).verdict == "ask_model"


def test_arguments_that_are_no_json_are_the_model_s_to_write_again() -> None:
    _, problem = read_arguments('{"order_id": "O-1')
    assert problem is not None
    judged = unreadable("issue_refund", problem)
    output = repair(judged, ISSUE_REFUND, MemoryRows(), TABLES, 0)
    assert output.verdict == "ask_model"
    assert output.message.startswith("call: expected a JSON object")


def test_an_endless_list_of_problems_is_told_by_its_first() -> None:
    problems = tuple(
        Problem(pointer=f"/{n}", rule="type", expected="text", got="1") for n in range(100)
    )
    text = problem_text(problems)
    assert text.startswith("/0: expected text, got 1; /1:")
    assert "/99" not in text
