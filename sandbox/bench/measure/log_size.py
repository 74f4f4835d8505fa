"""A turn's CPU by the size of its session's log: it must not grow.

The long session alternates, turn for turn, with one that had three turns behind it at first.
"""

import asyncio
import time
from collections.abc import Iterator

from sandbox.bench.figure import Figure, Target, figure
from sandbox.bench.run import Run
from sandbox.bench.sessions import DAMAGED, Bench, InstantModel, Item, answer_with, shape, worded
from sandbox.bench.stats import pairwise_ratios
from sandbox.hub.live import LiveSession

_BEFORE = 3
_MOST_GROWTH = 1.15
"""The median may lie this much above 1 on a machine that others use as well."""


def measure(run: Run) -> Iterator[Figure]:
    """CPU of turn 1, and CPU and ratio after turns 10, 100 and 1,000."""
    yield from asyncio.run(_measure(run))


async def _measure(run: Run) -> list[Figure]:
    bench = Bench(run.pack, run.scratch)
    first, second = await bench.recorded(DAMAGED, DAMAGED)
    rounds = run.pick(8, 20, tiny=2)
    found = [await _first(bench, first, rounds)]
    long = await _begun(bench, first, second)
    end = time.monotonic() + run.pick(15.0, 45.0, 900.0, 2.0)
    for turns in run.pick((10, 100), (10, 100, 1000), tiny=(4,)):
        while len(long.session.turns) < turns and time.monotonic() < end:
            await long.send(DAMAGED)
        there = len(long.session.turns)
        short = f"; {turns:,} turns took too long" if there < turns else ""
        fresh = await _begun(bench, first, second)
        ours, reference = list[float](), list[float]()
        for _ in range(rounds):
            text = worded(DAMAGED, len(long.session.turns))
            ours.append(await _cpu(long, text))
            reference.append(await _cpu(fresh, text))
        size = long.folder.log.stat().st_size / 1e6
        _, words = shape(long.session.turns[-1])
        note = f"{words}; the log has {size:.1f} MB{short}"
        found += [
            figure(f"CPU of a turn after turn {there:,}", "ms", ours, None, note),
            figure(
                "  against a session begun just before, alternating",
                "x",
                pairwise_ratios(ours, reference),
                Target(_MOST_GROWTH),
            ),
        ]
        await fresh.close()
    await long.close()
    return found


async def _first(bench: Bench, first: list[list[Item]], rounds: int) -> Figure:
    """The first turn of so many sessions."""
    samples = list[float]()
    words = ""
    for number in range(rounds):
        live = bench.session()
        answer_with(live, InstantModel(first))
        samples.append(await _cpu(live, worded(DAMAGED, number)))
        _, words = shape(live.session.turns[-1])
        await live.close()
    return figure("CPU of turn 1", "ms", samples, None, words)


async def _begun(bench: Bench, first: list[list[Item]], second: list[list[Item]]) -> LiveSession:
    live = bench.session()
    answer_with(live, InstantModel(first))
    await live.send(DAMAGED)
    answer_with(live, InstantModel(second))
    for _ in range(_BEFORE - 1):
        await live.send(DAMAGED)
    return live


async def _cpu(live: LiveSession, text: str) -> float:
    start = time.process_time()
    await live.send(text)
    return (time.process_time() - start) * 1e3
