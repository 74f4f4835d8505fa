"""`sandbox chat --plain` at a terminal, typed at as a person does."""

import os
import pty
import select
import signal
import sys
import time
from codecs import getincrementaldecoder
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


class Typist:
    """One terminal with the chat in it. Waits for what it is told to see, never for time."""

    def __init__(self, home: Path, *words: str) -> None:
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            env = {n: v for n, v in os.environ.items() if not n.endswith("_API_KEY")}
            env |= {"TERM": "xterm", "COLUMNS": "200", "LINES": "50", "SANDBOX_HOME": str(home)}
            os.chdir(ROOT)
            program = [sys.executable, "-m", "sandbox.cli", "chat", "--plain", *words]
            os.execve(sys.executable, program, env)
        self.seen = self._fresh = ""
        self._decoded = getincrementaldecoder("utf-8")().decode

    def type(self, text: str) -> None:
        os.write(self.terminal, text.encode())

    def sees(self, words: str) -> None:
        """Waits for `words` after what was seen last."""
        deadline = time.monotonic() + 60
        while words not in self._fresh:
            ready = select.select([self.terminal], [], [], max(0.0, deadline - time.monotonic()))[0]
            assert ready, f"{words!r} is not there:\n{self.seen}"
            try:
                data = os.read(self.terminal, 65_536)
            except OSError:
                data = b""
            assert data, f"it ended without {words!r}:\n{self.seen}"
            text = self._decoded(data)
            self._fresh += text
            self.seen += text
        self._fresh = self._fresh.partition(words)[2]

    def ends(self) -> int:
        """Its exit code."""
        try:
            while os.read(self.terminal, 65_536):
                pass
        except OSError:
            pass
        _, status = os.waitpid(self.child, 0)
        self.child = 0
        return os.waitstatus_to_exitcode(status)

    def close(self) -> None:
        if self.child:
            os.kill(self.child, signal.SIGKILL)
            os.waitpid(self.child, 0)
        os.close(self.terminal)


@pytest.fixture
def typist(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Typist]:
    typist = Typist(tmp_path, *getattr(request, "param", ()))
    yield typist
    typist.close()


def test_a_typed_answer_is_asked_for_again_until_it_is_one(typist: Typist) -> None:
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
def test_ctrl_c_cancels_a_turn_then_a_line_and_twice_leaves(typist: Typist) -> None:
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


def test_earlier_words_come_back_with_an_arrow_and_a_backslash_goes_on(typist: Typist) -> None:
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


def test_what_was_typed_before_a_question_approves_nothing(typist: Typist) -> None:
    typist.sees("you: ")
    typist.type("cancel order 10093\ny\n")
    typist.sees("answer: ")
    typist.type("n\n")
    typist.sees("rejected by developer")


def test_a_person_who_is_the_model_answers_in_the_lines(tmp_path: Path) -> None:
    typist = Typist(tmp_path, "--model", "sandbox/human")
    try:
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
    finally:
        typist.close()
