"""From a key to the first paint after it, in a real terminal, by hops in the trace."""

import asyncio
from collections.abc import Iterator

from sandbox.bench.environment import child_environment, program
from sandbox.bench.figure import Figure, Target, figure
from sandbox.bench.machine import resident_bytes
from sandbox.bench.quiet import loaded
from sandbox.bench.run import Run
from sandbox.bench.sessions import DAMAGED, Bench
from sandbox.bench.stats import pairwise_ratios
from sandbox.bench.terminal import Terminal
from sandbox.hub.live import LiveSession

_TRACE = "\x1bOR"  # F3
_UP, _DOWN = "\x1b[A", "\x1b[B"
_OPEN = "LIVE"


def measure(run: Run) -> Iterator[Figure]:
    """Letters in the prompt and arrows in the trace, with few and with many hops behind them."""
    env = child_environment(run)
    bench = Bench(run.pack, run.scratch / "home")
    few: list[float] = []
    for hops in run.pick((10, 1000), (10, 1000, 10_000), tiny=(10,)):
        name, there = asyncio.run(_session(bench, hops))
        with Terminal(program("chat", "--resume", name), env, str(run.scratch)) as terminal:
            terminal.first_frame()
            opened = terminal.shows(_OPEN, 120)
            loaded(terminal)
            rounds = run.pick(15, 30, tiny=3)
            typed = [terminal.key(letter) * 1e3 for letter in ("refund " * 9)[:rounds]]
            terminal.key(_TRACE, 0.3)
            terminal.key(_UP, 0.3)
            moved = [
                terminal.key(_UP if number % 8 < 4 else _DOWN) * 1e3 for number in range(rounds)
            ]
            used = resident_bytes(terminal.process)
        few = few or moved
        note = f"{there:,} hops; open after {opened:.1f} s"
        yield figure(f"letter to paint, {hops:,} hops", "ms", typed, Target(50, by="p95"), note)
        yield figure(
            f"arrow to paint in the trace, {hops:,} hops", "ms", moved, Target(50, by="p95")
        )
        if moved is not few:
            yield figure("  against 10 hops", "x", pairwise_ratios(moved, few))
        memory = [] if used is None else [used / 2**20]
        yield figure(f"memory of the process, {hops:,} hops", "MB", memory)


async def _session(bench: Bench, hops: int) -> tuple[str, int]:
    """A session with at least so many hops, closed; its name and its hops."""
    live: LiveSession = bench.session()
    there = 0
    while there < hops:
        await live.send(DAMAGED)
        there += len(live.session.turns[-1].hops)
    await live.close()
    return live.name, there
