"""Calls wherever a model puts them; the raw replies are those of small models that were run."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.tool import ToolCall
from sandbox.hops.parse import parse
from sandbox.hops.written import read_written

TOOLS = {"get_order", "cancel_order", "update_contact"}
ONE = '{"name": "get_order", "arguments": {"n": 1}}'
TWO = '{"name": "get_order", "arguments": {"n": 2}}'


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
        (
            '<tool_call>\n{"name": "get_order", "arguments": {"order_id": "W1"}}',
            "get_order",
            {"order_id": "W1"},
        ),
        (
            '```json\n{"name": "get_order", "arguments": {"order_id": "W1"}}',
            "get_order",
            {"order_id": "W1"},
        ),
        ('{"name": "get_order"}', "get_order", {}),
        ('{"name": "get_order", "arguments": null}', "get_order", {}),
        ('{"name": "get_order", "arguments": "{\\"order_id\\": 1}"}', "get_order", {"order_id": 1}),
        ('[{"name": "get_order", "arguments": {}}]', "get_order", {}),
        ('{"name": "Kim", "tool": "get_order", "args": {}}', "get_order", {}),
        (
            '{"type": "function", "function": {"name": "get_order", "arguments": {"a": 1}}}',
            "get_order",
            {"a": 1},
        ),
        ('{"tool_calls": [{"function": {"name": "get_order", "arguments": {}}}]}', "get_order", {}),
    ],
)
def test_a_leaked_call_is_recovered(text: str, tool: str, arguments: object) -> None:
    assert _one(text) == (tool, arguments)
    assert parse(text, (), TOOLS).recovered[0].before in text


W1 = ("get_order", {"order_id": "W1"})


@pytest.mark.parametrize(
    "text",
    [
        '<function=get_order>{"order_id": "W1"}</function>',
        "<tool_call>\n<function=get_order>\n<parameter=order_id>\nW1\n</parameter>\n</function>\n"
        "</tool_call>",
        '<invoke name="get_order"><parameter name="order_id">W1</parameter></invoke>',
        "<tool_call>get_order\n<arg_key>order_id</arg_key>\n<arg_value>W1</arg_value></tool_call>",
        '<|python_tag|>{"name": "get_order", "parameters": {"order_id": "W1"}}<|eom_id|>',
        '[TOOL_CALLS] [{"name": "get_order", "arguments": {"order_id": "W1"}}]',
        'get_order(order_id="W1")',
        '[get_order(order_id="W1")]',
        'Let me look.\nget_order(order_id="W1")',
        "```python\nfunctions.get_order(order_id='W1')\n```",
        'Thought: look\nAction: get_order\nAction Input: {"order_id": "W1"}\nObservation:',
        'get_order\n{"order_id": "W1"}',
        'get_order\n```json\n{"order_id": "W1"}\n```',
        'Sure: {"name": "get_order", "arguments": {"order_id": "W1"}} is what I call.',
        '{{"name": "get_order", "arguments": {"order_id": "W1"}}}}',
        '{"name": "get_order", "arguments": {"order_id": "W1"}}}',
        "{'name': 'get_order', 'arguments': {'order_id': 'W1'}}",
        '<tool_call></tool_call>\n{"name": "get_order", "arguments": {"order_id": "W1"}}',
        '{"action": "get_order", "action_input": {"order_id": "W1"}}',
    ],
)
def test_a_call_is_known_in_every_form_that_models_write(text: str) -> None:
    assert _one(text) == W1


@pytest.mark.parametrize(
    "text",
    [
        "I would call get_order(order_id) for that.",
        'print("get_order")',
        "get_order(order_id=open('x').read())",
        "get_order(1, 2)",
        'delete_all(order_id="W1")',
        "Action: wait\nAction Input: {}",
        "See [1] and {2} in get_order.",
    ],
)
def test_words_about_a_call_are_no_call(text: str) -> None:
    output = parse(text, (), TOOLS)
    assert output.calls == ()


def test_a_description_of_a_tool_is_no_call_of_it() -> None:
    schema = '{"type": "object", "properties": {"order_id": {"type": "string"}}}'
    named = f'{{"name": "get_order", "parameters": {schema}}}'
    text = f'{{"type": "function", "function": {named}}}'
    output = parse(text, (), TOOLS)
    assert output.calls == ()
    assert output.unreadable[0].got == "a description of the tool get_order"


def test_one_name_with_two_values_is_nobody_s_guess() -> None:
    twice = '{"name": "get_order", "arguments": {"id": "1", "id": "2"}}'
    assert parse(twice, (), TOOLS).calls == ()
    same = '{"name": "get_order", "arguments": {"id": "1", "id": "1"}}'
    assert _one(same) == ("get_order", {"id": "1"})


@pytest.mark.parametrize(
    ("arguments", "how"),
    [
        ('{"order_id": "W1",}', "mended JSON"),
        ('```json\n{"order_id": "W1"}\n```', "in a code fence"),
        ('"{\\"order_id\\": \\"W1\\"}"', "JSON in a text"),
        ('[{"order_id": "W1"}]', "a list of one"),
        ('<tool_call>{"name": "get_order", "arguments": {"order_id": "W1"}}</tool_call>',
         "in <tool_call> tags"),
        ('Arguments: {"order_id": "W1"}', "mended JSON"),
    ],
)  # fmt: skip
def test_native_arguments_that_had_to_be_mended_are_told(arguments: str, how: str) -> None:
    call = ToolCall(position=0, id="c", tool="get_order", arguments=arguments)
    output = parse("", (call,), TOOLS)
    assert output.calls == (call,)
    assert [(one.how, one.position, one.before) for one in output.recovered] == [
        (how, 0, arguments)
    ]
    assert read_written(arguments, "get_order").value == {"order_id": "W1"}


def test_good_native_arguments_are_told_of_in_no_way() -> None:
    calls = tuple(
        ToolCall(position=at, id="same", tool="get_order", arguments=written)
        for at, written in enumerate(('{"order_id": "W1"}', "", "null", '{"order_id": "W'))
    )
    output = parse("", calls, TOOLS)
    assert (output.calls, output.recovered) == (calls, ())


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


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\n{TWO}",
        f"[{ONE}, {TWO}]",
        f"<tool_call>{ONE}</tool_call>\n<tool_call>{TWO}</tool_call>",
        f"<tool_call>{ONE}\n<tool_call>{TWO}",
        f"<tool_call>{ONE}\n{TWO}</tool_call>",
    ],
)
def test_of_several_leaked_calls_none_is_lost(text: str) -> None:
    output = parse(text, (), TOOLS)
    assert [json.loads(call.arguments) for call in output.calls] == [{"n": 1}, {"n": 2}]
    assert [call.position for call in output.calls] == [0, 1]
    assert [recovery.position for recovery in output.recovered] == [0, 1]
    assert output.text == ""


def test_json_at_the_end_of_a_text_is_a_call_and_never_shown() -> None:
    output = parse('I will look.\n{"name": "get_order", "arguments": {"n": 1}}', (), TOOLS)
    assert (output.text, len(output.calls)) == ("I will look.", 1)


@pytest.mark.parametrize(
    "text",
    [
        '<tool_call>{"name": "cancel_order", "arguments": {"amount": 49.9',
        '```json\n{"name": "cancel_order", "arguments": {"reason": "dam}\n```',
        'Wait.\n{"name": "cancel_order", "arguments": {"a": 1}',
        '{"name": "cancel_order", "arguments": {"a": NaN}}',
        '{"name": "cancel_order", "arguments": {"a": 1, "a": 2}}',
    ],
)
def test_a_call_that_can_not_be_told_without_a_guess_goes_back_to_the_model(text: str) -> None:
    output = parse(text, (), TOOLS)
    assert output.calls == ()
    assert [problem.rule for problem in output.unreadable] == ["json"]
    assert len(output.unreadable[0].got) <= 80


def test_a_good_call_beside_a_cut_one_keeps_both_tidings() -> None:
    text = (
        '<tool_call>{"name": "get_order", "arguments": {}}</tool_call>'
        '<tool_call>{"name": "get_order", "argum'
    )
    output = parse(text, (), TOOLS)
    assert (len(output.calls), len(output.unreadable)) == (1, 1)


@pytest.mark.parametrize("open_tag", ["<tool_call>", "```json\n", '{"name": "get_order", '])
def test_a_model_that_writes_white_space_for_ever_is_read_all_the_same(open_tag: str) -> None:
    assert parse(open_tag + "\n" * 20_000 + " " * 20_000, (), TOOLS).calls == ()


@pytest.mark.parametrize(
    "text",
    [
        "[EMAIL_1] is the address I have.",
        "[1, 2, 3]",
        "Use <tools> as you like.",
        '{"name": "Glass carafe", "price": 49.90}',
        "{}",
        "``` ```",
    ],
)
def test_what_only_looks_like_a_call_is_left_alone(text: str) -> None:
    output = parse(text, (), TOOLS)
    assert (output.text, output.calls, output.unreadable) == (text, (), ())


PIECES = st.sampled_from(
    ["<tool_call>", "</tool_call>", "```json\n", "```", "{", "}", '"name": "get_order"', ",", "\n"]
)


@given(st.lists(PIECES | st.text(max_size=10), max_size=12).map("".join))
def test_no_reply_is_too_odd_to_be_parsed(text: str) -> None:
    output = parse(text, (), TOOLS)
    assert [call.position for call in output.calls] == list(range(len(output.calls)))
    assert all(call.tool in TOOLS for call in output.calls)
    if not output.calls and not output.unreadable:
        assert output.text == text.strip()


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=8) | st.integers(), max_size=3))
def test_every_wrapping_gives_the_same_call(arguments: dict[str, object]) -> None:
    call = json.dumps({"name": "get_order", "arguments": arguments})
    for text in (call, f"<tool_call>{call}</tool_call>", f"```json\n{call}\n```", f"[{call}]"):
        assert _one(text) == ("get_order", arguments)


@given(st.integers(1, 200))
def test_no_beginning_of_a_call_is_a_call(end: int) -> None:
    call = '{"name": "cancel_order", "arguments": {"order_id": "W1", "why": "it {broke}"}}'
    assert parse(call[: end % len(call)], (), TOOLS).calls == ()
