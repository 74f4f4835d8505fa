from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.domain.tool import ToolContract
from sandbox.tools.arguments import check_arguments
from sandbox.tools.mend import mend
from sandbox.world.database import WorldDatabase
from tests.unit.tools.helpers import contract_of
from tests.unit.world.tiny import CONTRACTS, MONEY, TABLES

REFUND = CONTRACTS["issue_refund"]
GOOD: dict[str, Any] = {"order_id": "O-10042", "amount": "49.90"}

EVERY = contract_of(
    {
        "count": {"type": "integer"},
        "weight": {"type": "number"},
        "note": {"type": "string"},
        "gift": {"type": "boolean"},
        "size": {"enum": ["size_42", "size_43"]},
        "state": {"enum": ["damaged", "received", "not_received"]},
        "tags": {"type": "array", "items": {"type": "string"}},
        "address": {
            "type": "object",
            "properties": {"street": {"type": "string"}, "zip": {"type": "string"}},
            "required": ["street"],
        },
        "paid": MONEY,
        "order_ids": {"type": "array", "items": {"type": "string"}},
    },
    references={"order_ids": "orders"},
)


def mended(
    contract: ToolContract, arguments: dict[str, Any], world: WorldDatabase, currency: str = ""
) -> tuple[dict[str, Any], list[str]]:
    problems = check_arguments(contract, arguments, world, TABLES)
    found, steps = mend(contract, arguments, problems, world, TABLES, currency)
    return found, [step.rule for step in steps]


ID = "id-format"


@pytest.mark.parametrize(
    ("written", "rules"),
    [
        (10042, [ID]),
        (10042.0, [ID]),
        ("10042", [ID]),
        ("#10042", [ID]),
        ("o-10042", [ID]),
        ("O10042", [ID]),
        ("O_10042", [ID]),
        (" O - 10042 ", ["trim", ID]),
        ("O-0010042", [ID]),
        ("order 10042", [ID]),
        ("ORD-10042", [ID]),
        ("Order No. 10042", [ID]),
    ],
)
def test_an_id_written_otherwise_is_the_existing_one(
    world: WorldDatabase, written: Any, rules: list[str]
):
    assert mended(REFUND, {**GOOD, "order_id": written}, world) == (GOOD, rules)


@pytest.mark.parametrize(
    "written",
    ["C-10042", "RF-10042", "10043", "O-1004", "O-1OO42", "", "O-10042 or O-10041", 1.5, True],
)
def test_an_id_that_is_another_one_is_never_mended(world: WorldDatabase, written: Any):
    wrong = {**GOOD, "order_id": written}
    assert mended(REFUND, wrong, world) == (wrong, [])


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        (49, "49.00"),
        (49.9, "49.90"),
        ("49", "49.00"),
        ("49.9", "49.90"),
        ("49,90 €", "49.90"),
        ("€49.90", "49.90"),
        ("EUR 49.90", "49.90"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1 234,50", "1234.50"),
    ],
)
def test_an_amount_is_brought_to_two_places(world: WorldDatabase, written: Any, amount: str):
    call = {**GOOD, "amount": written}
    assert mended(REFUND, call, world, "EUR") == ({**GOOD, "amount": amount}, ["money-format"])


@pytest.mark.parametrize(
    "written",
    [49.999, "49.999", "1,234", "1.234", "49.90 or 50", "about 49", "", True, None, [1, 2], 1e300,
     0.1 + 0.2, float("nan"), float("inf"), "49.90 EUR USD", "٤٩"],
)  # fmt: skip
def test_an_amount_that_is_not_exact_is_refused(world: WorldDatabase, written: Any):
    call = {**GOOD, "amount": written}
    found, rules = mended(REFUND, call, world)
    assert rules == []
    assert found is call


def test_an_amount_in_another_currency_is_refused(world: WorldDatabase):
    call = {**GOOD, "amount": "49.90 USD"}
    assert mended(REFUND, call, world, "EUR") == (call, [])
    assert mended(REFUND, call, world) == (call, [])
    assert mended(REFUND, call, world, "USD") == (GOOD, ["money-format"])


@pytest.mark.parametrize(
    ("written", "right", "rule"),
    [
        ({"count": "42"}, {"count": 42}, "numeric-string"),
        ({"count": "42.0"}, {"count": 42}, "numeric-string"),
        ({"weight": " 1.5 "}, {"weight": 1.5}, "numeric-string"),
        ({"weight": "1,5"}, {"weight": 1.5}, "numeric-string"),
        ({"note": 42}, {"note": "42"}, "string-number"),
        ({"gift": "True"}, {"gift": True}, "boolean-string"),
        ({"gift": "no"}, {"gift": False}, "boolean-string"),
        ({"gift": 1}, {"gift": True}, "boolean-string"),
        ({"state": "Damaged"}, {"state": "damaged"}, "enum-case"),
        ({"state": "NOT RECEIVED"}, {"state": "not_received"}, "enum-case"),
        ({"state": "dmaged"}, {"state": "damaged"}, "enum-near"),
        ({"tags": "red"}, {"tags": ["red"]}, "wrap-array"),
        ({"tags": '["red", "blue"]'}, {"tags": ["red", "blue"]}, "json-in-string"),
        ({"note": ["red"]}, {"note": "red"}, "unwrap-array"),
        ({"note": None}, {}, "drop-null"),
        ({"address": '{"street": "x"}'}, {"address": {"street": "x"}}, "json-in-string"),
        ({"street": "x"}, {"address": {"street": "x"}}, "nest-field"),
        ({"address_street": "x"}, {"address": {"street": "x"}}, "nest-field"),
        ({"arguments": {"note": "x"}}, {"note": "x"}, "unwrap-object"),
        ({"orderIds": ["O-10042"]}, {"order_ids": ["O-10042"]}, "rename-field"),
        ({"order_ids": ["10042"]}, {"order_ids": ["O-10042"]}, ID),
    ],
)
def test_each_rule_mends_its_own_mistake(
    world: WorldDatabase, written: dict[str, Any], right: dict[str, Any], rule: str
):
    assert mended(EVERY, written, world) == (right, [rule])


@pytest.mark.parametrize(
    "written",
    [
        {"count": "42.5"},
        {"count": "1,000"},
        {"count": "0x10"},
        {"count": "٤٢"},
        {"weight": "0.12345678901234567890"},
        {"weight": "1e3"},
        {"gift": "maybe"},
        {"gift": 2},
        {"state": "undamaged"},
        {"state": "never_received"},
        {"state": "lost"},
        {"size": "size_44"},
        {"note": ["a", "b"]},
        {"note": True},
        {"tags": None, "count": "x"},
        {"unheard_of": 1},
        {"address": {"zip": "1"}},
    ],
)
def test_what_is_not_exact_goes_back_to_the_model(world: WorldDatabase, written: dict[str, Any]):
    assert mended(EVERY, written, world) == (written, [])


@pytest.mark.parametrize(
    "name", ["orderId", "OrderID", "order-id", "order_number", "orderNo", "order", "id", "oder_id"]
)
def test_a_renamed_property_gets_its_listed_name(world: WorldDatabase, name: str):
    call = {name: "O-10042", "amount": "49.90"}
    assert mended(REFUND, call, world) == (GOOD, ["rename-field"])


@pytest.mark.parametrize("name", ["shipping_amount", "new_order_id", "customer", "x"])
def test_a_property_that_says_something_else_is_not_renamed(world: WorldDatabase, name: str):
    call: dict[str, Any] = {name: "5.00", "order_id": "O-10042"}
    assert mended(REFUND, call, world) == (call, [])


def test_a_name_that_two_properties_want_is_given_to_neither(world: WorldDatabase):
    call = {"orderId": "O-10042", "OrderID": "O-10041", "amount": "49.90"}
    assert mended(REFUND, call, world) == (call, [])


def test_flattened_objects_are_put_together_again(world: WorldDatabase):
    call = {"street": "x", "zip": "1", "note": "n"}
    right = {"address": {"street": "x", "zip": "1"}, "note": "n"}
    assert mended(EVERY, call, world) == (right, ["nest-field", "nest-field"])


def test_several_mistakes_in_one_call_are_all_mended(world: WorldDatabase):
    call = {"orderId": 10042, "amount": "49,90 €", "reason": "Not Received"}
    found, rules = mended(REFUND, call, world, "EUR")
    assert found == {**GOOD, "reason": "not_received"}
    assert sorted(rules) == ["enum-case", ID, "money-format", "rename-field"]


def test_one_mistake_that_can_not_be_mended_and_none_is(world: WorldDatabase):
    call = {"orderId": 10042, "amount": "about ten"}
    assert mended(REFUND, call, world) == (call, [])


def test_a_step_says_where_what_was_and_what_is(world: WorldDatabase):
    call = {**GOOD, "amount": 49.9}
    problems = check_arguments(REFUND, call, world, TABLES)
    _, (step,) = mend(REFUND, call, problems, world, TABLES)
    assert (step.rule, step.pointer, step.before, step.after) == (
        "money-format", "/amount", 49.9, "49.90"
    )  # fmt: skip


def test_the_arguments_as_written_are_left_alone(world: WorldDatabase):
    call: dict[str, Any] = {"address": '{"street": "x"}', "tags": "red"}
    mended(EVERY, call, world)
    assert call == {"address": '{"street": "x"}', "tags": "red"}


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**6), 10**6)
    | st.floats(allow_nan=False)
    | st.sampled_from(["O-10042", "10042", "49,90 €", "49.9", "true", "Damaged", "[]", "{}", "x"])
    | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2)
    ),
    max_leaves=4,
)
NAMES = st.sampled_from(
    ["order_id", "orderId", "amount", "reason", "count", "weight", "note", "gift", "state", "tags",
     "address", "street", "paid", "order_ids", "arguments", "extra"]
)  # fmt: skip
CALLS = st.dictionaries(NAMES, VALUES, max_size=4)


@settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(call=CALLS, contract=st.sampled_from([REFUND, EVERY]))
def test_a_mended_call_is_valid_and_mending_twice_changes_nothing(
    world: WorldDatabase, call: dict[str, Any], contract: ToolContract
):
    problems = check_arguments(contract, call, world, TABLES)
    found, steps = mend(contract, call, problems, world, TABLES)
    if not problems:
        assert found is call
    if not steps:
        assert found is call
    else:
        assert check_arguments(contract, found, world, TABLES) == ()
    left = check_arguments(contract, found, world, TABLES)
    assert mend(contract, found, left, world, TABLES) == (found, ())
