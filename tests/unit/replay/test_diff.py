"""The diff that people read: words of texts, fields of objects."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.replay.diff import diff


def _texts(expected: object, got: object) -> list[str]:
    return [f"{line.sign} {line.text}" for line in diff(expected, got)]


def test_in_a_text_only_the_words_that_changed_are_marked() -> None:
    old, new = diff("We refund 49.90 EUR today.", "We refund 50.90 EUR today.")
    assert (old.sign, new.sign) == ("-", "+")
    assert [text for text, changed in old.pieces if changed] == ["49"]
    assert [text for text, changed in new.pieces if changed] == ["50"]
    assert old.text == "We refund 49.90 EUR today."


def test_of_a_long_text_one_line_around_the_change_is_shown() -> None:
    before = "\n".join(f"line {number}" for number in range(50))
    after = before.replace("line 30", "line thirty")
    assert _texts(before, after) == ["  line 29", "- line 30", "+ line thirty", "  line 31"]


def test_of_an_object_each_field_that_changed_is_shown_with_its_pointer() -> None:
    left = {"a": 1, "b": {"c": "x"}, "same": [1, 2]}
    right = {"a": 2, "b": {}, "same": [1, 2]}
    assert _texts(left, right) == ["@ /a", "- 1", "+ 2", "@ /b/c", "- x", "+ nothing"]


def test_a_very_long_line_is_cut_to_what_stands_near_the_change() -> None:
    old, new = diff("word " * 200 + "old" + " word" * 200, "word " * 200 + "new" + " word" * 200)
    assert "old" in old.text
    assert "new" in new.text
    assert max(len(old.text), len(new.text)) < 200


def test_a_flood_of_changes_is_cut_and_counted() -> None:
    lines = _texts({str(n): n for n in range(100)}, {str(n): -n for n in range(100)})
    assert len(lines) == 41
    assert lines[-1] == "@ … and 257 lines more"


@pytest.mark.parametrize(("expected", "got"), [(None, "x"), ("x", None), (1, "1"), ([], {})])
def test_what_is_of_another_kind_is_shown_whole(expected: object, got: object) -> None:
    assert len(diff(expected, got)) == 2


@given(st.text("ab \n", max_size=40), st.text("ab \n", max_size=40))
def test_what_is_the_same_shows_nothing_and_what_differs_shows_something(
    left: str, right: str
) -> None:
    signs = {line.sign for line in diff({"t": left}, {"t": right})}
    assert bool(signs & {"-", "+"}) == (left != right)
