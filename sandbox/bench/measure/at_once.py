"""Many sessions at once in one process, with faults: failed turns, lost writes, what each holds."""

import asyncio
import gc
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.bench.figure import Figure, Target, figure
from sandbox.bench.lost import Seed, lost_writes
from sandbox.bench.machine import descriptor_limit, descriptors, memory_bytes, resident_bytes
from sandbox.bench.run import Run
from sandbox.bench.sessions import CANCEL, STATUS, Bench
from sandbox.domain.hop import HOP_NAMES
from sandbox.hub.live import LiveSession
from sandbox.hub.rest import AFTER

_TEXTS = (STATUS, CANCEL, "thank you")
_FAULTS = ("*:unavailable%2", "*:error_after_commit%2", "*:malformed_result%2")
"""Each hits one attempt in fifty: a service that is away, a reply that is lost, a result that is
not as agreed. No time-outs, which would make the run as long as the contracts' limits; and none of
the model, for a turn whose only model breaks off is a failed turn by its nature."""
_WAITS_FOR_OTHERS = ("infer", "execute")
_GOOD = ("answered", "asked", "handed_off")
_EACH_MB, _EACH_HANDLES = 1.5, 6
"""Memory of a session, and descriptors while it talks, for a guess at whether so many fit."""


@dataclass(frozen=True)
class _Spent:
    """Of all sessions together: seconds on the clock and of CPU, turns cut by an exception.

    `handles`: the most descriptors that were open at a time, None where that is not told.
    """

    wall: float
    cpu: float
    errors: int
    handles: int | None


def measure(run: Run) -> Iterator[Figure]:
    """Each session has three turns, one of which writes."""
    bench = Bench(run.pack, run.scratch)
    asyncio.run(_all(bench, 2))  # loads and caches what the first session would pay for
    seed = Seed(bench.session())
    counts = run.pick((10, 50), (10, 100, 1000), (10, 100, 1000, 5000, 10_000), (3,))
    for count in counts:
        if why := _too_many(count):
            yield figure(f"{count:,} at once: failed turns", "count", [], None, why)
            continue
        yield from asyncio.run(_measure(bench, count, seed, by_hop=count == counts[-1]))


def _too_many(count: int) -> str:
    """Why so many are not tried here, "" if they are."""
    memory, handles = count * _EACH_MB * 2**20, count * _EACH_HANDLES
    if memory_bytes() and memory > memory_bytes() * 0.6:
        return f"not tried: it needs about {memory / 2**30:.0f} GB"
    limit = descriptor_limit()
    if limit and handles > limit:
        return f"not tried: it needs {handles:,} descriptors, and {limit:,} are allowed (ulimit -n)"
    return ""


async def _measure(bench: Bench, count: int, seed: Seed, by_hop: bool) -> list[Figure]:
    gc.collect()
    memory, handles = resident_bytes(), descriptors()
    start, cpu = time.perf_counter(), time.process_time()
    watch = asyncio.ensure_future(_most_descriptors())
    lives, errors = await _all(bench, count)
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    watch.cancel()
    spent = _Spent(wall, cpu, errors, await watch)
    await asyncio.sleep(AFTER + 0.5)
    gc.collect()
    held, used = descriptors(), resident_bytes()
    found = [
        *_right(lives, spent, seed),
        *_speed(lives, spent, by_hop),
        figure("  memory a session at rest, open", "MB", _each(used, memory, count, 2**20)),
        figure("  most descriptors at a time", "count", [spent.handles] if spent.handles else []),
        figure("  descriptors a session at rest", "count", _each(held, handles, count), Target(0)),
    ]
    for live in lives:
        await live.close()
    return found


def _right(lives: list[LiveSession], spent: _Spent, seed: Seed) -> Iterator[Figure]:
    count, turns = len(lives), len(lives) * len(_TEXTS)
    failed = sum(_failed(live) for live in lives) + spent.errors
    note = f"of {turns:,}, scripted model, three faults of back-ends at 2 % each"
    yield figure(f"{count:,} at once: failed turns", "count", [failed], Target(0), note)
    lost = [why for live in lives for why in lost_writes(live, seed)]
    note = f"of {count:,} sessions, by log and world" + (f"; first: {lost[0]}" if lost else "")
    yield figure("  lost or doubled writes", "count", [len(lost)], Target(0), note)
    fired = sum(
        event.kind == "fault_injected"
        for live in lives
        for turn in live.session.turns
        for hop in turn.hops
        for event in hop.events
    )
    yield figure("  faults that fired", "count", [fired])
    degraded = sum(
        bool(turn.finished and turn.finished.degraded)
        for live in lives
        for turn in live.session.turns
    )
    yield figure("  turns that a fault degraded", "count", [degraded])


def _speed(lives: list[LiveSession], spent: _Spent, by_hop: bool) -> Iterator[Figure]:
    turns = len(lives) * len(_TEXTS)
    hops: dict[str, list[float]] = defaultdict(list)
    for live in lives:
        for turn in live.session.turns:
            for hop in turn.hops:
                hops[hop.name].append((hop.total or 0) / 1e6)
    own = [ms for name, found in hops.items() if name not in _WAITS_FOR_OTHERS for ms in found]
    yield figure("  a hop's own work", "ms", own, Target(250, by="p95"))
    for name in HOP_NAMES if by_hop else ():
        if hops[name]:
            note = "waits for others included" if name in _WAITS_FOR_OTHERS else ""
            yield figure(f"  hop {name}", "ms", hops[name], None, note)
    yield figure("  turns, sessions opened included", "turns/s", [turns / spent.wall])
    yield figure("  CPU a turn, sessions opened included", "ms", [spent.cpu * 1e3 / turns])


def _each(now: int | None, before: int | None, count: int, unit: int = 1) -> list[float]:
    return [] if now is None or before is None else [(now - before) / count / unit]


async def _all(bench: Bench, count: int) -> tuple[list[LiveSession], int]:
    """The sessions, at rest and open, and how many were cut short by an exception."""
    lives = [bench.session(seed=number, faults=_FAULTS) for number in range(count)]
    done = await asyncio.gather(*(_talk(live) for live in lives), return_exceptions=True)
    return lives, sum(isinstance(item, BaseException) for item in done)


async def _most_descriptors() -> int | None:
    """The most that were seen open, ten times a second, until cancelled."""
    most = descriptors()
    try:
        while most is not None:
            await asyncio.sleep(0.1)
            most = max(most, descriptors() or 0)
    except asyncio.CancelledError:
        pass
    return most


async def _talk(live: LiveSession) -> None:
    for text in _TEXTS:
        await live.send(text)


def _failed(live: LiveSession) -> int:
    """Turns that did not come to a good end, or never came."""
    good = sum(
        turn.finished is not None and turn.finished.outcome in _GOOD for turn in live.session.turns
    )
    return len(_TEXTS) - good
