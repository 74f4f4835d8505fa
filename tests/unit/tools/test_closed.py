"""Strict schemas: what is not listed is refused, however the schema is put together."""

from typing import Any

import pytest

from sandbox.domain.tool import ToolContract
from sandbox.tools.arguments import check_arguments
from sandbox.tools.closed import closed_schema
from sandbox.world.database import WorldDatabase
from tests.unit.world.tiny import TABLES

PERSON = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
NODE = {
    "type": "object",
    "properties": {
        "value": {"type": "integer"},
        "children": {"type": "array", "items": {"$ref": "#/$defs/node"}},
    },
}


def contract(arguments: dict[str, Any]) -> ToolContract:
    return ToolContract(name="act", service="shop", description="", arguments=arguments)


def places(schema: Any, value: Any, world: WorldDatabase) -> list[tuple[str, str]]:
    """Problems of `value` as the argument `x` with this schema."""
    definitions = {"person": PERSON, "node": NODE}
    made = contract({"$defs": definitions, "properties": {"x": schema}})
    found = check_arguments(made, {"x": value}, world, TABLES)
    return [(one.pointer.removeprefix("/x"), one.rule) for one in found]


UNLISTED = "additionalProperties"
REF = {"$ref": "#/$defs/person"}
EXTENDED = {"allOf": [REF, {"properties": {"age": {"type": "integer"}}}]}
EITHER = {"anyOf": [REF, {"type": "object", "properties": {"firm": {}}, "required": ["firm"]}]}
OR_FREE = {"anyOf": [REF, {"type": "object"}]}
NULLABLE = {"anyOf": [REF, {"type": "null"}]}
TUPLE = {"type": "array", "prefixItems": [REF, {"type": "object", "properties": {"a": {}}}]}
MAP = {"type": "object", "additionalProperties": {"type": "object", "properties": {"a": {}}}}
BY_PATTERN = {"type": "object", "patternProperties": {"^x-": {"type": "integer"}}}
SWITCH = {
    "type": "object",
    "properties": {"kind": {"enum": ["card", "cash"]}},
    "if": {"properties": {"kind": {"const": "card"}}},
    "then": {"properties": {"last4": {"type": "string"}}, "required": ["last4"]},
    "else": {"properties": {"till": {"type": "integer"}}},
}


@pytest.mark.parametrize(
    ("schema", "good"),
    [
        (REF, {"name": "a"}),
        (EXTENDED, {"name": "a", "age": 1}),
        (EITHER, {"firm": 1}),
        (EITHER, {"name": "a", "firm": 1}),
        (OR_FREE, {"whatever": 1}),
        (NULLABLE, None),
        (TUPLE, [{"name": "a"}, {"a": 1}]),
        (MAP, {"any": {"a": 1}}),
        (BY_PATTERN, {"x-a": 1, "free": True}),
        (SWITCH, {"kind": "card", "last4": "1234"}),
        (SWITCH, {"kind": "cash", "till": 4}),
        ({"$ref": "#/$defs/node"}, {"value": 1, "children": [{"children": [{"value": 2}]}]}),
        ({"type": "object"}, {"free": 1}),
        ({"not": {"type": "object", "properties": {"a": {"type": "integer"}}}}, "text"),
        (
            {"type": "array", "contains": {"type": "object", "properties": {"a": {}}}},
            [{"b": 1}, 2, {"a": 1, "c": 1}],
        ),
        (
            {"type": "object", "properties": {"a": {}}, "unevaluatedProperties": True},
            {"a": 1, "b": 2},
        ),
    ],
)
def test_what_is_listed_somewhere_may_be_there(world: WorldDatabase, schema: Any, good: Any):
    assert places(schema, good, world) == []


@pytest.mark.parametrize(
    ("schema", "value", "pointers"),
    [
        (REF, {"name": "a", "z": 1}, ["/z"]),
        (EXTENDED, {"name": "a", "age": 1, "z": 1, "y/y": 1}, ["/z", "/y~1y"]),
        (EITHER, {"firm": 1, "z": 1}, ["/z"]),
        (NULLABLE, {"name": "a", "z": 1}, ["/z"]),
        (TUPLE, [{"name": "a", "z": 1}, {"z": 1}], ["/0/z", "/1/z"]),
        (MAP, {"any": {"z": 1}}, ["/any/z"]),
        (SWITCH, {"kind": "card", "last4": "1", "z": 1}, ["/z"]),
        ({"$ref": "#/$defs/node"}, {"children": [{"children": [{"z": 1}]}]},
         ["/children/0/children/0/z"]),
    ],
)  # fmt: skip
def test_what_is_listed_nowhere_is_refused_where_it_stands(
    world: WorldDatabase, schema: Any, value: Any, pointers: list[str]
):
    assert places(schema, value, world) == [(pointer, UNLISTED) for pointer in pointers]


def test_a_wrong_value_in_one_part_is_not_also_unlisted(world: WorldDatabase):
    # To the validator a property of a part that fails has not been evaluated.
    assert places(EXTENDED, {"name": "a", "age": "1"}, world) == [("/age", "type")]
    assert places(EXTENDED, {"name": 1, "age": "1", "z": 1}, world) == [
        ("/name", "type"),
        ("/age", "type"),
        ("/z", UNLISTED),
    ]


def test_a_property_of_the_other_branch_is_told_where_it_is_all_there_is(world: WorldDatabase):
    assert places(SWITCH, {"kind": "cash", "last4": "1234"}, world) == [("/last4", UNLISTED)]


def test_of_one_of_too_many_is_not_put_down_to_the_branch_that_fails(world: WorldDatabase):
    several = {"oneOf": [{"type": "integer"}, {"minimum": 1}, {"type": "string"}]}
    assert places(several, 5, world) == [("", "oneOf")]


def test_a_question_in_a_schema_keeps_its_meaning():
    asked = {
        "type": "object",
        "properties": {"a": {"type": "object"}},
        "if": {"properties": {"a": {"type": "object", "properties": {"b": {"const": 1}}}}},
        "not": {"properties": {"a": {"type": "object", "properties": {"c": {"const": 1}}}}},
    }
    made = closed_schema(contract(asked))
    assert (made["if"], made["not"]) == (asked["if"], asked["not"])


def test_closing_twice_is_closing_once():
    for schema in (EXTENDED, EITHER, NULLABLE, TUPLE, MAP, SWITCH):
        once = closed_schema(contract({"properties": {"x": schema}, "$defs": {"person": PERSON}}))
        assert closed_schema(contract(once)) == once
