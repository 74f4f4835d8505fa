"""`sandbox replay FOLDER` as a command on one core, start included: 1, 10 and 100 recordings."""

import asyncio
import os
import resource
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.figure import Figure, Target, figure
from bench.measure.first_frame import environment
from bench.recordings import record
from bench.run import ROOT, Run
from bench.sessions import Bench
from bench.terminal import program


@dataclass(frozen=True)
class _Set:
    folder: Path
    recordings: int
    turns: int


def measure(run: Run) -> Iterator[Figure]:
    """The sets alternate. Turns a second are counted with and without the start."""
    bench = Bench(run.pack, run.scratch / "home")
    sets = [_made(bench, run.scratch, count) for count in (1, 10, 100)]
    spent: dict[int, list[float]] = {item.recordings: [] for item in sets}
    used: list[float] = []
    identical = True
    for _ in range(run.pick(1, 3)):
        for item in sets:
            seconds, cpu, fine = _replayed(run, item)
            used.append(cpu)  # the last of a round is the largest set
            spent[item.recordings].append(seconds)
            identical &= fine
    broken = "" if identical else "not every replay was identical"
    for item in sets:
        target = Target(10) if item.recordings == 100 else None
        note = broken or f"{item.turns} turns"
        times = spent[item.recordings]
        yield figure(
            f"replay of {item.recordings}, start included", "s", times, target, note, bool(broken)
        )
    large, small = sets[-1], sets[0]
    whole = [large.turns / seconds for seconds in spent[large.recordings]]
    yield figure(
        "strict replay, start included", "turns/s", whole, Target(100, at_least=True, aim=300)
    )
    cpus = used[len(sets) - 1 :: len(sets)]
    yield figure("  of its CPU alone", "turns/s", [large.turns / cpu for cpu in cpus])
    pairs = zip(spent[large.recordings], spent[small.recordings], strict=True)
    more = [(large.turns - small.turns) / (many - one) for many, one in pairs]
    yield figure("  without the start", "turns/s", more)
    yield figure(
        "  a recording more", "ms", [_each(spent, large, small, n) for n in range(len(more))]
    )


def _each(spent: dict[int, list[float]], large: _Set, small: _Set, number: int) -> float:
    seconds = spent[large.recordings][number] - spent[small.recordings][number]
    return seconds * 1e3 / (large.recordings - small.recordings)


def _made(bench: Bench, scratch: Path, count: int) -> _Set:
    folder = scratch / f"set-{count}"
    return _Set(folder, count, asyncio.run(record(bench, folder, count)))


def _replayed(run: Run, item: _Set) -> tuple[float, float, bool]:
    """Seconds on the clock and of CPU, and whether all were identical."""
    command = program("replay", str(item.folder), "--pack", run.pack)
    start, cpu = time.perf_counter(), _cpu_of_children()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(run),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_on_one_core,
    )
    seconds = time.perf_counter() - start
    fine = done.returncode == 0 and done.stdout.count(": identical ·") == item.recordings
    return seconds, _cpu_of_children() - cpu, fine


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _on_one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
