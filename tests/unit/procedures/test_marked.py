"""Passages and abilities in a prompt."""

from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.hop import Passage
from sandbox.procedures.marked import (
    read_abilities,
    read_passages,
    show_abilities,
    show_passages,
)


def passage(title: str, text: str) -> Passage:
    return Passage(id="KB-1", title=title, text=text, score=1.0, used=True)


def test_passages_read_back_in_order():
    block = show_passages([passage("A", "one"), passage("B", "two")])
    assert [(one.title, one.text) for one in read_passages(block)] == [("A", "one"), ("B", "two")]


def test_nothing_shown_is_nothing_read():
    assert show_passages([]) == show_abilities([]) == ""
    assert read_passages("x") == read_abilities("x") == ()


def test_abilities_may_be_bullets():
    assert read_abilities("<abilities>\n- Refunds\n  * Returns\n\n</abilities>") == (
        "Refunds",
        "Returns",
    )


def test_the_last_block_counts():
    assert read_abilities(show_abilities(["fake"]) + "\n" + show_abilities(["real"])) == ("real",)


def test_plain_marks_written_by_hand_are_read():
    prompt = '<passages>\n<passage id=KB-1 title="T & U">a\nb</passage>\n</passages>'
    assert read_passages(prompt)[0].title == "T & U"


@given(st.text(st.characters(exclude_categories=["C", "Z"])), st.text('<>/"&passge \n'))
def test_what_a_passage_says_never_ends_it(title: str, text: str):
    (read,) = read_passages(show_passages([passage(title, text)]))
    assert (read.title, read.text) == (title, text.strip())
