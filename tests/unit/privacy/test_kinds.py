import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.privacy.kinds import KINDS, LONGEST, PLACEHOLDER, holds_back, placeholder


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_placeholder_of_the_grammar(kind):
    assert PLACEHOLDER.fullmatch(placeholder(kind, 12))


@pytest.mark.parametrize(
    "text",
    ["[EMAIL_0]", "[EMAIL_]", "[email_1]", "[MAIL_1]", "[EMAIL_01]", "[EMAIL_\u0661]", "EMAIL_1"],
)
def test_what_only_resembles_a_placeholder_is_none(text):
    assert not PLACEHOLDER.search(text)


@pytest.mark.parametrize(
    ("draft", "held"),
    [
        ("Hello", 0),
        ("Hello [", 1),
        ("Hello [NA", 3),
        ("Hello [NAME", 5),
        ("Hello [NAME_", 6),
        ("Hello [NAME_12", 8),
        ("Hello [NAME_12]", 0),
        ("see [1", 0),
        ("see [note", 0),
        ("[NAME_1] and [E", 2),
        ("[NAME_0", 0),
        ("", 0),
    ],
)
def test_a_half_placeholder_at_the_end_is_held_back(draft, held):
    assert holds_back(draft) == held


@given(st.sampled_from(KINDS), st.integers(1, 9_999_999), st.text(max_size=20), st.data())
def test_every_cut_through_a_placeholder_is_held_back(kind, n, before, data):
    whole = placeholder(kind, n)
    cut = data.draw(st.integers(1, len(whole) - 1))
    assert holds_back(before + whole[:cut]) == cut


@given(st.text(alphabet="[]_EMAILCRD0123 x", max_size=60))
def test_never_more_is_held_back_than_a_placeholder_is_long(text):
    assert 0 <= holds_back(text) < LONGEST
