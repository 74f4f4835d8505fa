"""What is wrong with the options of the chat is one line below no screen, and an exit code."""

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

SCREEN = "\x1b[?1049h"
"""The sequence with which a program takes the whole terminal."""


def at_a_terminal(home: Path, *words: str) -> tuple[int, str]:
    """Exit code, and all that the terminal got, of `sandbox` with these words."""
    screen = {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"}
    with Terminal("-m", "sandbox.cli", *words, SANDBOX_HOME=str(home), **screen) as there:
        return there.ends(), there.seen


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--pack", "brigthcart"), "did you mean brightcart?"),
        (("chat", "--resume", "nope"), "no session nope"),
        (("--as", "C-99"), "no customer C-99"),
        (("--fault", "x"), "no fault named"),
        (("--model", "sandbox/slopy"), "sandbox/sloppy"),
    ],
)
def test_a_wrong_option_opens_no_screen(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    code, printed = at_a_terminal(tmp_path, *words)
    assert (code, SCREEN in printed) == (2, False)
    assert says in printed
    assert len(printed.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--fault", "shop.find:timeout"), 2, "no tool or service shop.find"),
        (("--model", "openai/gpt-5-mini"), 3, "OPENAI_API_KEY"),
    ],
)
def test_what_only_the_pack_or_the_model_tells_closes_the_screen(
    tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    ended, printed = at_a_terminal(tmp_path, *words)
    assert ended == code
    below = printed.rpartition("\x1b[?1049l")[2]
    assert "sandbox: " in below
    assert says in below
    assert not list(tmp_path.rglob("log.jsonl"))
