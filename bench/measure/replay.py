"""`sandbox replay FOLDER` as a command on one core: 1, 10 and 100 recordings, and the golden set.

Turns a second are those of the many recordings beyond the one, so that the start is not in them.
"""

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
    golden = _golden(run.pack)
    spent: dict[Path, list[float]] = {item.folder: [] for item in (*sets, golden)}
    used: list[float] = []
    identical = True
    _replayed(run, sets[0])  # from here on there is byte code
    for _ in range(run.pick(1, 3)):
        for item in (golden, *sets):
            seconds, cpu, fine = _replayed(run, item)
            used.append(cpu)  # the last of a round is the largest set
            spent[item.folder].append(seconds)
            identical &= fine
    broken = "" if identical else "not every replay was identical"
    for item in sets:
        target = Target(10) if item.recordings == 100 else None
        note = broken or f"{item.turns} turns"
        times = spent[item.folder]
        yield figure(
            f"replay of {item.recordings}, start included", "s", times, target, note, bool(broken)
        )
    large, small = sets[-1], sets[0]
    target = Target(100, at_least=True, aim=300)
    note = broken or f"{golden.recordings} recordings, {golden.turns} turns"
    rates = _rates(spent, golden, small)
    yield figure("strict replay, golden set", "turns/s", rates, target, note, bool(broken))
    yield figure(f"  of the {large.recordings}", "turns/s", _rates(spent, large, small))
    whole = [large.turns / seconds for seconds in spent[large.folder]]
    yield figure("  start included", "turns/s", whole)
    cpus = used[len(sets) :: len(sets) + 1]
    yield figure("    of its CPU alone", "turns/s", [large.turns / cpu for cpu in cpus])
    more = [_each(spent, large, small, n) for n in range(len(whole))]
    yield figure("  a recording more", "ms", more)


def _rates(spent: dict[Path, list[float]], many: _Set, one: _Set) -> list[float]:
    pairs = zip(spent[many.folder], spent[one.folder], strict=True)
    return [(many.turns - one.turns) / (longer - shorter) for longer, shorter in pairs]


def _golden(pack: str) -> _Set:
    """The recordings that the pack brings."""
    from sandbox.log.recording import SUFFIX, read_recording
    from sandbox.pack.find import find_pack

    folder = find_pack(pack) / "recordings"
    files = sorted(folder.glob(f"*{SUFFIX}"))
    started = (event.kind for file in files for event in read_recording(file).log.events)
    return _Set(folder, len(files), sum(kind == "turn_started" for kind in started))


def _each(spent: dict[Path, list[float]], large: _Set, small: _Set, number: int) -> float:
    seconds = spent[large.folder][number] - spent[small.folder][number]
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
