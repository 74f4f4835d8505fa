"""A line typed at a terminal, and the signal that comes at the worst moment."""

import textwrap

import pytest

from tests.cli.terminal import Terminal

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


def test_a_signal_just_before_the_keys_are_waited_for_is_heard() -> None:
    with Terminal("-c", JUST_BEFORE_THE_WAIT) as there:
        there.sees("heard")
        there.sees("heard")
        there.sees("say: ")
        there.type("good day\n")
        there.sees("typed good day")
