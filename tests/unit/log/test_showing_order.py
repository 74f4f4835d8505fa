"""Arguments and cells are shown in one order, whether the log was written or read."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sandbox.log.canonical import canonical
from sandbox.log.showing_order import by_schema, cells_of

REFUND = {
    "type": "object",
    "required": ["order_id", "line", "amount"],
    "properties": {
        "amount": {"type": "string"},
        "channel": {"type": "string"},
        "line": {"type": "integer"},
        "order_id": {"type": "string"},
        "to": {
            "type": "object",
            "required": ["street", "city"],
            "properties": {"city": {}, "street": {}},
        },
    },
}


def test_required_members_come_as_the_schema_lists_them_then_the_known_then_the_unknown():
    called = {
        "zeal": 1,
        "about": 2,
        "channel": "web",
        "amount": "49.90",
        "line": 1,
        "order_id": "O",
    }
    ordered = by_schema(called, REFUND)
    assert isinstance(ordered, dict)
    assert list(ordered) == ["order_id", "line", "amount", "channel", "about", "zeal"]
    assert ordered == called


def test_members_of_members_have_their_order_too():
    called = {"to": {"city": "Bonn", "street": "Am Hof 1", "also": [{"b": 1, "a": 2}]}}
    assert json.dumps(by_schema(called, REFUND)) == json.dumps(
        {"to": {"street": "Am Hof 1", "city": "Bonn", "also": [{"a": 2, "b": 1}]}}
    )


VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["order_id", "line", "to", "city", "x", "y"]), inner)
    ),
    max_leaves=8,
)


@given(VALUES)
def test_what_was_written_and_read_again_is_shown_as_it_was_before(value: Any):
    again, schema = json.loads(canonical(value)), json.loads(canonical(REFUND))
    assert json.dumps(by_schema(again, schema)) == json.dumps(by_schema(value, REFUND))


@given(VALUES, st.dictionaries(st.sampled_from(["required", "properties", "items"]), VALUES))
def test_a_schema_that_is_none_orders_by_name_and_loses_nothing(value: Any, schema: Any):
    assert by_schema(value, schema) == value


def test_a_row_has_its_key_first():
    row = {"amount": 5, "id": "RF-1", "zip": None, "a": "b"}
    assert [name for name, _ in cells_of(row, "RF-1")] == ["id", "a", "amount", "zip"]
