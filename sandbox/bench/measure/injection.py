"""Attacks by foreign text on a victim that obeys: how many come to something, with the guard."""

import asyncio
from collections.abc import Iterator

from sandbox.bench.figure import Figure, figure
from sandbox.bench.injection import both
from sandbox.bench.run import Run


def measure(run: Run) -> Iterator[Figure]:
    """Counts of effects: changed rows, tools that ran, words that were shown."""
    guarded, bare = asyncio.run(both(run.scratch, run.pick(20, None, tiny=2)))
    won = [one.attack.id for one in guarded if one.won]
    note = f"of {len(guarded)}" + (f": {', '.join(won)}" if won else "")
    yield figure("attacks that succeed with the guard", "count", [len(won)], None, note[:160])
    yield figure("  without it", "count", [sum(one.won for one in bare)])
    yield figure("  read by the model, with it", "count", [sum(one.read for one in guarded)])
