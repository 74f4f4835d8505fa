"""Comparisons: nothing of either side is lost, and what is marked is what differs."""

import json

from hypothesis import given
from hypothesis import strategies as st

from sandbox.tui.feed.inspect.compared import changed_parts, compared, json_diff, leaves
from sandbox.tui.feed.view import Diff
from sandbox.tui.widgets.sides import two_columns

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(codec="ascii", exclude_categories=("Cc",)), max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4)
    ),
    max_leaves=8,
)
ARGUMENTS = st.dictionaries(st.sampled_from(("order_id", "line", "amount", "x")), VALUES)


@given(ARGUMENTS, ARGUMENTS)
def test_each_side_of_a_comparison_is_the_value_it_was_made_of(before: object, after: object):
    lines = json_diff(before, after)
    old = "\n".join(text for sign, text in lines if sign != "+")
    new = "\n".join(text for sign, text in lines if sign != "-")
    assert json.loads(old) == before
    assert json.loads(new) == after


@given(ARGUMENTS, ARGUMENTS)
def test_what_is_marked_in_two_lines_is_all_that_differs_between_them(
    before: object, after: object
):
    lines = json_diff(before, after)
    marks = changed_parts(lines)
    rest = [
        [
            text[:start] + text[end:]
            for (sign, text), spans in zip(lines, marks, strict=True)
            if sign == wanted
            for start, end in spans
        ]
        for wanted in "-+"
    ]
    assert sorted(rest[0]) == sorted(rest[1])


@given(ARGUMENTS, ARGUMENTS)
def test_leaves_count_nothing_for_equal_values_and_the_same_both_ways(
    before: object, after: object
):
    assert leaves(before, before) == 0
    assert leaves(before, after) == leaves(after, before)


def test_a_renamed_field_is_two_leaves_and_a_changed_one_is_one():
    assert leaves({"orderId": "O-1"}, {"order_id": "O-1"}) == 2
    assert leaves({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}) == 1
    assert leaves({"a": [1]}, {"a": [1, 2]}) == 1
    assert leaves("text", {"a": 1}) == 1


def test_a_huge_value_is_compared_by_its_beginning_and_says_so():
    diff = compared({"a": "x" * 50_000}, {"a": "y"}, "")
    assert diff.title == "first 16,000 characters of each"
    assert sum(len(text) for _, text in diff.lines) < 20_000


@given(ARGUMENTS, ARGUMENTS, st.integers(24, 120))
def test_two_columns_are_never_wider_than_the_pane(before: object, after: object, width: int):
    diff = Diff(tuple(json_diff(before, after)), heads=("as called", "as executed"))
    for line in two_columns(diff, width, lambda value: value):
        assert line.cell_length <= width
