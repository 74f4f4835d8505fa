from typing import Any

import pytest

from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import Problem
from sandbox.tools.arguments import check_arguments, closed_schema
from sandbox.world.database import WorldDatabase
from tests.unit.tools.helpers import contract_of
from tests.unit.world.tiny import CONTRACTS, MONEY, TABLES

LINES = contract_of(
    {
        "lines": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"order": {"type": "string"}, "amount": MONEY},
                "required": ["order"],
            },
        },
        "address": {
            "type": "object",
            "properties": {"street": {"type": "string"}, "zip": {"type": "string"}},
            "required": ["street"],
        },
        "since": {"type": "string", "format": "date"},
        "mail": {"type": "string", "format": "email"},
        "at": {"type": "string", "format": "date-time"},
        "a/b~c": {"type": "integer"},
    },
    references={"lines.order": "orders"},
)


def check(contract: ToolContract, arguments: Any, world: WorldDatabase) -> tuple[Problem, ...]:
    return check_arguments(contract, arguments, world, TABLES)


def places(contract: ToolContract, arguments: Any, world: WorldDatabase) -> list[tuple[str, str]]:
    return [(one.pointer, one.rule) for one in check(contract, arguments, world)]


def test_a_good_call_has_no_problem(world: WorldDatabase):
    call = {"order_id": "O-10042", "amount": "49.90", "reason": "damaged"}
    assert check(CONTRACTS["issue_refund"], call, world) == ()


def test_every_problem_is_told_at_its_place_in_document_order(world: WorldDatabase):
    call = {
        "address": {"zip": 1, "city": "Rome"},
        "lines": [{"order": "O-10042", "amount": "4"}, {"amount": 4, "o": 1}],
        "a/b~c": "x",
        "extra": 1,
    }
    assert places(LINES, call, world) == [
        ("/address/zip", "type"),
        ("/address/city", "additionalProperties"),
        ("/lines/0/amount", "pattern"),
        ("/lines/1/amount", "type"),
        ("/lines/1/o", "additionalProperties"),
        ("/a~1b~0c", "type"),
        ("/extra", "additionalProperties"),
        ("/address/street", "required"),
        ("/lines/1/order", "required"),
    ]


def test_a_problem_reads_like_a_sentence(world: WorldDatabase):
    call = {"orderId": "O-10042", "amount": 49.9, "reason": "broken"}
    assert check(CONTRACTS["issue_refund"], call, world) == (
        Problem(
            pointer="/orderId",
            rule="additionalProperties",
            expected="one of: order_id",
            got="the unlisted property orderId",
        ),
        Problem(pointer="/amount", rule="type", expected="a string", got="49.9"),
        Problem(
            pointer="/reason",
            rule="enum",
            expected="one of: damaged, not_received, wrong_item, other",
            got='the text "broken"',
        ),
        Problem(
            pointer="/order_id", rule="required", expected="order_id (required)", got="nothing"
        ),
    )


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("since", "2026-02-28", "2026-02-30"),
        ("since", "2026-02-28", "28.02.2026"),
        ("mail", "a@example.com", "a at example.com"),
        ("at", "2026-11-20T09:00:00Z", "2026-11-20 09:00"),
    ],
)
def test_formats_are_checked(world: WorldDatabase, name: str, good: str, bad: str):
    assert places(LINES, {name: good}, world) == []
    assert places(LINES, {name: bad}, world) == [(f"/{name}", "format")]


def test_a_reference_to_no_row_is_found_inside_lists(world: WorldDatabase):
    call = {"lines": [{"order": "O-10042"}, {"order": "O-99999"}]}
    assert places(LINES, call, world) == [("/lines/1/order", "reference")]


def test_references_come_after_the_schema_s_problems(world: WorldDatabase):
    call = {"order_id": "10042", "amount": "1"}
    assert places(CONTRACTS["issue_refund"], call, world) == [
        ("/order_id", "pattern"),
        ("/amount", "pattern"),
        ("/order_id", "reference"),
    ]


def test_an_open_contract_takes_what_it_does_not_list(world: WorldDatabase):
    opened = LINES.model_copy(update={"closed": False})
    assert places(opened, {"extra": 1, "address": {"street": "x", "city": "y"}}, world) == []


def test_a_contract_without_properties_takes_none(world: WorldDatabase):
    assert places(contract_of({}), {}, world) == []
    assert places(contract_of({}), {"all": True}, world) == [("/all", "additionalProperties")]


def test_a_free_form_object_stays_open_and_what_the_schema_says_stands(world: WorldDatabase):
    contract = contract_of(
        {"free": {"type": "object"}, "map": {"additionalProperties": {"type": "integer"}}}
    )
    assert places(contract, {"free": {"x": 1}, "map": {"y": 1}}, world) == []
    assert places(contract, {"map": {"y": "1"}}, world) == [("/map/y", "type")]


def test_schemas_put_together_are_closed_around_the_whole(world: WorldDatabase):
    contract = ToolContract(
        name="act",
        service="shop",
        description="",
        arguments={
            "$defs": {"who": {"type": "object", "properties": {"name": {"type": "string"}}}},
            "properties": {
                "who": {"$ref": "#/$defs/who"},
                "both": {
                    "allOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}],
                    "type": "object",
                },
            },
        },
    )
    assert places(contract, {"who": {"name": "x"}, "both": {"a": 1, "b": 2}}, world) == []
    assert places(contract, {"who": {"nom": "x"}}, world) == [("/who/nom", "additionalProperties")]
    assert places(contract, {"both": {"c": 1}}, world) == [("/both/c", "additionalProperties")]


def test_only_the_branch_whose_type_fits_is_told(world: WorldDatabase):
    nullable = contract_of({"amount": {"anyOf": [MONEY, {"type": "null"}]}})
    assert places(nullable, {"amount": "4"}, world) == [("/amount", "pattern")]
    assert places(nullable, {"amount": 4}, world) == [("/amount", "anyOf")]


def test_the_published_schema_is_left_as_it_was():
    contract = CONTRACTS["issue_refund"]
    before = contract.model_dump_json()
    assert closed_schema(contract)["additionalProperties"] is False
    assert contract.model_dump_json() == before
