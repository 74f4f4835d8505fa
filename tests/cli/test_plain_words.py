"""Sentences, figures and answers of the chat in lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.money import Cost
from sandbox.domain.verdict import Decision
from sandbox.log.standing import UNTRACED_RULE
from sandbox.plain.question import NoAnswer, read_answer
from sandbox.plain.sentences import Sentences, sentences
from sandbox.plain.speech import Speech
from sandbox.plain.words import cost, one_line, took, visible, worded
from sandbox.ports import Question

QUESTION = Question(
    tool="issue_refund",
    subject="orders.issue_refund",
    arguments={"order_id": "O-10042", "amount": "49.90", "line": 1, "note": "a b"},
    decision=Decision(verdict="confirm", rule="refund-limit"),
    turn=1,
    hop=9,
    check=lambda arguments: "amount is too high" if arguments.get("amount") == "999.00" else "",
)


@given(st.text(alphabet="aB1.!? \n,\"')。-", max_size=120), st.data())
def test_sentences_do_not_depend_on_where_the_stream_was_cut(
    text: str, data: st.DataObject
) -> None:
    stream, told, rest = Sentences(), list[str](), text
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        told += stream.feed(rest[:size])
        rest = rest[size:]
    told += stream.rest()
    assert told == sentences(text)


@given(st.text(max_size=3_000))
def test_sentences_leave_out_nothing_but_white_space(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It costs 3.50 today. Yes!", ["It costs 3.50 today.", "Yes!"]),
        ("Use e.g. this one. Fine", ["Use e.g. this one.", "Fine"]),
        ('He said "no." Then left', ['He said "no."', "Then left"]),
        ("1. Open it\n2. Close it", ["1. Open it", "2. Close it"]),
        ("One\n\nTwo", ["One", "Two"]),
        ("好。再见", ["好。", "再见"]),
    ],
)
def test_a_sentence_ends_where_a_reader_would_pause(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_sentence_without_an_end_is_told_before_it_fills_the_memory() -> None:
    for text in ("word " * 2_000, "word " * 2_000 + ". End.", "x" * 5_000):
        told = sentences(text)
        assert max(map(len, told)) <= 2_000
        stream = Sentences()
        letters = [one for letter in text for one in stream.feed(letter)]
        assert [*letters, *stream.rest()] == told


def _spoken(pieces: list[str], reply: str) -> list[str]:
    lines: list[str] = []
    speech = Speech(lines.append, lambda text: text.replace("[NAME_1]", "Jo Doe"))
    for piece in pieces:
        speech.hear(piece)
    before = len(lines)
    speech.settle(reply)
    return [*lines[:before], "--", *lines[before:]]


def test_a_reply_is_told_once_though_it_streamed_before() -> None:
    told = _spoken(
        ["Hello [NA", "ME_1]. It", " is here", ". By"], "Hello [NAME_1]. It is here. Bye."
    )
    assert told == ["agent: Hello Jo Doe.", "  It is here.", "--", "  Bye."]


def test_a_reply_that_differs_from_its_draft_is_told_whole() -> None:
    told = _spoken(["I have refunded it. Is", " there"], "Nothing was refunded.")
    in_place = ["agent, in place of the words above:", "  Nothing was refunded."]
    assert told == ["agent: I have refunded it.", "--", *in_place]


def test_marks_around_words_of_others_are_not_read_aloud() -> None:
    told = _spoken(["It says «55e6b1ed 4 pieces 55e6b1ed». Ri", "ght"], "It says 4 pieces. Right")
    assert told == ["agent: It says 4 pieces.", "--", "  Right"]


def test_a_call_that_leaks_into_the_text_is_not_read_aloud() -> None:
    pieces = ['{"name": "get_order",\n', ' "arguments": {}}\n', "\nso."]
    assert _spoken(pieces, "It is on its way.") == ["--", "agent: It is on its way."]


def test_a_reply_without_words_is_told_as_that() -> None:
    assert _spoken([], "") == ["--", "agent: no words"]


@given(st.text())
def test_a_line_is_one_line_and_nothing_in_it_acts(text: str) -> None:
    assert one_line(text).isprintable()
    assert visible(text).isprintable()


def test_what_is_cut_off_a_line_is_counted() -> None:
    assert one_line("x" * 1_500, 400) == "x" * 400 + "… and 1,100 more characters"


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (Cost(nano=2_100_000, known="computed"), "cost $0.0021"),
        (Cost(nano=2_100_000, known="estimated"), "cost about $0.0021"),
        (Cost(nano=3, known="computed"), "cost under $0.000001"),
        (Cost(nano=0, known="computed"), "cost $0"),
        (Cost(), "cost unknown"),
        (None, "cost unknown"),
    ],
)
def test_a_cost_is_said_in_words_and_an_unknown_one_is_never_nothing(
    of: Cost | None, words: str
) -> None:
    assert cost(of) == words


def test_times_and_arrows_are_words() -> None:
    said = [took(ns) for ns in (400_000, 118_000_000, 2_410_000_000, 185_000_000_000)]
    assert said == ["0.4 ms", "118 ms", "2.41 s", "3 min 5 s"]
    assert worded("amount 249.00 → 90.00 · ≈12 tokens") == "amount 249.00 to 90.00, about 12 tokens"


@pytest.mark.parametrize(
    ("line", "action", "reason", "scope"),
    [
        ("y", "approve", "", "once"),
        (" a ", "approve", "", "session"),
        ("n", "reject", "", "once"),
        ("n  too much ", "reject", "too much", "once"),
        ("h ask Ada", "escalate", "ask Ada", "once"),
    ],
)
def test_a_letter_answers(line: str, action: str, reason: str, scope: str) -> None:
    answer = read_answer(line, QUESTION, "me", exactly=True)
    assert (answer.action, answer.reason, answer.scope, answer.by) == (action, reason, scope, "me")


@pytest.mark.parametrize("line", ["yes", "Y", "y please", "ok", "", "no", "yy", "a b", "nothing"])
def test_what_may_have_been_meant_as_a_message_answers_nothing(line: str) -> None:
    with pytest.raises(NoAnswer):
        read_answer(line, QUESTION, "pipe", exactly=True)


@pytest.mark.parametrize(
    ("line", "action"), [("Yes", "approve"), ("Y", "approve"), ("NO", "reject")]
)
def test_whoever_types_may_use_words_and_capitals(line: str, action: str) -> None:
    assert read_answer(line, QUESTION, "me", exactly=False).action == action


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("e amount=12.00", {"amount": "12.00"}),
        ("e line=2 note=c d e", {"line": 2, "note": "c d e"}),
        ('e {"order_id": "O-1", "amount": "1.00"}', None),
    ],
)
def test_an_edit_keeps_what_it_does_not_name_and_the_kind_of_each_value(
    line: str, changed: dict[str, object] | None
) -> None:
    answer = read_answer(line, QUESTION, "me", exactly=True)
    whole = {"order_id": "O-1", "amount": "1.00"}
    assert answer.action == "edit"
    assert answer.arguments == (whole if changed is None else {**QUESTION.arguments, **changed})


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("e", "say what is different"),
        ("e amount", "NAME=VALUE"),
        ("e {nope", "not JSON"),
        ("e amount=49.90", "nothing is changed"),
        ("e amount=999.00", "amount is too high"),
    ],
)
def test_an_edit_that_changes_nothing_or_is_wrong_is_asked_again(line: str, says: str) -> None:
    with pytest.raises(NoAnswer, match=says):
        read_answer(line, QUESTION, "me", exactly=True)


def test_an_argument_from_nowhere_is_never_approved_for_the_session() -> None:
    decision = Decision(verdict="confirm", rule=UNTRACED_RULE)
    untraced = QUESTION.model_copy(update={"decision": decision})
    with pytest.raises(NoAnswer, match="asked about each time"):
        read_answer("a", untraced, "me", exactly=True)
