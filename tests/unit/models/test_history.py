"""Any history, however broken, becomes one that every provider takes."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.domain.message import Message, TextPart, text_message
from sandbox.domain.tool import ToolCall
from sandbox.models.history import (
    GO_ON,
    NO_OUTPUT,
    NO_RESULT,
    NO_TEXT,
    from_wire,
    object_or_empty,
    to_wire,
    tool_name,
    tools_from_wire,
    tools_to_wire,
)
from sandbox.models.litellm_door import warm
from sandbox.ports import ModelRequest
from tests.loopback.anthropic_server import AnthropicServer
from tests.loopback.client import REFUND, gateway, hear
from tests.loopback.openai_checks import check_request
from tests.loopback.openai_server import OpenAIServer
from tests.loopback.script import Say

TEXTS = st.one_of(
    st.sampled_from(["", "  \n", "half \ud83d", "\x00", "hello"]), st.text(max_size=9)
)
IDS = st.sampled_from(["", "call_0", "call_1", "a b", "x" * 60])
NAMES = st.one_of(st.sampled_from(["get_order", "orders.get", "", "9lives", "n" * 90]), st.text())
ARGUMENTS = st.one_of(
    st.sampled_from(
        ["", "{}", "[]", '{"a": NaN}', '{"a": 1', "null", '{"a": "\\ud83d"}', "[" * 9999]
    ),
    st.dictionaries(st.text(), st.integers()).map(json.dumps),
    st.text(),
)
CALLS = st.lists(st.tuples(IDS, NAMES, ARGUMENTS), min_size=1, max_size=3)


def message(role: str, text: str, calls: list[tuple[str, str, str]], call_id: str) -> Message:
    return Message(
        role=role,  # pyright: ignore[reportArgumentType]
        parts=(TextPart(type="text", text=text),),
        call_id=call_id if role == "tool" else "",
        calls=tuple(
            ToolCall(position=position, id=id_, tool=name, arguments=arguments)
            for position, (id_, name, arguments) in enumerate(calls)
        )
        if role == "assistant"
        else (),
    )


MESSAGES = st.builds(
    message,
    st.sampled_from(["system", "user", "assistant", "tool"]),
    TEXTS,
    st.one_of(st.just([]), CALLS),
    IDS,
)
HISTORIES = st.lists(MESSAGES, max_size=8).map(tuple)


@given(HISTORIES, st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_history_makes_a_request_that_passes_the_strict_checks(
    history: tuple[Message, ...], offered: bool
) -> None:
    wire = to_wire(history)
    tools = tools_to_wire((REFUND,) if offered else (), wire)
    check_request({"model": "m", "messages": wire, **({"tools": tools} if tools else {})})
    json.dumps(wire, ensure_ascii=False).encode()  # no half characters are left


@given(HISTORIES)
@settings(max_examples=100, deadline=None)
def test_a_normal_history_stays_as_it_is(history: tuple[Message, ...]) -> None:
    once = to_wire(history)
    assert to_wire(from_wire(once)) == once


@pytest.mark.parametrize(
    ("name", "server_type"),
    [("openai/local", OpenAIServer), ("anthropic/claude-haiku-4-5", AnthropicServer)],
)
@given(history=HISTORIES)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_any_history_is_taken_by_a_strict_server(name, server_type, history) -> None:
    warm().result()
    async with server_type(script=[Say("ok")]) as server:
        asked = ModelRequest(model=name, messages=history, tools=(REFUND,))
        _, reply = await hear(gateway(server.base, name), asked)
    assert reply.text == "ok"
    assert server.complaints == []


def call(id_: str, arguments: str = "{}", tool: str = "get_order") -> ToolCall:
    return ToolCall(position=0, id=id_, tool=tool, arguments=arguments)


def test_systems_are_joined_at_the_front() -> None:
    wire = to_wire(
        [text_message("system", "A"), text_message("user", "u"), text_message("system", "B")]
    )
    assert [m["role"] for m in wire] == ["system", "user"]
    assert wire[0]["content"] == "A\n\nB"


def test_results_of_reused_ids_go_to_their_calls_in_order() -> None:
    wire = to_wire(
        [
            text_message("user", "u"),
            text_message("assistant", "", calls=(call("x"), call("x"))),
            text_message("tool", "one", call_id="x"),
            text_message("tool", "two", call_id="x"),
            text_message("assistant", "", calls=(call("x"),)),
            text_message("tool", "three", call_id="x"),
        ]
    )
    results = {m["tool_call_id"]: m["content"] for m in wire if m["role"] == "tool"}
    asked = [c["id"] for m in wire for c in m.get("tool_calls", ())]
    assert [results[id_] for id_ in asked] == ["one", "two", "three"]
    assert len(set(asked)) == 3


def test_a_call_without_result_gets_one_and_a_result_without_call_goes() -> None:
    wire = to_wire(
        [
            text_message("user", "u"),
            text_message("assistant", "", calls=(call("x"),)),
            text_message("user", "v"),
            text_message("tool", "late", call_id="y"),
        ]
    )
    assert [m["content"] for m in wire] == ["u", None, NO_RESULT, NO_TEXT, "v"]


def test_a_late_result_is_moved_behind_its_call() -> None:
    wire = to_wire(
        [
            text_message("user", "u"),
            text_message("assistant", "wait", calls=(call("x"),)),
            text_message("user", "v"),
            text_message("tool", "late", call_id="x"),
        ]
    )
    assert [m["content"] for m in wire] == ["u", "wait", "late", NO_TEXT, "v"]


def test_an_empty_result_says_so_and_a_last_word_of_the_assistant_is_answered() -> None:
    wire = to_wire(
        [
            text_message("user", "u"),
            text_message("assistant", "", calls=(call("x"),)),
            text_message("tool", "", call_id="x"),
            text_message("assistant", "done"),
        ]
    )
    assert [m["content"] for m in wire[2:]] == [NO_OUTPUT, "done", GO_ON]


@pytest.mark.parametrize("arguments", ["", "[1]", "null", '{"a": 1', '{"a": NaN}', "plain"])
def test_arguments_that_are_no_object_become_an_empty_one(arguments: str) -> None:
    assert object_or_empty(arguments) == "{}"


def test_good_arguments_keep_every_character() -> None:
    assert object_or_empty('{ "a" : 1.50 }') == '{ "a" : 1.50 }'


@pytest.mark.parametrize(
    ("made_up", "sent"), [("orders.get", "orders_get"), ("", "_"), ("9x", "_9x"), ("ok_1", "ok_1")]
)
def test_made_up_tool_names_are_spelt_so_that_providers_take_them(made_up: str, sent: str) -> None:
    assert tool_name(made_up) == sent


def test_tools_come_back_from_the_wire() -> None:
    assert tools_from_wire(tools_to_wire([REFUND], ())) == (REFUND,)


def test_neighbours_of_one_role_are_one_message() -> None:
    said = [("user", "a"), ("user", " "), ("user", "b"), ("assistant", "c"), ("assistant", "d")]
    wire = to_wire([text_message(role, text) for role, text in said])  # pyright: ignore
    assert [m["content"] for m in wire] == ["a\n\nb", "c\n\nd", GO_ON]


def test_words_before_calls_stay_with_them() -> None:
    wire = to_wire(
        [
            text_message("user", "u"),
            text_message("assistant", "wait"),
            text_message("assistant", "", calls=(call("x"),)),
        ]
    )
    assert [m["role"] for m in wire] == ["user", "assistant", "tool"]
    assert wire[1]["content"] == "wait"
    assert len(wire[1]["tool_calls"]) == 1


def test_gemini_gets_a_call_of_one_message_once() -> None:
    messages = [
        text_message("user", "u"),
        text_message("assistant", "", calls=(call("x"), call("x"), call("y"))),
        text_message("tool", "first", call_id="x"),
    ]
    assert len(to_wire(messages)[1]["tool_calls"]) == 3
    wire = to_wire(messages, "gemini")
    assert len(wire[1]["tool_calls"]) == len([m for m in wire if m["role"] == "tool"]) == 1
    assert wire[2]["content"] == "first"
