"""`sandbox chat --plain` at a terminal, typed at as a person does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal


def chat(home: Path, *words: str) -> Terminal:
    screen = {"TERM": "xterm", "COLUMNS": "200", "LINES": "50"}
    plain = ("-m", "sandbox.cli", "chat", "--plain", *words)
    return Terminal(*plain, SANDBOX_HOME=str(home), **screen)


@pytest.fixture
def typist(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Terminal]:
    with chat(tmp_path, *getattr(request, "param", ())) as typist:
        yield typist


def test_a_typed_answer_is_asked_for_again_until_it_is_one(typist: Terminal) -> None:
    typist.sees("you: ")
    typist.type("cancel order 10093\n")
    typist.sees("answer: ")
    typist.type("perhaps\n")
    typist.sees("answer: ")
    typist.type("no\n")
    typist.sees("rejected by developer")
    typist.sees("you: ")
    typist.type("\x04")
    typist.sees("go on with: sandbox chat --plain --resume")
    assert typist.ends() == 0
    assert "\x1b" not in typist.seen


@pytest.mark.parametrize("typist", [("--fault", "orders.get_order:latency=600@1")], indirect=True)
def test_ctrl_c_cancels_a_turn_then_a_line_and_twice_leaves(typist: Terminal) -> None:
    typist.sees("you: ")
    typist.type("where is my order 10042?\n")
    typist.sees("fault injected")
    typist.type("\x03")
    typist.sees("turn 1: cancelled, it is kept")
    typist.sees("you: ")
    typist.type("half a mess\x03")
    typist.sees("once more leaves")
    typist.sees("you: ")
    typist.type("hello\n")
    typist.sees("turn 2: ")
    typist.sees("you: ")
    typist.type("\x03")
    typist.sees("once more leaves")
    typist.sees("you: ")
    typist.type("\x03")
    typist.sees("2 turns")
    assert typist.ends() == 0


def test_earlier_words_come_back_with_an_arrow_and_a_backslash_goes_on(typist: Terminal) -> None:
    pytest.importorskip("readline")
    typist.sees("you: ")
    typist.type("hello\n")
    typist.sees("turn 1:")
    typist.sees("you: ")
    typist.type("\x1b[A")
    typist.sees("hello")
    typist.type(" again\\\n")
    typist.sees("more: ")
    typist.type("and more\n")
    typist.sees("turn 2:")
    typist.sees("you: ")
    typist.type("/quit\n")
    typist.sees("2 turns")
    assert typist.ends() == 0


def test_what_was_typed_before_a_question_approves_nothing(typist: Terminal) -> None:
    typist.sees("you: ")
    typist.type("cancel order 10093\ny\n")
    typist.sees("answer: ")
    typist.type("n\n")
    typist.sees("rejected by developer")


def test_a_person_who_is_the_model_answers_in_the_lines(tmp_path: Path) -> None:
    with chat(tmp_path, "--model", "sandbox/human") as typist:
        typist.sees("you: ")
        typist.type("hello\n")
        typist.sees("and you answer")
        typist.sees("\u203a ")
        typist.type("Good day to you.\n")
        typist.sees("agent: Good day to you.")
        typist.sees("you: ")
        typist.type("hello\n")
        typist.sees("\u203a ")
        typist.type("\x03")
        typist.sees("turn 2: cancelled")
