"""What the screen takes while nobody does anything, beside a bare Textual app: CPU and memory."""

import sys
import time
from collections.abc import Iterator

from sandbox.bench.environment import child_environment, program
from sandbox.bench.figure import Figure, figure
from sandbox.bench.machine import cpu_seconds, resident_bytes
from sandbox.bench.measure.first_frame import BARE
from sandbox.bench.quiet import loaded
from sandbox.bench.run import Run
from sandbox.bench.terminal import Terminal

_OPEN, _TURN = "LIVE", "turn 1 ·"


def measure(run: Run) -> Iterator[Figure]:
    """Both run at the same time, so that the machine is the same for both."""
    seconds = run.pick(5.0, 15.0, tiny=0.5)
    env, home = child_environment(run), str(run.scratch)
    with (
        Terminal(program("chat", "--pack", run.pack), env, home) as ours,
        Terminal([sys.executable, "-c", BARE], env, home) as bare,
    ):
        bare.first_frame()
        ours.first_frame()
        ours.shows(_OPEN)
        ours.key("where is my order 10042?")
        ours.key("\r")
        ours.shows(_TURN)
        loaded(ours)
        spent = _rest((ours, bare), seconds)
        memory = [resident_bytes(one.process) for one in (ours, bare)]
    note = f"one turn behind it, {seconds:g} s without a key"
    names = ("CPU of the screen at rest, of one core", "  a bare Textual app")
    for name, shares in zip(names, spent, strict=True):
        yield figure(name, "%", shares, None, "" if name.startswith(" ") else note)
    for name, used in zip(("memory of the screen", "  a bare Textual app"), memory, strict=True):
        yield figure(name, "MB", [] if used is None else [used / 2**20])


def _rest(terminals: tuple[Terminal, ...], seconds: float) -> list[list[float]]:
    """Percent of one core of each."""
    before = [cpu_seconds(one.process) for one in terminals]
    start = time.perf_counter()
    while (left := start + seconds - time.perf_counter()) > 0:
        for one in terminals:
            one.watch(min(0.25, left))
    after = [cpu_seconds(one.process) for one in terminals]
    took = time.perf_counter() - start
    return [
        [] if a is None or b is None else [100 * (b - a) / took]
        for a, b in zip(before, after, strict=True)
    ]
