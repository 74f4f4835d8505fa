"""What a customer's answer means, and what it does not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.procedure import VariableSpec, VariableType
from sandbox.hops.answers import answer_to, choice_in
from tests.unit.hops.shop import DAMAGE

TYPES: tuple[VariableType, ...] = ("row", "choice", "text", "yes_no", "number", "date")


def _answer(text: str, kind: VariableType) -> object:
    return answer_to(text, VariableSpec(name="x", type=kind))[0]


def _choice(text: str, **choices: tuple[str, ...]) -> str | None:
    spec = VariableSpec(name="x", type="choice", choices=choices) if choices else DAMAGE
    return choice_in(text, spec)[0]


@pytest.mark.parametrize(
    "text",
    ["yes", "Yes please", "yeah, do it", "OK", "sure", "please do", "go ahead", "right", "“Yes!”"],
)
def test_a_yes_is_a_yes(text: str) -> None:
    assert _answer(text, "yes_no") is True


@pytest.mark.parametrize(
    "text",
    ["no", "No thanks", "nope", "don't", "don’t do that", "stop", "never", "not yet"],
)
def test_a_no_is_a_no(text: str) -> None:
    assert _answer(text, "yes_no") is False


@pytest.mark.parametrize("text", ["please don't", "please stop", "ok, but don't", "okay, no"])
def test_a_polite_no_is_never_taken_for_a_yes(text: str) -> None:
    assert _answer(text, "yes_no") is False


@pytest.mark.parametrize(
    "text",
    ["not sure", "I don't know", "no idea", "no problem", "hm", "", "sure, but it can't be blue"],
)
def test_what_is_neither_yes_nor_no_is_asked_again(text: str) -> None:
    assert _answer(text, "yes_no") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2),
        ("the 2nd one", 2),
        ("item 2.", 2),
        ("#3", 3),
        ("-4", -4),
        ("number 2, yes 2", 2),
        ("49.90", "49.90"),
        ("49,90 €", "49.90"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
    ],
)
def test_a_number_is_read_as_it_was_meant(text: str, number: object) -> None:
    answer = _answer(text, "number")
    assert answer == number
    assert type(answer) is type(number)


@pytest.mark.parametrize(
    "text",
    ["2 or 3", "1-2", "O-10042", "1,234", "2026-11-20", "v1.2.3", "abc123", "two", "9" * 400],
)
def test_a_number_that_may_mean_several_things_is_asked_again(text: str) -> None:
    assert _answer(text, "number") is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("on 2026-11-20, please", "2026-11-20"),
        ("2026-02-30", None),
        ("2026-11-20 or 2026-11-21", None),
        ("12026-11-20", None),
        ("tomorrow", None),
    ],
)
def test_only_one_real_day_is_a_date(text: str, day: str | None) -> None:
    assert _answer(text, "date") == day


def test_a_text_is_the_whole_answer_without_its_edges() -> None:
    assert _answer("  The lid’s gone.\n", "text") == "The lid’s gone."
    assert _answer(" \n", "text") is None


def test_a_choice_is_found_by_its_words_whatever_their_case() -> None:
    assert choice_in("It arrived BROKEN", DAMAGE) == ("damaged", "broken")
    assert _choice("it is a wrong item") == "wrong_item"


def test_a_telephone_s_apostrophe_and_a_line_break_change_no_choice() -> None:
    assert _choice("it doesn’t work") == "defective"
    assert _choice("it does\nnot  work") == "defective"


def test_two_choices_are_no_choice() -> None:
    assert _choice("broken and the wrong colour") is None


def test_the_longer_words_win_where_two_choices_overlap() -> None:
    choices = {"part": ("missing",), "lid": ("lid is missing",)}
    assert _choice("the lid is missing", **choices) == "lid"
    assert _choice("the lid is missing, and more is missing", **choices) is None


@pytest.mark.parametrize(
    "text", ["it is not broken", "it isn't broken", "it isn’t really broken", "never cracked"]
)
def test_a_choice_that_is_denied_is_not_chosen(text: str) -> None:
    assert _choice(text) is None


@pytest.mark.parametrize("text", ["it's not damaged, it's the wrong colour", "not only broken"])
def test_a_denial_bears_on_its_own_words_only(text: str) -> None:
    assert _choice(text) is not None


def test_part_of_a_word_is_no_choice() -> None:
    assert _choice("a heartbroken customer", damaged=("broken",)) is None


@given(st.text(max_size=200), st.sampled_from(TYPES))
def test_no_text_is_too_odd_to_be_read(text: str, kind: VariableType) -> None:
    answer = _answer(text, kind)
    assert answer is None or isinstance(answer, str | int | bool)
    assert _choice(text) in (None, *DAMAGE.choices)


@given(st.integers(-10_000, 10_000))
def test_every_whole_number_is_read_back(number: int) -> None:
    assert _answer(f"it is {number}.", "number") == number
