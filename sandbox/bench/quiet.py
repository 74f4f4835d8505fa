"""Waits until a program in a terminal has loaded what it loads in the background."""

import time

from sandbox.bench.machine import cpu_seconds
from sandbox.bench.terminal import Terminal

_PATIENCE = 30.0
_STILL = 0.2
"""Seconds of CPU in a second below which all counts as loaded."""


def loaded(terminal: Terminal) -> None:
    """Returns once nothing is loaded in the background any more."""
    end = time.monotonic() + _PATIENCE
    still = 0
    while time.monotonic() < end and still < 2:
        before = cpu_seconds(terminal.process)
        terminal.settle(1.0)
        after = cpu_seconds(terminal.process)
        if before is None or after is None:
            return
        still = still + 1 if after - before <= _STILL else 0
