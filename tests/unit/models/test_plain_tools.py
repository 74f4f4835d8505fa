"""Tools in words: what a model without tools is told, and what is read from its reply."""

import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.message import text_message
from sandbox.domain.tool import ToolCall
from sandbox.models.history import to_wire
from sandbox.models.plain_tools import read_plain, reply_schema, to_plain
from sandbox.models.say_stream import SayStream
from sandbox.ports import ModelReply, ModelRequest, ToolSpec
from tests.loopback.script import pieces

GET = ToolSpec(
    name="get_order",
    description="Looks an order up.",
    parameters={
        "type": "object",
        "properties": {
            "order_id": {"type": "string", "pattern": "^O-[0-9]{5}$", "examples": ["O-12345"]},
            "examples": {"type": "string"},
            "why": {"type": "string", "enum": ["late", "broken"], "description": "Why."},
        },
        "required": ["order_id"],
        "additionalProperties": False,
    },
)
LIST = ToolSpec(name="list_orders", description="All of them.", parameters={})
TOOLS = (GET, LIST)


def asked(*messages: Any, **settings: Any) -> ModelRequest:
    return ModelRequest(model="m", messages=messages, tools=TOOLS, settings=settings)


def read(text: str) -> ModelReply:
    return read_plain(ModelReply(model="m", text=text), TOOLS, "schema")


@pytest.mark.parametrize(
    "text",
    [
        '{"tool": "get_order", "arguments": {"order_id": "O-1"}}',
        '{"name": "get_order", "arguments": {"order_id": "O-1"}}',
        '```json\n{"tool": "get_order",\n "arguments": {"order_id": "O-1"}}\n```',
        '{{"name": "get_order", "arguments": {{"order_id": "O-1"}}}}',
        '<tool_call>\n{"name": "get_order", "arguments": {"order_id": "O-1"}}\n</tool_call>',
        '{"name": "get_order", "arguments": "{\\"order_id\\": \\"O-1\\"}"}',
    ],
)
def test_a_call_is_read_in_the_ways_that_small_models_write_it(text: str) -> None:
    reply = read(text)
    (call,) = reply.calls
    assert (call.tool, json.loads(call.arguments)) == ("get_order", {"order_id": "O-1"})
    assert (reply.text, reply.finish, reply.calls_by) == ("", "tool_calls", "schema")


@pytest.mark.parametrize(
    "text",
    [
        "Good morning!",
        '{"tool": "refund_order", "arguments": {}}',
        '{"tool": "get_order", "arguments": "O-1"}',
        '{"tool": "get_order", "arguments": {"id": "1234',
        '{"tool": ["get_order"], "arguments": {}}',
        '{"tool": {"name": "get_order"}}',
        '{"tool": null}',
        '{"tool": "get_order", "arguments": "[1]"}',
        "<tools></tools>",
        "[1, 2]",
        "",
    ],
)
def test_what_is_no_such_reply_stays_as_it_was_written(text: str) -> None:
    reply = read(text)
    assert (reply.text, reply.calls) == (text, ())


def test_words_come_out_of_their_json() -> None:
    assert read('{"say": "It is on its way: \\"today\\"."}').text == 'It is on its way: "today".'


def test_the_schema_takes_words_or_one_known_call_and_nothing_else() -> None:
    check = jsonschema_rs.validator_for(reply_schema(TOOLS))  # pyright: ignore
    good = [
        {"say": "hi"},
        {"tool": "get_order", "arguments": {"order_id": "O-10042"}},
        {"tool": "list_orders", "arguments": {}},
    ]
    bad: list[Any] = [
        {"say": "hi", "tool": "list_orders"},
        {"say": "x" * 5000},
        {"tool": "get_order", "arguments": {"order_id": "10042"}},
        {"tool": "get_order", "arguments": {"order_id": "O-10042", "examples": "x" * 500}},
        {"tool": "refund", "arguments": {}},
        "hi",
    ]
    assert [check.is_valid(one) for one in (*good, *bad)] == [True] * 3 + [False] * 6


def test_no_value_that_looks_real_is_in_what_the_model_is_told() -> None:
    sent = to_plain(asked(text_message("user", "hello")), schema=True)
    assert "O-12345" not in sent.model_dump_json()


def test_calls_and_results_become_words_in_turn() -> None:
    call = ToolCall(position=0, id="a", tool="get_order", arguments='{"order_id": "O-10042"}')
    broken = ToolCall(position=1, id="b", tool="get_order", arguments='{"order_id": "O-')
    sent = to_plain(
        asked(
            text_message("system", "Be kind."),
            text_message("user", "where is it?"),
            text_message("assistant", "wait", calls=(call, broken)),
            text_message("tool", '{"status": "shipped"}', call_id="a"),
            text_message("assistant", "On its way."),
            text_message("user", "thanks"),
            tool_choice="auto",
            temperature=0,
        ),
        schema=False,
    )
    assert (sent.tools, sent.settings) == ((), {"temperature": 0})
    wire = to_wire(sent.messages)
    assert [m["role"] for m in wire] == ["system", *["user", "assistant"] * 4][: len(wire)]
    assert all("tool_calls" not in message for message in wire)
    texts = [message["content"] for message in wire[2:]]
    assert json.loads(texts[0]) == {"tool": "get_order", "arguments": {"order_id": "O-10042"}}
    assert texts[1] == 'Result of get_order: {"status": "shipped"}'
    assert texts[3] == "Result of get_order: (no result)"
    assert json.loads(texts[4]) == {"say": "On its way."}
    assert wire[0]["content"].startswith("Be kind.")
    assert "get_order: Looks an order up." in wire[0]["content"]
    assert "why (one of late, broken, optional): Why." in wire[0]["content"]


def test_a_request_that_needs_no_tool_goes_as_it_is() -> None:
    request = ModelRequest(model="m", messages=(text_message("user", "hi"),))
    assert to_plain(request, schema=True) is request


@given(st.text(max_size=40), st.integers(1, 7), st.booleans())
def test_words_stream_as_they_will_stand_in_the_end(text: str, size: int, ascii_only: bool) -> None:
    written = json.dumps({"say": text}, ensure_ascii=ascii_only)
    stream = SayStream()
    said = "".join(stream.feed(piece) for piece in pieces(written, size))
    assert said == stream.said == json.loads(written)["say"]


@pytest.mark.parametrize(
    "text", ['{"tool": "get_order", "arguments": {}}', "Good morning!", '{"say": 1}', "", "```json"]
)
def test_nothing_else_is_shown_before_it_is_read(text: str) -> None:
    assert SayStream().feed(text) == ""


def test_words_beside_a_call_stay_and_the_call_is_made() -> None:
    reply = read('{"say": "Let me look.", "tool": "get_order", "arguments": {"order_id": "O-1"}}')
    (call,) = reply.calls
    assert (reply.text, call.tool, reply.finish) == ("Let me look.", "get_order", "tool_calls")


def test_words_beside_a_tool_that_there_is_not_are_words() -> None:
    reply = read('{"say": "Let me look.", "tool": "look_up"}')
    assert (reply.text, reply.calls) == ("Let me look.", ())


def test_half_a_surrogate_pair_becomes_something_that_can_be_written() -> None:
    written = '{"say": "so \\ud83d sad"}'
    stream = SayStream()
    shown = "".join(stream.feed(piece) for piece in pieces(written, 3))
    assert read(written).text == shown == "so ? sad"
    (call,) = read('{"tool": "list_orders", "arguments": {"a": "\\udc00"}}').calls
    assert json.loads(call.arguments) == {"a": "?"}
