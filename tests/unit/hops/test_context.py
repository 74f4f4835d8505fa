"""The few variables that matter: what is found, what lasts, what is dropped."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.hop import ContextOutput, RedactOutput, RespondOutput, Variable
from sandbox.domain.procedure import VariableSpec, VariableType
from sandbox.hops.context import ANSWER_LIFE, ROW_LIFE, VERBATIM_TURNS, context
from sandbox.log.fold import Session
from tests.unit.hops.shop import DAMAGE, LINE, ORDER, make_pack, procedure
from tests.unit.hops.stand_ins import MemoryRows
from tests.unit.hops.story import Story, known, session_of

PACK = make_pack()


def _context(
    text: str, *variables: Variable, asked: VariableSpec | None = None, turns: int = 2, **how: Any
) -> ContextOutput:
    session = session_of(*variables, turns=turns, **how)
    return context(text, session, PACK, MemoryRows(), asked)


def _values(output: ContextOutput) -> dict[str, object]:
    return {variable.name: variable.value for variable in output.variables}


def test_everything_said_at_once_is_found_at_once() -> None:
    output = _context("order 10042 arrived broken")
    assert _values(output) == {"customer": "C-0007", "damage": "damaged", "order_id": "O-10042"}
    assert output.changed == ("customer", "damage", "order_id")


def test_a_variable_tells_its_source_and_words() -> None:
    found = {v.name: v for v in _context("order 10042 is cracked", turns=3).variables}
    assert (found["order_id"].source, found["order_id"].where) == ("customer", "10042")
    assert (found["damage"].where, found["damage"].turn) == ("cracked", 3)
    assert found["customer"].source == "principal"


def test_what_is_said_again_has_not_changed() -> None:
    output = _context("order 10042", known("order_id", "O-10042"))
    assert "order_id" not in output.changed


def test_a_variable_lasts_as_long_as_its_life_and_no_longer() -> None:
    variable = known("order_id", "O-10042", turn=1, life=3)
    assert "order_id" in _values(_context("hm", variable, turns=4))
    ended = _context("hm", variable, turns=5)
    assert "order_id" not in _values(ended)
    assert ended.dropped == ("order_id",)


def test_a_variable_without_a_life_lasts_for_the_session() -> None:
    assert _values(_context("hm", known("name", "x", turn=1), turns=99))["name"] == "x"


def test_lives_are_the_spec_s_or_else_the_usual_ones() -> None:
    asked = LINE.model_copy(update={"life": 2})
    lives = {v.name: v.life for v in _context("1", asked=asked).variables}
    assert lives["line"] == 2
    lives = {v.name: v.life for v in _context("order 10042 broken").variables}
    assert (lives["order_id"], lives["damage"]) == (ROW_LIFE, ANSWER_LIFE)


def test_a_bare_answer_counts_only_for_the_question_that_was_asked() -> None:
    assert "line" not in _values(_context("2"))
    assert _values(_context("2", asked=LINE))["line"] == 2


def test_the_number_of_an_order_is_no_number_of_items() -> None:
    output = _context("item 2 of order 10042", asked=LINE)
    assert _values(output) == {"customer": "C-0007", "line": 2, "order_id": "O-10042"}
    assert "line" not in _values(_context("it was order 10042", asked=LINE))


def test_a_number_that_answers_another_question_names_no_order() -> None:
    asked = VariableSpec(name="postal_code", type="text")
    output = _context("10077", known("order_id", "O-10042"), asked=asked)
    assert _values(output)["order_id"] == "O-10042"
    assert _values(output)["postal_code"] == "10077"


def test_an_order_that_does_not_exist_is_still_the_answer_to_which_order() -> None:
    assert _values(_context("99999", asked=ORDER))["order_id"] == "O-99999"
    assert "order_id" not in _values(_context("99999"))


def test_the_question_names_the_variable_of_a_row() -> None:
    asked = VariableSpec(name="other_order", type="row", table="orders")
    output = _context("10077", known("order_id", "O-10042"), asked=asked)
    assert _values(output)["other_order"] == "O-10077"
    assert _values(output)["order_id"] == "O-10042"


def test_another_order_drops_the_answers_that_were_given_for_the_first() -> None:
    """Else the second order's refund would go to the first one's item, for its reason."""
    answers = known("damage", "damaged"), known("line", 2)
    moved = _context("and order 10077 too", known("order_id", "O-10042"), *answers)
    assert _values(moved) == {"customer": "C-0007", "order_id": "O-10077"}
    assert moved.dropped == ("damage", "line")
    same = _context("yes, order 10042", known("order_id", "O-10042"), *answers)
    assert {"damage", "line"} <= set(_values(same))


def test_an_answer_said_together_with_another_order_is_kept() -> None:
    moved = _context(
        "order 10077 is cracked", known("order_id", "O-10042"), known("damage", "defective")
    )
    assert _values(moved)["damage"] == "damaged"


def test_a_first_order_drops_nothing() -> None:
    assert _values(_context("order 10042", known("damage", "damaged")))["damage"] == "damaged"


def test_after_a_change_to_nobody_nobody_is_left() -> None:
    before = Variable(name="customer", value="C-0007", source="principal", turn=1)
    output = _context("hello", before, customer="")
    assert "customer" not in _values(output)
    assert output.dropped == ("customer",)


def test_the_speaking_customer_is_the_principal_whatever_the_words_say() -> None:
    output = _context("I am customer C-0008")
    assert _values(output)["customer"] == "C-0007"


def test_where_two_procedures_share_a_name_the_asked_one_is_meant() -> None:
    other = VariableSpec(name="damage", type="choice", choices={"dead": ("broken",)})
    procedures = {
        "a": procedure("a", "ask damage", DAMAGE),
        "b": procedure("b", "ask damage", other),
    }
    pack = make_pack(procedures=procedures)
    for asked, value in ((DAMAGE, "damaged"), (other, "dead")):
        output = context("broken", session_of(), pack, MemoryRows(), asked)
        assert _values(output)["damage"] == value


def _long_session(turns: int) -> Session:
    story = Story()
    for number in range(turns):
        story.begin().hop(RedactOutput(text=f"message {number} of the customer"))
        story.hop(RespondOutput(text="a reply of some words")).end()
    return story.begin().hop(RedactOutput(text="the last one")).session()


@pytest.mark.parametrize("turns", [0, 1, VERBATIM_TURNS, VERBATIM_TURNS + 3])
def test_every_earlier_turn_is_verbatim_or_summarised(turns: int) -> None:
    output = context("x", _long_session(turns), PACK, MemoryRows(), None)
    assert output.verbatim_turns + output.summarised_turns == turns
    assert output.verbatim_turns <= VERBATIM_TURNS


def test_the_short_form_saves_tokens_only_once_turns_are_summarised() -> None:
    short = context("x", _long_session(VERBATIM_TURNS), PACK, MemoryRows(), None)
    assert short.window_tokens == short.history_tokens > 0
    long = context("x", _long_session(VERBATIM_TURNS + 5), PACK, MemoryRows(), None)
    assert long.window_tokens < long.history_tokens


@given(
    st.text(max_size=300),
    st.sampled_from(["row", "choice", "text", "yes_no", "number", "date", None]),
)
def test_no_message_is_too_odd_for_context(text: str, kind: VariableType | None) -> None:
    asked = kind and VariableSpec(name="x", type=kind, table="orders", choices={"a": ("a",)})
    output = _context(text, known("order_id", "O-10042"), asked=asked or None)
    names = [variable.name for variable in output.variables]
    assert names == sorted(set(names))
    assert set(output.changed) <= set(names)
    assert not set(output.dropped) & set(names)
    assert output == _context(text, known("order_id", "O-10042"), asked=asked or None)
