"""Counts that stand for speed: they are the same on every machine, so a test could hold them."""

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.bench.figure import Figure, figure
from sandbox.bench.run import Run
from sandbox.bench.sessions import CANCEL, DAMAGED, STATUS, Bench, shape
from sandbox.hub.live import LiveSession


@dataclass
class Counter:
    """Counts `os.fsync` and the SQL of every connection opened after it was made."""

    syncs: int = 0
    statements: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        sync, connect = os.fsync, sqlite3.connect

        def counted(handle: Any) -> None:
            self.syncs += 1
            sync(handle)

        def traced(*arguments: Any, **more: Any) -> sqlite3.Connection:
            connection = connect(*arguments, **more)
            connection.set_trace_callback(self.statements.append)
            return connection

        os.fsync = counted
        sqlite3.connect = traced  # pyright: ignore[reportAttributeAccessIssue]

    @property
    def commits(self) -> int:
        """Writing transactions: with `synchronous = FULL` each syncs the WAL once."""
        return sum(text.startswith("BEGIN IMMEDIATE") for text in self.statements)

    def clear(self) -> None:
        self.syncs = 0
        self.statements.clear()


def measure(run: Run) -> Iterator[Figure]:
    """Counts of three turns: one that writes, one that only reads, one that comes later."""
    counter = Counter()
    yield from asyncio.run(_measure(run, counter))


async def _measure(run: Run, counter: Counter) -> list[Figure]:
    bench = Bench(run.pack, run.scratch)
    found: list[Figure] = []
    for what, texts in (
        ("first turn, one write", (CANCEL,)),
        ("first turn, reads only", (STATUS,)),
        ("third turn, reads only", (DAMAGED, DAMAGED, DAMAGED)),
    ):
        live = bench.session()
        for text in texts[:-1]:
            await live.send(text)
        found += await _counted(live, texts[-1], what, counter)
        await live.close()
    return found


async def _counted(live: LiveSession, text: str, what: str, counter: Counter) -> list[Figure]:
    counter.clear()
    log, wrote = live.folder.log.stat().st_size, _written()
    await live.send(text)
    size = (live.folder.log.stat().st_size - log) / 1e3
    wrote = (_written() - wrote) / 1e3
    turn = live.session.turns[-1]
    _, words = shape(turn)
    events = sum(len(hop.events) + 2 for hop in turn.hops) + 2
    sql = [text for text in counter.statements if not text.startswith("--")]
    return [
        figure(f"log of a turn ({what})", "kB", [size], None, f"{words}; {events} events"),
        figure("  written in all (log, vault, world)", "kB", [wrote] if wrote else []),
        figure("  os.fsync (log and vault)", "count", [counter.syncs]),
        figure("  writing commits of the world, a WAL sync each", "count", [counter.commits]),
        figure("  SQL statements, search and triggers' own left out", "count", [len(sql)]),
    ]


def _written() -> float:
    """Bytes this process has handed to `write`, where the system counts them."""
    told = Path("/proc/self/io")
    if not told.exists():
        return 0.0
    lines = dict(line.split(": ") for line in told.read_text().splitlines())
    return float(lines["wchar"])
