"""Many sessions at once in one process: failed turns, lost writes, memory, descriptors."""

import asyncio
import gc
import time
from collections.abc import Iterator

from bench.figure import Figure, Target, figure
from bench.machine import descriptors, resident_bytes
from bench.run import Run
from bench.sessions import CANCEL, STATUS, Bench
from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.tool import Ok
from sandbox.hub.live import LiveSession
from sandbox.hub.rest import AFTER
from sandbox.log.reader import read_log

_TEXTS = (STATUS, CANCEL, "thank you")
_WAITS_FOR_OTHERS = ("infer", "execute")
_GOOD = ("answered", "asked")


def measure(run: Run) -> Iterator[Figure]:
    """Each session has three turns, one of which writes."""
    bench = Bench(run.pack, run.scratch)
    asyncio.run(_all(bench, 2))  # loads and caches what the first session would pay for
    for count in run.pick((10, 50), (10, 100), (10, 100, 1000)):
        yield from asyncio.run(_measure(bench, count))


async def _measure(bench: Bench, count: int) -> list[Figure]:
    gc.collect()
    memory, handles = resident_bytes(), descriptors()
    start, cpu = time.perf_counter(), time.process_time()
    lives, errors = await _all(bench, count)
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    await asyncio.sleep(AFTER + 0.5)
    gc.collect()
    held = descriptors()
    used = resident_bytes()
    failed = sum(_failed(live) for live in lives) + errors
    lost = sum(_lost(live) for live in lives)
    hops = [
        (hop.total or 0) / 1e6
        for live in lives
        for turn in live.session.turns
        for hop in turn.hops
        if hop.name not in _WAITS_FOR_OTHERS
    ]
    for live in lives:
        await live.close()
    turns = count * len(_TEXTS)
    return [
        figure(f"{count:,} at once: failed turns", "count", [failed], Target(0), f"of {turns:,}"),
        figure("  lost writes", "count", [lost], Target(0), f"of {count:,}, in world and log"),
        figure("  a hop's own work", "ms", hops, Target(250, by="p95")),
        figure("  turns, sessions opened included", "turns/s", [turns / wall]),
        figure("  CPU a turn, sessions opened included", "ms", [cpu * 1e3 / turns]),
        figure("  memory a session at rest, open", "MB", _each(used, memory, count, 2**20)),
        figure("  descriptors a session at rest", "count", _each(held, handles, count), Target(0)),
    ]


def _each(now: int | None, before: int | None, count: int, unit: int = 1) -> list[float]:
    return [] if now is None or before is None else [(now - before) / count / unit]


async def _all(bench: Bench, count: int) -> tuple[list[LiveSession], int]:
    """The sessions, at rest and open, and how many were cut short by an exception."""
    lives = [bench.session() for _ in range(count)]
    done = await asyncio.gather(*(_talk(live) for live in lives), return_exceptions=True)
    return lives, sum(isinstance(item, BaseException) for item in done)


async def _talk(live: LiveSession) -> None:
    for text in _TEXTS:
        await live.send(text)


def _failed(live: LiveSession) -> int:
    """Turns that did not come to a good end, or never came."""
    good = sum(
        turn.finished is not None and turn.finished.outcome in _GOOD for turn in live.session.turns
    )
    return len(_TEXTS) - good


def _lost(live: LiveSession) -> int:
    """1 if the write is not once in the log on disk, and in the world as the log has it."""
    changes = [
        change
        for event in read_log(live.folder.log).events
        if event.kind == "tool_responded"
        for change in event.changes
    ]
    told = [
        hop.output
        for turn in live.session.turns
        for hop in turn.hops
        if isinstance(hop.output, ExecuteOutput) and hop.output.key
    ]
    rows = live.parts.ports.rows
    there = all(
        change.after is not None and rows.row(change.table, change.key) == change.after
        for change in changes
    )
    once = len(told) == 1 and isinstance(told[0].outcome, Ok) and bool(changes)
    return int(not (there and once))
