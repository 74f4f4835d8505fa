"""Calls wherever a model puts them; the raw replies are those of small models that were run."""

import json

import pytest

from sandbox.domain.tool import ToolCall
from sandbox.hops.parse import parse

TOOLS = {"get_order", "cancel_order", "update_contact"}


def _one(text: str) -> tuple[str, object]:
    output = parse(text, (), TOOLS)
    assert len(output.calls) == 1
    return output.calls[0].tool, json.loads(output.calls[0].arguments)


def test_native_calls_are_kept_as_the_model_wrote_them() -> None:
    call = ToolCall(position=0, id="c", tool="get_order", arguments='{"order_id": 1,}')
    output = parse("Looking.", (call,), TOOLS)
    assert output.calls == (call,)
    assert output.text == "Looking."


@pytest.mark.parametrize(
    ("text", "tool", "arguments"),
    [
        (
            '<tool_call>\n{"name": "get_order", "arguments": {"order_id": "W1"}}\n</tool_call>',
            "get_order",
            {"order_id": "W1"},
        ),
        (
            '```json\n{\n  "name": "update_contact",\n  "arguments": {"field": "email"}\n}\n```',
            "update_contact",
            {"field": "email"},
        ),
        (
            '<tools>\n{{"name": "get_order", "arguments": {"order_id": "W1234"}}}\n</tools>',
            "get_order",
            {"order_id": "W1234"},
        ),
        ('{"tool": "get_order", "arguments": {"order_id": 2087}}', "get_order", {"order_id": 2087}),
        (
            '{"name": "cancel_order", "parameters": {"order_id": "W1",}}',
            "cancel_order",
            {"order_id": "W1"},
        ),
    ],
)
def test_a_leaked_call_is_recovered(text: str, tool: str, arguments: object) -> None:
    assert _one(text) == (tool, arguments)
    assert parse(text, (), TOOLS).recovered[0].before in text


def test_text_beside_a_leaked_call_stays_text() -> None:
    text = 'Let me look. <tool_call>{"name": "get_order", "arguments": {}}</tool_call>'
    assert parse(text, (), TOOLS).text == "Let me look."


def test_half_an_object_is_never_completed_by_guess() -> None:
    output = parse('{"name": "cancel_order", "arguments": {"amount": 49.9', (), TOOLS)
    assert output.calls == ()
    assert output.unreadable[0].rule == "json"


def test_an_unknown_tool_is_told_with_those_there_are() -> None:
    output = parse('{"name": "refund_order", "arguments": {"order_id": "W1"}}', (), TOOLS)
    assert output.unreadable[0].rule == "unknown_tool"
    assert "get_order" in output.unreadable[0].expected


@pytest.mark.parametrize(
    "text",
    [
        "Your order W1 is on its way.",
        "Use {braces} as you like.",
        '{"answer": 42}',
        "<tools></tools>",
        "```python\nprint(1)\n```",
    ],
)
def test_text_that_is_no_call_stays_text(text: str) -> None:
    output = parse(text, (), TOOLS)
    assert output.calls == ()
    assert output.text == text
