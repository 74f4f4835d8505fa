"""How a customer sounds: signs are found, named, and forgotten again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.hops.temper import temper


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("This is ridiculous", "ridiculous"),
        ("I am still waiting", "still waiting"),
        ("WHERE IS MY ORDER", "capitals"),
        ("Hello???", "!!!"),
        ("I am fed up with you", "fed up"),
    ],
)
def test_a_sign_is_found_and_named(text: str, sign: str) -> None:
    found = temper(text, 0.0, ())
    assert sign in found.signs
    assert found.frustration > 0


@pytest.mark.parametrize(
    "text",
    [
        "Where is my order O-10042?",
        "It arrived yesterday, thank you!",
        "My IBAN is DE02 1203 0000 0000 2020 51",
        "OK",
        "I live in Berlin and so does my person of trust",
    ],
)
def test_a_calm_message_has_no_signs(text: str) -> None:
    assert temper(text, 0.0, ()) == (0.0, (), False)


def test_the_same_message_again_is_a_sign_whatever_its_punctuation() -> None:
    again = temper("where is my order", 0.0, ("Where is my order?",))
    assert again.signs == ("said again",)


def test_it_fades_by_half_with_each_calm_turn() -> None:
    assert temper("ok, 10042", 0.8, ()).frustration == 0.4


@pytest.mark.parametrize(
    "text",
    [
        "let me talk to a human",
        "I want to speak with your manager now",
        "a real person please",
        "can you put me through to someone real",
    ],
)
def test_a_wish_for_a_person_is_heard(text: str) -> None:
    assert temper(text, 0.0, ()).wants_person


@given(st.text(), st.floats(0, 1), st.lists(st.text()))
def test_the_score_stays_between_0_and_1(text: str, before: float, earlier: list[str]) -> None:
    assert 0.0 <= temper(text, before, earlier).frustration <= 1.0
