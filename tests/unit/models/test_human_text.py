"""What a person types in a model's place: read as words and calls."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.models.human_text import read_typed

TOOLS = ("get_order", "find_orders")

scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
values = st.recursive(
    scalars | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)
names = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)


def calls(typed: str) -> list[tuple[str, object]]:
    return [(one.tool, json.loads(one.arguments)) for one in read_typed(typed, TOOLS).calls]


def test_plain_words_are_a_reply():
    typed = read_typed("Your order (10042) is on its way.\n\nAnything else?", TOOLS)
    assert typed.text == "Your order (10042) is on its way.\n\nAnything else?"
    assert not typed.calls


def test_several_calls_may_stand_among_words():
    typed = read_typed(
        "One moment.\n"
        '/call get_order {\n  "order_id": "10042"\n}\n'
        "find_orders(customer='C-0007', open=True)\n"
        "I am looking.",
        TOOLS,
    )
    assert typed.text == "One moment.\n\nI am looking."
    assert [json.loads(one.arguments) for one in typed.calls] == [
        {"order_id": "10042"},
        {"customer": "C-0007", "open": True},
    ]


def test_a_call_may_go_on_behind_another_on_the_same_line():
    assert calls("/call get_order {} find_orders() get_order()") == [
        ("get_order", {}),
        ("find_orders", {}),
        ("get_order", {}),
    ]


def test_one_object_in_parentheses_is_all_arguments():
    assert calls('get_order({"order_id": "1"})') == [("get_order", {"order_id": "1"})]


def test_arguments_may_have_names_that_python_keeps_for_itself():
    assert calls('find_orders(from="2026-01-01", class=2)')[0][1] == {
        "from": "2026-01-01",
        "class": 2,
    }


@pytest.mark.parametrize("text", ["refund(s) are possible", "see get_order(order_id=1)", "a (b=c)"])
def test_words_with_parentheses_stay_words(text: str):
    assert read_typed(text, TOOLS).text == text


def test_what_looks_like_a_call_of_an_unknown_tool_is_one():
    assert calls('get_ordr(order_id="1")') == [("get_ordr", {"order_id": "1"})]


@pytest.mark.parametrize("call", ['get_order(order_id="1")', '/call get_order {"a": 1}'])
def test_a_backslash_keeps_a_call_in_the_words(call: str):
    typed = read_typed("\\" + call, TOOLS)
    assert (typed.text, typed.calls) == (call, ())


def test_a_backslash_before_anything_else_stays():
    assert read_typed("\\o/", TOOLS).text == "\\o/"


@pytest.mark.parametrize(
    ("typed", "at", "why"),
    [
        ("get_order(", 10, "not closed"),
        ("get_order(order_id)", 10, "NAME=VALUE"),
        ("get_order(order_id=)", 19, "not a JSON value"),
        ("get_order(order_id=", 19, "missing"),
        ("get_order(a=1 b=2)", 14, "comma"),
        ("get_order(a=1, a=2)", 15, "twice"),
        ('/call get_order {"a": }', 22, "not JSON"),
        ('/call get_order {"a" 1}', 21, "not JSON"),
        ("/call get_order 10042", 16, "braces"),
        ("hello\n/call get_order {", 23, "not JSON"),
    ],
)
def test_a_slip_says_where_and_why(typed: str, at: int, why: str):
    slip = read_typed(typed, TOOLS).calls[0].slip
    assert slip is not None
    assert (slip.at, why in slip.why) == (at, True)


def test_broken_json_is_kept_as_it_was_typed():
    typed = read_typed('/call get_order {"order_id": }\n/call find_orders {}', TOOLS)
    assert [one.arguments for one in typed.calls] == ['{"order_id": }', "{}"]


@given(st.text())
def test_reading_never_fails_and_loses_no_word_without_calls(text: str):
    typed = read_typed(text, TOOLS)
    if not typed.calls and "\\" not in text:
        assert typed.text == text.strip()


@given(st.dictionaries(st.text(max_size=8), values, max_size=4), st.booleans())
def test_json_arguments_are_read_as_written(arguments: dict[str, object], spread: bool):
    written = json.dumps(arguments, indent=2 if spread else None)
    assert calls(f"/call get_order {written}\nDone.") == [("get_order", arguments)]


@given(st.dictionaries(names, values, max_size=4))
def test_named_arguments_are_read_as_written(arguments: dict[str, object]):
    inside = ", ".join(f"{name}={json.dumps(value)}" for name, value in arguments.items())
    assert calls(f"get_order({inside})") == [("get_order", arguments)]
