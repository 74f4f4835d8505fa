"""The hub's own CPU in one turn, with a model that answers at once.

The scripted model's answers are recorded once and played back verbatim, so nothing has to be
subtracted; what the scripted model itself costs is a row of its own. Sessions alternate between
three kinds, so that a busy moment hits all: CPU stopwatch, real stopwatch, scripted model.
"""

import asyncio
import gc
import time
from collections import defaultdict
from collections.abc import Iterator

from sandbox.bench.figure import Figure, Target, figure
from sandbox.bench.run import Run
from sandbox.bench.sessions import (
    CANCEL,
    DAMAGED,
    Bench,
    CpuStopwatch,
    InstantModel,
    Item,
    answer_with,
    shape,
    worded,
)
from sandbox.bench.stats import median
from sandbox.domain.hop import HOP_NAMES
from sandbox.hub.live import LiveSession
from sandbox.log.fold import Turn

_WAITS_FOR_OTHERS = ("infer", "execute")
_WARM = 3
_TURNS_EACH = 5


def measure(run: Run) -> Iterator[Figure]:
    """Figures of the turn as a whole, then hop by hop."""
    yield from asyncio.run(_measure(run))


async def _measure(run: Run) -> list[Figure]:
    bench = Bench(run.pack, run.scratch)
    replies = (await bench.recorded(CANCEL))[0]
    rounds = run.pick(15, 40, tiny=2)
    cpu, scripted, whole = list[float](), list[float](), list[float]()
    by_hop: dict[str, list[float]] = defaultdict(list)
    hop_ms: list[float] = []
    is_it, words = True, ""
    for number in range(rounds + _WARM):
        text = worded(CANCEL, number)
        counted, spent = await _turn(bench, text, replies, CpuStopwatch())
        timed, wall = await _turn(bench, text, replies, None)
        _, thought = await _turn(bench, text, None, CpuStopwatch())
        is_it, words = shape(counted)
        if number < _WARM:
            continue
        cpu.append(spent)
        whole.append(wall)
        scripted.append(thought)
        hop_ms += _own_hops(timed)
        for name, ms in _split(counted, spent).items():
            by_hop[name].append(ms)
    note = f"first turn of a session: {words}; GC on; {median(whole):.1f} ms on the clock"
    return [
        figure("CPU of a turn, instant model", "ms", cpu, Target(8, aim=5), note, not is_it),
        figure("  the same with sandbox/scripted thinking", "ms", scripted),
        *(figure(f"  CPU in {name}", "ms", samples) for name, samples in by_hop.items()),
        await _later(bench, rounds),
        figure("any hop but infer and execute, on the clock", "ms", hop_ms, Target(25, by="p95")),
    ]


async def _turn(
    bench: Bench, text: str, replies: list[list[Item]] | None, stopwatch: CpuStopwatch | None
) -> tuple[Turn, float]:
    """One turn in a new session, and the ms that sending it took: CPU or clock."""
    live = bench.session()
    if replies is not None:
        answer_with(live, InstantModel(replies))
    if stopwatch is not None:
        live.parts.stopwatch = stopwatch
    gc.collect()  # of the sessions before; what this turn leaves is collected inside it
    spent = await _sent(live, text, cpu=stopwatch is not None)
    await live.close()
    return live.session.turns[-1], spent


async def _sent(live: LiveSession, text: str, cpu: bool) -> float:
    clock = time.process_time_ns if cpu else time.perf_counter_ns
    start = clock()
    await live.send(text)
    return (clock() - start) / 1e6


async def _later(bench: Bench, rounds: int) -> Figure:
    """The same counts in a session that has begun: masks, templates and blobs are known then.

    Turns 3 to 7 of several sessions; how it grows after that is `log_size`'s matter.
    """
    first, second = await bench.recorded(DAMAGED, DAMAGED)
    samples = list[float]()
    is_it, words = True, ""
    for number in range(0, rounds, _TURNS_EACH):
        live = bench.session()
        answer_with(live, InstantModel(first))
        await live.send(DAMAGED)
        answer_with(live, InstantModel(second))
        await live.send(worded(DAMAGED, number))
        gc.collect()
        for turn in range(number, number + _TURNS_EACH):
            samples.append(await _sent(live, worded(DAMAGED, turn), cpu=True))
        is_it, words = shape(live.session.turns[-1])
        await live.close()
    note = f"turns 3 to {_TURNS_EACH + 2} of a session: {words}, both reads"
    return figure("CPU of a later turn, instant model", "ms", samples, Target(8), note, not is_it)


def _own_hops(turn: Turn) -> list[float]:
    return [(hop.total or 0) / 1e6 for hop in turn.hops if hop.name not in _WAITS_FOR_OTHERS]


def _split(turn: Turn, spent: float) -> dict[str, float]:
    """CPU in ms by hop, summed over the turn, and the two rows that make the sum whole."""
    sums = dict.fromkeys(HOP_NAMES, 0.0)
    for hop in turn.hops:
        sums[hop.name] += (hop.total or 0) / 1e6
    used = {name: ms for name, ms in sums.items() if ms}
    inside = turn.total / 1e6
    used["between hops (masking and writing events)"] = inside - sum(used.values())
    used["around the turn (lock, vault, pack watch)"] = spent - inside
    return used
