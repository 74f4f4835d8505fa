"""Whole calls as arguments, values in objects, words that say nothing, declared synonyms."""

from typing import Any

import pytest

from sandbox.domain.tool import ToolContract
from sandbox.tools.arguments import check_arguments
from sandbox.tools.mend import mend
from sandbox.world.database import WorldDatabase
from tests.unit.tools.helpers import contract_of
from tests.unit.world.tiny import CONTRACTS, TABLES

REFUND = CONTRACTS["issue_refund"]
GOOD: dict[str, Any] = {"order_id": "O-10042", "amount": "49.90"}
TEXT = {"type": "string"}


def mended(
    world: WorldDatabase, contract: ToolContract, call: dict[str, Any], currency: str = "EUR"
) -> tuple[dict[str, Any], list[str]]:
    problems = check_arguments(contract, call, world, TABLES)
    found, steps = mend(contract, call, problems, world, TABLES, currency)
    return found, [step.rule for step in steps]


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        ({"name": "issue_refund", "arguments": GOOD}, "unwrap-call"),
        ({"tool": "orders.issue_refund", "parameters": GOOD, "id": "call_1"}, "unwrap-call"),
        ({"name": "issue_refund", "arguments": '{"order_id":"O-10042","amount":"49.90"}'},
         "unwrap-call"),
        ({"tool_calls": [{"function": {"name": "issue_refund", "arguments": GOOD}}]},
         "unwrap-call"),
        ({"issueRefund": GOOD}, "unwrap-object"),
        ({"kwargs": GOOD}, "unwrap-object"),
        ({"input": [GOOD]}, "unwrap-object"),
        ({"input": '{"order_id": "O-10042", "amount": "49.90"}'}, "unwrap-object"),
        ({"parameters": [{"name": "order_id", "value": "O-10042"},
                         {"name": "amount", "value": "49.90"}]}, "unwrap-object"),
        ({**GOOD, "order_id": {"value": "O-10042"}}, "unwrap-value"),
        ({**GOOD, "order_id": {"id": "O-10042", "type": "string"}}, "unwrap-value"),
        ({**GOOD, "amount": {"value": "49.90", "currency": "EUR"}}, "unwrap-value"),
        ({**GOOD, "additionalProperties": False}, "drop-extra"),
        ({**GOOD, "tool": "issue_refund"}, "drop-extra"),
        ({**GOOD, "note": None}, "drop-extra"),
        ({**GOOD, "orderId": "O-10042"}, "drop-extra"),
    ],
)  # fmt: skip
def test_what_stands_around_the_arguments_is_taken_off(
    world: WorldDatabase, call: dict[str, Any], rule: str
):
    assert mended(world, REFUND, call) == (GOOD, [rule])


@pytest.mark.parametrize(
    "call",
    [
        {"name": "cancel_order", "arguments": GOOD},
        {"arguments": GOOD, "input": {**GOOD, "amount": "50.00"}},
        {"input": [GOOD, GOOD]},
        {**GOOD, "order_id": {"value": "O-10042", "or": "O-10041"}},
        {**GOOD, "amount": {"value": "49.90", "currency": "USD"}},
        {**GOOD, "confirmed": True},
        {**GOOD, "comment": "as requested"},
        {**GOOD, "orderId": "O-10041"},
        {**GOOD, "additionalProperties": "the red one"},
        {**GOOD, "tool": "cancel_order"},
    ],
)
def test_what_would_be_lost_goes_back_with_the_call(world: WorldDatabase, call: dict[str, Any]):
    assert mended(world, REFUND, call) == (call, [])


def test_a_contract_s_own_synonyms_come_before_everything(world: WorldDatabase):
    contract = contract_of(
        {
            "slot": {**TEXT, "x-synonyms": ["appointment", "Time-Window"]},
            "state": {"enum": ["gone", "kept"], "x-choices": {"gone": ["vanished", "left us"]}},
            "window": TEXT,
        }
    )
    for name in ("appointment", "time_window", "timeWindow"):
        assert mended(world, contract, {name: "9"}) == ({"slot": "9"}, ["rename-field"])
    for said in ("vanished", "LEFT-US"):
        assert mended(world, contract, {"state": said}) == ({"state": "gone"}, ["enum-synonym"])


def test_a_choice_that_two_synonyms_claim_is_nobody_s(world: WorldDatabase):
    choices = {"a_one": ["old"], "b_two": ["old"]}
    contract = contract_of({"state": {"enum": ["a_one", "b_two"], "x-choices": choices}})
    assert mended(world, contract, {"state": "old"})[1] == []


IDS = contract_of({"order_ids": {"type": "array", "items": TEXT}},
                  references={"order_ids": "orders"})  # fmt: skip


@pytest.mark.parametrize(
    "written",
    [
        {"order_ids": [{"id": "O-10042"}, {"order_id": "O-10041"}]},
        {"order_ids": {"0": "O-10042", "1": "O-10041"}},
        {"order_ids": "O-10042 and O-10041"},
        {"order_ids": {"items": ["O-10042", "O-10041"]}},
        {"orders": ["#10042", 10041]},
    ],
)
def test_a_list_in_another_shape_is_the_list(world: WorldDatabase, written: dict[str, Any]):
    assert mended(world, IDS, written)[0] == {"order_ids": ["O-10042", "O-10041"]}


LOOSE = contract_of(
    {"post_code": {"type": "string", "pattern": "^[0-9A-Z]{3,9}$"}, "code": TEXT, "sku": TEXT}
)


def test_digits_that_may_have_begun_with_a_zero_are_not_made_up(world: WorldDatabase):
    for call in ({"post_code": 4109}, {"code": 42}, {"sku": 42.0}):
        assert mended(world, LOOSE, call) == (call, [])


@pytest.mark.parametrize(
    ("written", "found"),
    [("O-42", "O-00042"), (42, "O-00042"), ("O-0042", None), ("O-042", None), ("0042", None)],
)
def test_zeros_are_put_back_only_where_all_of_them_are_gone(written: Any, found: str | None):
    """`O-0042` may have lost any other digit as well."""

    class One:
        def row(self, table: str, key: str) -> dict[str, Any] | None:
            return {} if key == "O-00042" else None

        def keys(self, table: str) -> list[str]:
            return ["O-00042"]

    contract = contract_of({"order_id": TEXT}, references={"order_id": "orders"})
    rows, call = One(), {"order_id": written}
    problems = check_arguments(contract, call, rows, TABLES)
    made, _ = mend(contract, call, problems, rows, TABLES)
    assert made["order_id"] == (found or written)


COUNTED = contract_of({"duration_minutes": {"type": "integer"}, "seats": {"type": "integer"}})


@pytest.mark.parametrize(
    ("written", "right"),
    [("30 minutes", 30), ("30", 30), ("two", 2), ("1,234,567", 1234567), ("1.234,0", 1234)],
)
def test_a_number_in_words_of_its_own_name(world: WorldDatabase, written: str, right: int):
    call = {"duration_minutes": written}
    assert mended(world, COUNTED, call) == ({"duration_minutes": right}, ["numeric-string"])


@pytest.mark.parametrize("written", ["30 seconds", "2 hours", "30 or 40", "a few", "1,234"])
def test_a_number_of_something_else_goes_back(world: WorldDatabase, written: str):
    call = {"duration_minutes": written}
    assert mended(world, COUNTED, call) == (call, [])


def test_a_property_without_a_name_breaks_nothing(world: WorldDatabase):
    contract = contract_of({"": TEXT, "note": TEXT}, "")
    for call in ({"x": "y"}, {"nte": "y"}, {"": 1}, {"note": "a"}):
        mended(world, contract, call)


def test_a_row_in_the_wrong_state_hinders_no_mend(world: WorldDatabase):
    """Else the model would hear of the spelling, and not that it may not be done at all."""
    blocked = REFUND.model_copy(update={"preconditions": ('row.status == "lost"',)})
    found, rules = mended(world, blocked, {**GOOD, "order_id": "10042"})
    assert (found, rules) == (GOOD, ["id-format"])
