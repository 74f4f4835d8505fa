"""What is wrong with the options of the chat is one line below no screen, and an exit code."""

import os
import pty
import select
import signal
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCREEN = b"\x1b[?1049h"
"""The sequence with which a program takes the whole terminal."""


def at_a_terminal(home: Path, *words: str) -> tuple[int, bytes]:
    """Exit code, and all that the terminal got, of `sandbox` with these words."""
    child, terminal = pty.fork()
    if child == 0:
        env = {name: value for name, value in os.environ.items() if not name.endswith("_API_KEY")}
        env |= {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"}
        env["SANDBOX_HOME"] = str(home)
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, "-m", "sandbox.cli", *words], env)
    printed, deadline = b"", time.monotonic() + 60
    while True:
        if not select.select([terminal], [], [], max(0.0, deadline - time.monotonic()))[0]:
            os.kill(child, signal.SIGKILL)
            break
        try:
            data = os.read(terminal, 65_536)
        except OSError:  # the other end is closed
            break
        if not data:
            break
        printed += data
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), printed


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--pack", "brigthcart"), b"did you mean brightcart?"),
        (("chat", "--resume", "nope"), b"no session nope"),
        (("--as", "C-99"), b"no customer C-99"),
        (("--fault", "x"), b"no fault named"),
        (("--model", "sandbox/slopy"), b"sandbox/sloppy"),
    ],
)
def test_a_wrong_option_opens_no_screen(
    tmp_path: Path, words: tuple[str, ...], says: bytes
) -> None:
    code, printed = at_a_terminal(tmp_path, *words)
    assert (code, SCREEN in printed) == (2, False)
    assert says in printed
    assert len(printed.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--fault", "shop.find:timeout"), 2, b"no tool or service shop.find"),
        (("--model", "openai/gpt-5-mini"), 3, b"OPENAI_API_KEY"),
    ],
)
def test_what_only_the_pack_or_the_model_tells_closes_the_screen(
    tmp_path: Path, words: tuple[str, ...], code: int, says: bytes
) -> None:
    ended, printed = at_a_terminal(tmp_path, *words)
    assert ended == code
    below = printed.rpartition(b"\x1b[?1049l")[2]
    assert b"sandbox: " in below
    assert says in below
    assert not list(tmp_path.rglob("log.jsonl"))
