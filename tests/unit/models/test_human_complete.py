"""Completion and validation of what a person types in a model's place."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.message import text_message
from sandbox.domain.tool import ToolCall, ToolContract
from sandbox.models.human_check import judge
from sandbox.models.human_complete import complete
from sandbox.models.human_known import Known, known_values
from sandbox.models.human_view import signature, view_of, whole
from sandbox.ports import ModelRequest, ToolSpec

GET = ToolSpec(
    name="get_order",
    description="Reads an order.",
    parameters={
        "type": "object",
        "properties": {
            "line": {"type": "integer", "description": "Counted from 1"},
            "order_id": {"type": "string"},
            "reason": {"enum": ["damaged", "late"]},
            "gift": {"type": "boolean"},
            "address": {
                "type": "object",
                "properties": {"country": {"enum": ["DE", "FR"]}, "city": {"type": "string"}},
                "required": ["city"],
            },
            "items": {"type": "array", "items": {"enum": ["lamp", "desk"]}},
        },
        "required": ["order_id"],
    },
)
FIND = ToolSpec(
    name="find_orders",
    description="Finds orders.",
    parameters={
        "type": "object",
        "properties": {"customer": {"type": "string", "pattern": "^C-[0-9]{4}$"}},
    },
)
TOOLS = (FIND, GET)
REQUEST = ModelRequest(
    model="some/model",
    messages=(
        text_message(
            "system",
            'Help.\n<procedure id="late" title="Late">\n> 1. call get_order(order_id)\n'
            '</procedure>\n<state>\n{"customer": "C-0007"}\n</state>',
        ),
        text_message("user", "Order 10042 is late, write to [EMAIL_1]"),
        text_message(
            "assistant",
            "",
            calls=(ToolCall(position=0, id="call_1", tool="find_orders", arguments="{}"),),
        ),
        text_message(
            "tool",
            json.dumps({"orders": [{"order_id": "O-10042", "line": 2}], "open": True}),
            call_id="call_1",
            tool="find_orders",
        ),
    ),
    tools=TOOLS,
)


def offered(text: str) -> list[str]:
    known = known_values(REQUEST)
    return [one.insert for one in complete(text, len(text), TOOLS, known).suggestions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/", ["/call "]),
        ("/xa", []),
        ("/call ", ["find_orders {", "get_order {"]),
        ("/call ord", ["find_orders {", "get_order {"]),
        ("get_", ["get_order("]),
        ("Hello.\nget_", ["get_order("]),
        ("Please get_", []),
        ('/call get_order {"re', ['"reason": ', '"address": ']),
        ('/call get_order {"order_id": "1", "l', ['"line": ']),
        ('/call get_order {"order_id": "1"', []),
        ('/call get_order {"order_id": "1"} ', []),
        ('/call get_order {"reason": "l', ['"late"']),
        ('/call get_order {"reason": d', ['"damaged"']),
        ('/call get_order {"gift": ', ["true", "false"]),
        ('/call get_order {"line": ', ["2"]),
        ('/call get_order {"items": ["lamp", ', ['"lamp"', '"desk"']),
        ('/call get_order {"address": {', ['"city": ', '"country": ']),
        ('/call get_order {"address": {"city": "Bonn", "country": "', ['"DE"', '"FR"']),
        ("get_order(gift=true, rea", ["reason="]),
        ("get_order(reason=", ['"damaged"', '"late"']),
        ("find_orders(customer=", ['"C-0007"']),
        ("/call no_tool {", []),
    ],
)
def test_what_fits_at_the_cursor_is_offered(text: str, expected: list[str]):
    assert offered(text) == expected


def test_required_arguments_come_first():
    assert offered("/call get_order {")[0] == '"order_id": '
    assert offered("get_order(")[0] == "order_id="


def test_ids_of_the_conversation_are_offered_the_field_of_the_same_name_first():
    found = offered('/call get_order {"order_id": ')
    assert found[0] == '"O-10042"'
    assert '"10042"' in found[1:]


def test_a_placeholder_can_be_taken_like_any_value():
    assert '"[EMAIL_1]"' in offered('/call get_order {"order_id": ')


def test_a_closing_mark_behind_the_cursor_is_replaced_too():
    text = '/call get_order {"reason": "la"}'
    found = complete(text, len(text) - 2, TOOLS)
    assert text[: found.start] + found.suggestions[0].insert + text[found.end :] == (
        '/call get_order {"reason": "late"}'
    )


def test_a_name_that_has_its_colon_gets_no_second_one():
    text = '/call get_order {"re": "late"}'
    found = complete(text, text.index('"re') + 3, TOOLS)
    assert text[: found.start] + found.suggestions[0].insert + text[found.end :] == (
        '/call get_order {"reason": "late"}'
    )


@given(
    st.text(alphabet='/cal get_order{}()[]",:=1\\\n', max_size=40),
    st.integers(min_value=0, max_value=40),
)
def test_completion_never_fails_and_only_replaces_what_is_before_the_cursor(text: str, at: int):
    cursor = min(at, len(text))
    found = complete(text, cursor, TOOLS, (Known("order_id", "O-1"), Known("line", 2)))
    assert 0 <= found.start <= cursor <= found.end <= len(text)


@given(st.data())
def test_whoever_only_takes_suggestions_types_a_valid_call(data: st.DataObject):
    known = known_values(REQUEST)
    text = "/call get_order {"
    for _ in range(data.draw(st.integers(min_value=1, max_value=3))):
        for _ in range(2):
            found = complete(text, len(text), (GET,), known).suggestions
            simple = [one for one in found if not one.insert.startswith(('"address', '"items'))]
            first = text.endswith("{")
            chosen = simple[0] if first else data.draw(st.sampled_from(simple))
            text += chosen.insert
        text += ", "
    text = text.removesuffix(", ") + "}"
    assert judge(text, REQUEST).line(text).startswith("✓"), text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Hello.", "✓ a reply to the customer"),
        ('/call get_order {"order_id": "1"}', "✓ valid: calls get_order"),
        ("/call get_order {}", "✗ 1:17 get_order /order_id: expected order_id (required)"),
        ('/call get_ordr {"order_id": "1"}', "✗ 1:7 there is no tool get_ordr; get_order?"),
        ("/call zzz {}", "✗ 1:7 there is no tool zzz; offered: find_orders, get_order"),
        ('get_order(order_id="1", reason="x")', "✗ 1:10 get_order /reason: expected one of"),
        ('get_order(order_id="1", foo=1)', "✗ 1:10 get_order /foo: expected one of: line"),
        ("hm\n/call get_order {", "✗ 2:18 get_order: not JSON"),
        ("/cal get_order {}", "✗ /cal goes to the customer as words"),
        ("  ", "✗ nothing is written"),
    ],
)
def test_the_verdict_is_one_line(text: str, told: str):
    assert judge(text, REQUEST).line(text).startswith(told)


def test_a_tool_of_the_pack_that_is_not_offered_is_told_apart_from_none():
    contract = ToolContract(
        name="issue_refund",
        service="orders",
        description="",
        arguments={"type": "object", "properties": {"order_id": {"type": "string"}}},
        references={"order_id": "orders"},
        preconditions=("row.status == 'paid'",),
    )
    text = '/call issue_refund {"order_id": "O-1"}'
    judged = judge(text, REQUEST, {"issue_refund": contract})
    assert [one.told for one in judged.findings] == ["issue_refund is not offered at this step"]
    assert not judged.blocked


@pytest.mark.parametrize(
    ("text", "blocked"),
    [("", True), ("/call", True), ("get_order(", True), ("/call get_order {", False)],
)
def test_only_what_is_no_message_at_all_can_not_be_sent(text: str, blocked: bool):
    assert judge(text, REQUEST).blocked is blocked


def test_the_reply_numbers_its_calls_after_those_of_the_conversation():
    reply = judge("Hm.\nget_order(order_id='1')\nfind_orders()", REQUEST).reply(REQUEST)
    assert reply.text == "Hm."
    assert [(one.position, one.id, one.tool) for one in reply.calls] == [
        (0, "call_2", "get_order"),
        (1, "call_3", "find_orders"),
    ]


def test_the_view_names_what_a_person_has_to_know():
    view = view_of(REQUEST)
    assert (view.who, view.procedure, view.step) == (
        "find_orders",
        "late",
        "call get_order(order_id)",
    )
    assert view.tools == ("find_orders", "get_order")
    assert signature(FIND) == "find_orders(customer?: string)"
    assert signature(GET).startswith("get_order(order_id: string, line?: integer, reason?: one of")


def test_the_whole_request_leaves_no_message_and_no_tool_out():
    text = "\n".join(whole(REQUEST))
    assert all(message.text in text for message in REQUEST.messages)
    assert all(f'"{name}"' in text for tool in TOOLS for name in tool.parameters["properties"])  # pyright: ignore
