"""A line typed at a terminal, and the signal that comes at the worst moment."""

import os
import pty
import select
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytest.importorskip("readline")

JUST_BEFORE_THE_WAIT = textwrap.dedent("""
    import ctypes, functools, os, readline, signal
    from sandbox.cli.typed_line import typed_line

    # Called when the prompt stands and nothing is waited for yet. No Python runs after it:
    # the signal is still to be handled when the wait for keys begins.
    kill = ctypes.PyDLL(None).kill
    readline.set_pre_input_hook(functools.partial(kill, os.getpid(), signal.SIGINT))
    for _ in range(2):
        try:
            typed_line("say: ")
        except KeyboardInterrupt:
            print("heard")
    readline.set_pre_input_hook(None)
    print("typed", typed_line("say: "))
""")


def _told(child: int, terminal: int, words: str, seen: str = "") -> str:
    while words not in seen:
        ready = select.select([terminal], [], [], 30)[0]
        if not ready:
            os.kill(child, 9)
        assert ready, f"{words!r} is not there: {seen!r}"
        seen += os.read(terminal, 4096).decode()
    return seen.partition(words)[2]


def test_a_signal_just_before_the_keys_are_waited_for_is_heard() -> None:
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execv(sys.executable, [sys.executable, "-c", JUST_BEFORE_THE_WAIT])
    try:
        rest = _told(child, terminal, "heard")
        rest = _told(child, terminal, "heard", rest)
        rest = _told(child, terminal, "say: ", rest)
        os.write(terminal, b"good day\n")
        _told(child, terminal, "typed good day", rest)
    finally:
        os.waitpid(child, 0)
        os.close(terminal)
