"""Policy: a decision about a write, and every decision of 1,000 recorded turns made again."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from sandbox import wiring
from sandbox.bench.environment import child_environment, program
from sandbox.bench.figure import Figure, Target, figure
from sandbox.bench.machine import cpu_of_children
from sandbox.bench.run import Run
from sandbox.check.recorded import Fold
from sandbox.check.seed import SeedRows
from sandbox.hops.policy import decided, policy_document
from sandbox.log.fold import fold
from sandbox.log.recording import SUFFIX, read_recording
from sandbox.pack.find import find_pack
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.world.memory import MemoryWorld

_TURNS = 1_000


def measure(run: Run) -> Iterator[Figure]:
    """Decisions are those of the pack's recordings; a command is timed from start to end."""
    pack = wiring.load(Settings(_env_file=None), run.pack)  # pyright: ignore[reportCallIssue]
    yield from _deciding(pack, run.pick(3, 20, tiny=1))
    yield from _judging_again(run)


def _deciding(pack: Pack, rounds: int) -> Iterator[Figure]:
    """The input put together from a real world, and judged: what a policy hop does."""
    rules, rows, seed = wiring.rules_of(pack), MemoryWorld(pack), SeedRows(pack)
    samples: list[float] = []
    writes: list[float] = []
    cpu: list[float] = []
    for path in sorted((pack.root / "recordings").glob(f"*{SUFFIX}")):
        for one in Fold(pack, seed, read_recording(path).log.events).decisions():
            judgement = one.judgement
            if judgement is None:
                continue
            for _ in range(rounds):
                began, used = time.perf_counter(), time.process_time_ns()
                document = policy_document(judgement, rows, pack.now)
                decided(document, judgement, rules)
                spent = (time.perf_counter() - began) * 1_000
                if judgement.contract.writes:
                    cpu.append((time.process_time_ns() - used) / 1e6)
                (writes if judgement.contract.writes else samples).append(spent)
    yield figure("a decision about a read", "ms", samples, Target(1, by="p95"))
    note = "sums over the customer's rows included"
    yield figure("a decision about a write", "ms", writes, Target(1, by="p95"), note)
    yield figure("  of its CPU alone", "ms", cpu)


def _judging_again(run: Run) -> Iterator[Figure]:
    folder, turns = _recordings(run)
    rules = find_pack(run.pack) / "policy"
    what = ("check", "policy", "--what-if", str(rules), str(folder), "--pack", run.pack)
    command, environ = program(*what), child_environment(run)
    seconds: list[float] = []
    cpu: list[float] = []
    broken = ""
    for _ in range(run.pick(2, 4, tiny=1)):
        began, used = time.perf_counter(), cpu_of_children()
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environ)
        seconds.append(time.perf_counter() - began)
        cpu.append(cpu_of_children() - used)
        if done.returncode > 1 or f"{turns:,} turns" not in done.stdout:
            broken = "it did not judge them all"
    note = broken or f"{turns:,} turns, start included"
    yield figure("what-if over 1,000 turns", "s", seconds, Target(5, by="max"), note, bool(broken))
    yield figure("  of its CPU alone", "s", cpu)
    yield figure("  turns", "turns/s", [turns / one for one in seconds])


def _recordings(run: Run) -> tuple[Path, int]:
    """Copies of the pack's recordings, until there are enough turns."""
    folder = run.scratch / "recorded"
    folder.mkdir()
    sources = sorted((find_pack(run.pack) / "recordings").glob(f"*{SUFFIX}"))
    turns = {path: len(fold(read_recording(path).log.events).turns) for path in sources}
    turns_wanted = run.pick(_TURNS, _TURNS, tiny=20)
    total = number = 0
    while total < turns_wanted:
        for path in sources:
            if total < turns_wanted:
                shutil.copy(path, folder / f"{number:03}-{path.name}")
                total += turns[path]
        number += 1
    return folder, total
