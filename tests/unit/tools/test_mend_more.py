"""Mends that would be easy to get wrong: lists in texts, lost zeros, names that are near."""

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sandbox.domain.tool import ToolContract
from sandbox.tools.arguments import check_arguments
from sandbox.tools.mend import mend
from sandbox.world.database import WorldDatabase
from tests.unit.tools.helpers import contract_of
from tests.unit.world.tiny import TABLES

TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
TEXTS = {"type": "array", "items": TEXT}
COLOURS = {"type": "array", "items": {"enum": ["red", "dark, blue", "green"]}}


def mended(
    world: WorldDatabase, contract: ToolContract, call: dict[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    problems = check_arguments(contract, call, world, TABLES)
    found, steps = mend(contract, call, problems, world, TABLES)
    return found, [step.rule for step in steps]


LISTS = contract_of({"ids": TEXTS, "colours": COLOURS, "rows": {"type": "array"}})


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ({"ids": "a1, b2"}, {"ids": ["a1", "b2"]}),
        ({"ids": "a1;b2"}, {"ids": ["a1", "b2"]}),
        ({"ids": "9624127908 8917609800"}, {"ids": ["9624127908", "8917609800"]}),
        ({"ids": "['a1', 'b2']"}, {"ids": ["a1", "b2"]}),
        ({"ids": '["a1"]'}, {"ids": ["a1"]}),
        ({"ids": "one item"}, {"ids": ["one item"]}),
        ({"colours": "red, green"}, {"colours": ["red", "green"]}),
        ({"colours": "dark, blue"}, {"colours": ["dark, blue"]}),
        ({"colours": "Red"}, {"colours": ["red"]}),
        ({"ids": [1, "b2"]}, {"ids": ["1", "b2"]}),
    ],
)
def test_a_list_in_a_text_is_taken_apart(
    world: WorldDatabase, written: dict[str, Any], right: dict[str, Any]
):
    assert mended(world, LISTS, written)[0] == right


@pytest.mark.parametrize(
    "written",
    [
        {"ids": "Doe, John and Jane"},
        {"ids": "a1,"},
        {"ids": "[a1, b2]"},
        {"ids": "(1, 2)"},
        {"ids": "{'a': 1}"},
        {"ids": "['a1', __import__('os')]"},
        {"ids": "[" * 500},
        {"ids": [None]},
        {"ids": [["a"], ["b", "c"]]},
    ],
)
def test_a_text_that_may_be_several_is_never_taken_for_one(
    world: WorldDatabase, written: dict[str, Any]
):
    assert mended(world, LISTS, written) == (written, [])


ZEROS = contract_of(
    {
        "zip": TEXT,
        "postal_code": {"type": "string", "pattern": "^[0-9]{5}$"},
        "home_zip": {"type": "string", "description": "such as '12345'"},
        "phone": TEXT,
        "sku": TEXT,
        "rate": TEXT,
        "zips": TEXTS,
    }
)


@pytest.mark.parametrize("written", [{"sku": 12345}, {"postal_code": 12345}, {"home_zip": 12345}])
def test_a_number_becomes_text_where_no_zero_can_be_lost(
    world: WorldDatabase, written: dict[str, int]
):
    right = {name: str(value) for name, value in written.items()}
    assert mended(world, ZEROS, written) == (right, ["string-number"])


@pytest.mark.parametrize(
    "written",
    [{"zip": 1067}, {"postal_code": 1067}, {"home_zip": 1067}, {"phone": 301234567},
     {"rate": 12.5}, {"zips": [1067]}],
)  # fmt: skip
def test_a_number_that_may_have_lost_zeros_goes_back(world: WorldDatabase, written: dict[str, Any]):
    assert mended(world, ZEROS, written) == (written, [])


@pytest.mark.parametrize("written", [-10042, "-1-0042", "100-42", "1 0042", "10.042", 1004.2])
def test_digits_that_are_parted_are_no_id(world: WorldDatabase, written: Any):
    contract = contract_of({"order_id": TEXT}, "order_id", references={"order_id": "orders"})
    assert mended(world, contract, {"order_id": written})[1] == []


def test_a_key_without_a_pattern_is_the_same_but_for_case_and_separators(world: WorldDatabase):
    contract = contract_of({"sku": TEXT}, references={"sku": "products"})
    for written in ("MUG-RED", "mug red", "Mug_Red"):
        assert mended(world, contract, {"sku": written}) == ({"sku": "mug-red"}, ["id-format"])
    for other in ("mug", "mug-green", "mug-red-2", "red-mug"):
        assert mended(world, contract, {"sku": other})[1] == []


FORMS = contract_of(
    {
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "day": {"type": "string", "format": "date"},
        "kind": {"enum": ["red", "green"]},
    }
)


@pytest.mark.parametrize(
    ("written", "right", "rule"),
    [
        ({"currency": "eur"}, {"currency": "EUR"}, "text-case"),
        ({"day": " 2026-11-20 "}, {"day": "2026-11-20"}, "trim"),
        ({"kind": "green kind"}, {"kind": "green"}, "enum-near"),
    ],
)
def test_a_form_is_mended_by_its_own_rule(
    world: WorldDatabase, written: dict[str, Any], right: dict[str, Any], rule: str
):
    assert mended(world, FORMS, written) == (right, [rule])


@pytest.mark.parametrize(
    "written",
    [{"currency": "euro"}, {"currency": "e u"}, {"day": "03/04/2026"}, {"kind": "not green kind"},
     {"kind": "green red kind"}, {"kind": "greener"}],
)  # fmt: skip
def test_another_form_goes_back(world: WorldDatabase, written: dict[str, Any]):
    assert mended(world, FORMS, written) == (written, [])


def named(*listed: str, tool: str = "act", need: tuple[str, ...] = ()) -> ToolContract:
    contract = contract_of(dict.fromkeys(listed, TEXT), *need)
    return contract.model_copy(update={"name": tool})


@pytest.mark.parametrize(
    ("contract", "name", "target"),
    [
        (named("payment_method_id", "order_id", need=("payment_method_id",)), "payment_id",
         "payment_method_id"),
        (named("amount", tool="issue_refund"), "refund_amount", "amount"),
        (named("email"), "email_address", "email"),
        (named("address1", "address2"), "address_line_2", "address2"),
        (named("items", "note"), "item_list", "items"),
        (named("quantity"), "qty", "quantity"),
    ],
)  # fmt: skip
def test_a_name_that_says_the_same_is_the_listed_one(
    world: WorldDatabase, contract: ToolContract, name: str, target: str
):
    assert mended(world, contract, {name: "x"}) == ({target: "x"}, ["rename-field"])


@pytest.mark.parametrize(
    ("contract", "name"),
    [
        (named("order_id"), "customer_id"),
        (named("refund_amount", tool="issue_refund"), "order_amount"),
        (named("shipping_address"), "billing_address"),
        (named("address", need=("address",)), "old_address"),
        (named("max_price"), "min_price"),
        (named("address1"), "address2"),
        (named("item_ids", "new_item_ids", need=("item_ids",)), "replacement_items"),
        (named("to_status", need=("to_status",)), "from_status"),
        (named("subject", need=("subject",)), "comment"),
        (named("name", tool="create_product"), "customer_name"),
        (named("email"), "address"),
    ],
)
def test_a_name_that_says_something_else_stays(
    world: WorldDatabase, contract: ToolContract, name: str
):
    assert mended(world, contract, {name: "x"}) == ({name: "x"}, [])


def test_the_only_value_left_over_goes_where_its_kind_is_missing(world: WorldDatabase):
    contract = contract_of(
        {"order_id": TEXT, "reason": {"enum": ["damaged", "lost"]}},
        "order_id",
        "reason",
        references={"order_id": "orders"},
    )
    whole = {"order_id": "O-10042", "reason": "damaged"}
    assert mended(world, contract, {"ticket": "O-10042", "reason": "damaged"})[0] == whole
    assert mended(world, contract, {"order_id": "O-10042", "why": "damaged"})[0] == whole
    for call in ({"ticket": "T-1", "reason": "damaged"}, {"order_id": "O-10042", "why": "old"}):
        assert mended(world, contract, call) == (call, [])


def test_an_amount_of_an_unknown_currency_is_left(world: WorldDatabase):
    amount = {"type": "string", "pattern": r"^\d+\.\d{2}$"}
    contract = contract_of({"amount": amount, "currency": {"enum": ["EUR", "USD"]}})
    for call in ({"amount": "49,90 €"}, {"amount": "$49.90", "currency": "EUR"}):
        assert mended(world, contract, call) == (call, [])
    call = {"amount": "49,90 €", "currency": "EUR"}
    assert mended(world, contract, call)[0] == {"amount": "49.90", "currency": "EUR"}
    only = contract_of({"amount": amount, "currency": {"enum": ["EUR"]}})
    assert mended(world, only, {"amount": "49,90 €"})[0] == {"amount": "49.90"}


CHOICES = st.lists(
    st.from_regex(r"[a-z]{3,9}(_[a-z]{2,8})?", fullmatch=True), min_size=2, max_size=6, unique=True
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choices=CHOICES, at=st.integers(0, 5), cut=st.integers(0, 20))
def test_of_random_choices_the_one_that_was_meant_or_none(
    world: WorldDatabase, choices: list[str], at: int, cut: int
):
    """One letter is lost; what is mended is what lost it, unless it names another one as well."""
    meant = choices[at % len(choices)]
    written = meant[: cut % len(meant)] + meant[cut % len(meant) + 1 :]
    assume(written not in choices)
    contract = contract_of({"kind": {"enum": choices}}, "kind")
    found, rules = mended(world, contract, {"kind": written})
    if rules == ["enum-near"]:
        assert found["kind"] == meant
