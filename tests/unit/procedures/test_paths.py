"""Paths and texts with paths in them."""

import pytest

from sandbox.procedures.lexer import SyntaxFault
from sandbox.procedures.paths import fill, find, head_of, lookup, paths_in_text, words

FACTS = {"order_id": "O-1", "get_order": {"total": "49.90", "note": None}, "get_order.eta": "soon"}


def test_a_key_that_is_a_whole_path_is_found_beside_nested_ones():
    assert lookup(FACTS, "get_order.eta") == "soon"
    assert lookup(FACTS, "get_order.total") == "49.90"


def test_of_two_that_fit_the_longest_key_wins():
    assert lookup({"a": {"b": "old"}, "a.b": "new"}, "a.b") == "new"


def test_a_null_is_there_and_a_gap_is_not():
    assert find(FACTS, "get_order.note") == (True, None)
    assert find(FACTS, "get_order.nothing") == (False, None)


def test_head_is_the_name_before_the_first_dot_or_bracket():
    assert (head_of("a.b"), head_of("a[0].b"), head_of("a")) == ("a", "a", "a")


def test_a_text_is_filled_from_facts():
    assert fill("{order_id}: {get_order.total}{{x}} {gone}", FACTS) == "O-1: 49.90{x} "


def test_a_filled_value_is_not_filled_again():
    assert fill("{a}", {"a": "{b}", "b": "no"}) == "{b}"


def test_a_brace_without_a_path_is_refused():
    for text in ("{", "}", "{}", "{a b}", "{a"):
        with pytest.raises(SyntaxFault):
            paths_in_text(text)


def test_values_read_as_a_person_writes_them():
    told = [words(one) for one in (True, False, None, 3, ["a"], ["a", "b", 1], [], {"b": 1})]
    assert told == ["yes", "no", "", "3", "a", "a, b and 1", "", '{"b": 1}']
