"""`sandbox replay FOLDER` as a command: the golden set, 1 to 1,000 recordings; one core and two.

Turns a second are those of the many recordings beyond the one, so that the start is not in them.
"""

import asyncio
import os
import shutil
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.bench.environment import child_environment, program
from sandbox.bench.figure import Figure, Target, figure
from sandbox.bench.machine import cores, cpu_of_children
from sandbox.bench.recordings import record
from sandbox.bench.run import Run
from sandbox.bench.sessions import Bench
from sandbox.log.fold import fold
from sandbox.log.recording import SUFFIX, read_recording

_WELL = {"strict": ": identical ·", "drift": ": no drift ·"}
_RATE = Target(100, at_least=True, aim=300)
_HUNDRED = 100


@dataclass(frozen=True)
class _Set:
    """A folder of recordings, and how many turns they have in all."""

    folder: Path
    recordings: int
    turns: int


@dataclass
class _Commands:
    """Runs replays and keeps what they took, by set, mode and number of cores."""

    run: Run
    seconds: dict[tuple[Path, str, int], list[float]] = field(
        default_factory=lambda: defaultdict(list)
    )
    cpu: dict[Path, list[float]] = field(default_factory=lambda: defaultdict(list))
    broken: str = ""

    def replay(self, item: _Set, mode: str = "strict", on: int = 1) -> None:
        """One command on each of `on` cores, each with its part of the recordings."""
        folders = [item.folder] if on == 1 else _parts(item, on)
        start, cpu = time.perf_counter(), cpu_of_children()
        with_core = list(zip(folders, _cores(on), strict=True))
        processes = [self._start(folder, mode, core) for folder, core in with_core]
        printed = [process.communicate()[0] for process in processes]
        self.seconds[item.folder, mode, on].append(time.perf_counter() - start)
        if mode == "strict" and on == 1:
            self.cpu[item.folder].append(cpu_of_children() - cpu)
        well = sum(text.count(_WELL[mode]) for text in printed)
        if well != item.recordings or any(process.returncode for process in processes):
            self.broken = f"{item.recordings - well} of {item.recordings} in {mode} were not well"

    def _start(self, folder: Path, mode: str, core: int | None) -> "subprocess.Popen[str]":
        command = program("replay", str(folder), "--pack", self.run.pack, "--mode", mode)
        process = subprocess.Popen(
            command,
            cwd=self.run.scratch,
            env=child_environment(self.run),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        if core is not None:
            os.sched_setaffinity(process.pid, {core})
        return process

    def rates(self, many: _Set, one: _Set, mode: str = "strict") -> list[float]:
        """Turns a second of `many` beyond `one`, round by round."""
        longer, shorter = self.seconds[many.folder, mode, 1], self.seconds[one.folder, mode, 1]
        turns = many.turns - one.turns
        return [turns / (a - b) for a, b in zip(longer, shorter, strict=True) if a > b]


def measure(run: Run) -> Iterator[Figure]:
    """The sets take turns; the thousand are the hundred ten times, and come once."""
    most = run.pick(_HUNDRED, _HUNDRED, tiny=4)
    sizes = sorted({1, min(10, most), most})
    sets = _made(run, most, sizes)
    golden, one, many = _golden(run.pack), sets[0], sets[-1]
    commands = _Commands(run)
    commands.replay(one)  # from here on there is byte code
    commands.seconds.clear()
    both = min(2, cores())
    for _ in range(run.pick(1, 2)):
        for item in (golden, *sets):
            commands.replay(item)
        for item in (one, golden):
            commands.replay(item, "drift")
        if both > 1:
            commands.replay(many, on=both)
    thousand = run.pick(None, _times(many, 10))
    for on in {1, both} if thousand else ():
        assert thousand
        commands.replay(thousand, on=on)
    yield from _commands(commands, [*sets, *([thousand] if thousand else [])], both)
    yield from _turns(commands, golden, one, many)


def _commands(commands: _Commands, sets: list[_Set], both: int) -> Iterator[Figure]:
    """How long the command takes, start included."""
    bad = commands.broken
    for item in sets:
        target = Target(10) if item.recordings == _HUNDRED else None
        times = commands.seconds[item.folder, "strict", 1]
        name = f"replay of {item.recordings:,}, start included"
        yield figure(name, "s", times, target, bad or f"{item.turns:,} turns", bool(bad))
        times = commands.seconds.get((item.folder, "strict", both), [])
        if both > 1 and times:
            note = f"{both} commands at once, each with its part"
            yield figure(f"  on {both} cores", "s", times, None, note)


def _turns(commands: _Commands, golden: _Set, one: _Set, many: _Set) -> Iterator[Figure]:
    bad = commands.broken
    note = bad or f"{golden.recordings} recordings, {golden.turns} turns, one core"
    rates = commands.rates(golden, one)
    yield figure("strict replay, golden set", "turns/s", rates, _RATE, note, bool(bad))
    drift = commands.rates(golden, one, "drift")
    note = "tools run for real"
    yield figure("  in drift", "turns/s", drift, None, note)
    yield figure(f"  of the {many.recordings}", "turns/s", commands.rates(many, one))
    times = commands.seconds[many.folder, "strict", 1]
    yield figure("  start included", "turns/s", [many.turns / seconds for seconds in times])
    cpus = commands.cpu[many.folder]
    yield figure("    of its CPU alone", "turns/s", [many.turns / cpu for cpu in cpus])
    small = commands.seconds[one.folder, "strict", 1]
    more = [
        (a - b) * 1e3 / (many.recordings - one.recordings)
        for a, b in zip(times, small, strict=True)
    ]
    yield figure("  a recording more", "ms", more)


def _made(run: Run, most: int, sizes: list[int]) -> list[_Set]:
    """New recordings, and smaller sets that are the first of them."""
    whole = run.scratch / f"set-{most}"
    turns = asyncio.run(record(Bench(run.pack, run.scratch / "home"), whole, most))
    files = sorted(whole.glob(f"*{SUFFIX}"))
    sets: list[_Set] = []
    for size in sizes:
        folder = run.scratch / f"set-{size}"
        folder.mkdir(exist_ok=True)
        for file in files[:size] if size < most else ():
            shutil.copy(file, folder)
        sets.append(_Set(folder, size, sum(turns[:size])))
    return sets


def _times(item: _Set, times: int) -> _Set:
    folder = item.folder.with_name(f"{item.folder.name}-{times}-times")
    folder.mkdir()
    for number in range(times):
        for file in item.folder.glob(f"*{SUFFIX}"):
            shutil.copy(file, folder / f"{number}-{file.name}")
    return _Set(folder, item.recordings * times, item.turns * times)


def _parts(item: _Set, count: int) -> list[Path]:
    """Folders that share the recordings between them, every other one in each; made once."""
    folders = [item.folder.with_name(f"{item.folder.name}-part-{at}") for at in range(count)]
    for at, folder in enumerate(folders):
        if not folder.exists():
            folder.mkdir()
            for file in sorted(item.folder.glob(f"*{SUFFIX}"))[at::count]:
                shutil.copy(file, folder)
    return folders


def _golden(pack: str) -> _Set:
    """The recordings that the pack brings."""
    folder = Path(pack) / "recordings"
    files = sorted(folder.glob(f"*{SUFFIX}"))
    turns = sum(len(fold(read_recording(file).log.events).turns) for file in files)
    return _Set(folder, len(files), turns)


def _cores(count: int) -> list[int | None]:
    """So many cores that we may use, the last ones; None where the system does not pin."""
    if not hasattr(os, "sched_getaffinity"):
        return [None] * count
    return [*sorted(os.sched_getaffinity(0))[-count:]]
