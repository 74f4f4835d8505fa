"""Folding a long log, opening a long session, copying its world."""

import asyncio
import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.bench.figure import Figure, Target, figure
from sandbox.bench.run import Run
from sandbox.bench.sessions import DAMAGED, Bench
from sandbox.bench.stats import pairwise_ratios
from sandbox.hub.folder import SessionFolder
from sandbox.hub.fork import fork_session
from sandbox.hub.live import LiveSession
from sandbox.log.fold import fold
from sandbox.log.reader import read_log
from sandbox.ports import Attempt
from sandbox.world.database import WorldDatabase
from sandbox.world.fork import fork, fork_at_turn

_WRITES = "hand_off"
"""A tool that every pack has and that may be called again and again."""


@dataclass(frozen=True)
class _Much:
    """How long a log is folded, how large a session is opened, how far back it is forked."""

    events: int
    size: int
    back: int


def measure(run: Run) -> Iterator[Figure]:
    """Each beside the least that could be done: parsing the lines, copying the file."""
    yield from asyncio.run(_measure(run))


async def _measure(run: Run) -> list[Figure]:
    bench = Bench(run.pack, run.scratch)
    rounds = run.pick(5, 15, tiny=1)
    usual = _Much(10_000, 5_000_000, 50)
    much = run.pick(usual, usual, tiny=_Much(100, 50_000, 2))
    large, long = bench.session(), bench.session()
    while large.folder.log.stat().st_size < much.size:
        await large.send(DAMAGED)
    while long.session.count < much.events:
        await long.send(DAMAGED)
    await large.close()
    await long.close()
    return [
        *await _new(bench, rounds),
        *_folding(long.folder, run.scratch, rounds, much.events),
        *await _opening(bench, large, rounds),
        *await _forking(bench, run.scratch, rounds, much.back),
        *await _forking_sessions(bench, rounds, much.back),
    ]


async def _new(bench: Bench, rounds: int) -> list[Figure]:
    """What every session, every replay and every arm of a comparison pays first."""
    made, world = list[float](), list[float]()
    for number in range(rounds):
        start = time.perf_counter()
        live = bench.session()
        made.append((time.perf_counter() - start) * 1e3)
        await live.close()
        path = bench.home / f"world-{number}.sqlite"
        world.append(_closed(lambda path=path: WorldDatabase.create(path, bench.pack)))
    rows = sum(len(rows) for rows in bench.pack.rows.values())
    note = f"pack loaded already; {len(bench.pack.tables)} tables, {rows} rows"
    return [
        figure("a new session", "ms", made, None, note),
        figure("  making its world", "ms", world),
    ]


def _folding(folder: SessionFolder, scratch: Path, rounds: int, most: int) -> list[Figure]:
    """A log cut to 10,000 events; the blob lines between them come on top."""
    lines = folder.log.read_bytes().splitlines(keepends=True)
    kept, events = list[bytes](), 0
    for line in lines:
        kept.append(line)
        events += b'"kind":"blob"' not in line
        if events == most:
            break
    path = scratch / "cut.jsonl"
    path.write_bytes(b"".join(kept))
    read = read_log(path)
    whole, folded, unchecked, parsed = list[float](), list[float](), list[float](), list[float]()
    cpu = list[float]()
    for _ in range(rounds):
        start = time.process_time()
        whole.append(_ms(lambda: fold(read_log(path).events)))
        cpu.append((time.process_time() - start) * 1e3)
        folded.append(_ms(lambda: fold(read.events)))
        unchecked.append(_ms(lambda: fold(read_log(path, check=False).events)))
        parsed.append(_ms(lambda: [json.loads(line) for line in path.read_bytes().splitlines()]))
    turns = len(fold(read.events).turns)
    note = f"{turns} turns, {path.stat().st_size / 1e6:.1f} MB; read, checked, folded"
    return [
        figure(f"fold of a log of {most:,} events", "ms", whole, Target(200, aim=100), note),
        figure("  its CPU", "ms", cpu),
        figure("  the fold alone, events in memory", "ms", folded),
        figure("  without checking the chain", "ms", unchecked),
        figure("  json.loads of the same lines", "ms", parsed),
        figure("  against json.loads", "x", pairwise_ratios(whole, parsed)),
    ]


async def _opening(bench: Bench, live: LiveSession, rounds: int) -> list[Figure]:
    samples, cpu, pack = list[float](), list[float](), list[float]()
    for _ in range(rounds):
        start, used = time.perf_counter(), time.process_time()
        again = await wiring.open_session(
            bench.settings, live.name, ask=AnswerAll(True), home=bench.home
        )
        samples.append((time.perf_counter() - start) * 1e3)
        cpu.append((time.process_time() - used) * 1e3)
        await again.close()
        pack.append(_ms(lambda: wiring.load(bench.settings, str(bench.pack.root))))
    turns, size = len(live.session.turns), live.folder.log.stat().st_size / 1e6
    note = f"{turns} turns, {size:.1f} MB of log; loading the pack included"
    return [
        figure("opening a 5 MB session", "ms", samples, Target(500), note),
        figure("  its CPU", "ms", cpu),
        figure("  loading the pack alone", "ms", pack),
    ]


async def _forking(bench: Bench, scratch: Path, rounds: int, far: int) -> list[Figure]:
    """The world's copy, which is what a fork does beyond cutting a log."""
    live = bench.session()
    world = live.parts.ports.rows
    assert isinstance(world, WorldDatabase)
    last = 2 * far
    rows = await _written(live, last)
    made, head, back, copied = iter(range(10**6)), list[float](), list[float](), list[float]()
    for _ in range(rounds):
        head.append(_closed(lambda: fork(world, scratch / f"fork-{next(made)}.sqlite")))
        back.append(
            _closed(
                lambda: fork_at_turn(world, scratch / f"fork-{next(made)}.sqlite", last - far + 1)
            )
        )
        copied.append(_ms(lambda: shutil.copyfile(world.path, scratch / f"{next(made)}.copy")))
    wal = world.path.with_name(f"{world.path.name}-wal")
    size = sum(path.stat().st_size for path in (world.path, wal)) / 1e3
    world.close()
    note = f"the world alone: {size:.0f} kB, {last} turns, {rows} row changes"
    return [
        figure("fork at the head", "ms", head, Target(15), note),
        figure(f"fork {far} turns back", "ms", back, Target(50)),
        figure("  copying the file", "ms", copied),
    ]


async def _forking_sessions(bench: Bench, rounds: int, far: int) -> list[Figure]:
    """All of a fork as it lies on disk: log, world, ledger, vault; and opening it, which folds."""
    live = bench.session()
    last = 2 * far
    for _ in range(last):
        await live.send(DAMAGED)
    await live.close()
    head, back, opened = list[float](), list[float](), list[float]()
    for number in range(rounds):
        for turn, samples in ((last + 1, head), (last - far + 1, back)):
            target = SessionFolder(live.folder.path.with_name(f"fork-{turn}-{number}"))
            samples.append(
                _ms(lambda to=target, at=turn: fork_session(live.folder, at, to, bench.pack))
            )
            if samples is back:
                opened.append(await _ms_to_open(bench, target))
            # What a fork is measured by is its own copying, not the disk's work on those before.
            shutil.rmtree(target.path)
    size = live.folder.log.stat().st_size / 1e6
    note = f"log, world, ledger and vault on disk: {last} turns, {size:.1f} MB of log"
    return [
        figure("fork of a session at its head", "ms", head, Target(15), note),
        figure(f"fork of a session {far} turns back", "ms", back, Target(50)),
        figure(f"  opening that one ({last - far} turns)", "ms", opened),
    ]


async def _written(live: LiveSession, turns: int) -> int:
    """One write of a tool in each of so many turns; returns the rows changed."""
    reason = live.pack.contracts[_WRITES].arguments["properties"]["reason"]
    arguments = {"reason": reason.get("enum", ["asked for a person"])[0], "summary": "a bench"}
    rows = 0
    for turn in range(1, turns + 1):
        attempt = Attempt(tool=_WRITES, arguments=arguments, key=f"{turn}", turn=turn, hop=1)
        reply = await live.parts.ports.toolbox.attempt(attempt)
        if not reply.changes:
            raise RuntimeError(f"{_WRITES} changed nothing: {reply.outcome}")
        rows += len(reply.changes)
    return rows


def _closed(make: Callable[[], WorldDatabase]) -> float:
    worlds: list[WorldDatabase] = []
    spent = _ms(lambda: worlds.append(make()))
    worlds[0].close()
    return spent


async def _ms_to_open(bench: Bench, folder: SessionFolder) -> float:
    start = time.perf_counter()
    again = await wiring.open_session(bench.settings, folder.id, home=bench.home, pack=bench.pack)
    spent = (time.perf_counter() - start) * 1e3
    await again.close()
    return spent


def _ms(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return (time.perf_counter() - start) * 1e3
