"""Runs measurements one after another, each in a process of its own, and tells how far it is."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator

from bench.catalog import Entry
from bench.figure import Figure, Target, figure
from bench.run import ROOT, Size

_PATIENCE = 600.0
"""Seconds after which a measurement counts as hung."""


def measured(entry: Entry, pack: str, size: Size) -> Iterator[Figure]:
    """The figures of one measurement; one broken row when it did not come to its end."""
    command = [sys.executable, "-m", "bench.child", entry.name, pack, size]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        yield figure(entry.title, "", (), note=f"no end after {_PATIENCE:g} s", broken=True)
        return
    yield from (_read(line) for line in done.stdout.splitlines())
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word why"])[-1]
        yield figure(entry.title, "", (), note=f"broke: {last[:200]}", broken=True)


def _read(line: str) -> Figure:
    data = json.loads(line)
    target = Target(**data["target"]) if data["target"] else None
    return figure(data["name"], data["unit"], data["samples"], target, data["note"], data["broken"])


class Progress:
    """What is under way and the time left, on a terminal; nothing in a pipe."""

    def __init__(self, entries: list[Entry], size: Size) -> None:
        self._left = [entry.quick if size == "quick" else entry.normal for entry in entries]
        self._count = len(entries)
        self._planned = 0.0
        self._start = time.monotonic()
        self._shown = sys.stderr.isatty()

    def begin(self, title: str) -> None:
        """One more measurement begins."""
        if self._shown:
            done = self._count - len(self._left)
            pace = (time.monotonic() - self._start) / self._planned if self._planned else 1.0
            text = f"{done + 1}/{self._count} {title}… about {sum(self._left) * pace:.0f} s left"
            print(f"\r\x1b[2K{text}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """It is over."""
        self._planned += self._left.pop(0)
        if self._shown:
            print("\r\x1b[2K", end="", file=sys.stderr, flush=True)
