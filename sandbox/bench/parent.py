"""Runs measurements one after another, each in a process of its own, and ends what it began."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO, Any, Protocol

from sandbox.bench import machine
from sandbox.bench.catalog import Entry
from sandbox.bench.environment import child_environment
from sandbox.bench.figure import Figure, figure, heard
from sandbox.bench.needs import missing
from sandbox.bench.results import Results, Section
from sandbox.bench.run import ROOT, Run

_PATIENCE = 1_800.0
"""Seconds after which a measurement counts as hung."""
_TICK = 0.5
_GRACE = 5.0


class Board(Protocol):
    """Whoever shows how the run goes."""

    def begins(self, section: Section, place: int, count: int, left: float) -> None:
        """A measurement begins; `left` seconds for it and all after it."""

    def waits(self, left: float) -> None:
        """It is still under way."""

    def found(self, section: Section, item: Figure) -> None:
        """A figure is there."""

    def ends(self, section: Section) -> None:
        """All of its figures are there."""

    def absent(self, entry: Entry, why: str) -> None:
        """It can't be measured here."""


def measure_all(
    entries: Sequence[Entry], results: Results, board: Board, pack: str, frameworks: str
) -> None:
    """Fills `results`. What was started is ended when the caller is interrupted."""
    there: list[Entry] = []
    for entry in entries:
        if why := missing(entry.needs, frameworks):
            results.absent[entry.name] = why
            board.absent(entry, why)
        else:
            there.append(entry)
    clock = _Clock([entry.seconds(results.size) for entry in there])
    before = machine.others()
    for place, entry in enumerate(there, 1):
        section = Section(entry, machine.unit_ms(), machine.load(), others=before)
        results.sections.append(section)
        board.begins(section, place, len(there), clock.left())
        start = time.monotonic()
        with (
            tempfile.TemporaryDirectory(
                prefix="hopscope-bench-", ignore_cleanup_errors=True
            ) as scratch,
            # Closed before the folder goes, wherever an interrupt comes.
            closing(_figures(entry, Run(pack, results.size, Path(scratch), frameworks))) as figures,
        ):
            for item in figures:
                if item is None:
                    board.waits(clock.left())
                else:
                    section.figures.append(item)
                    board.found(section, item)
        section.seconds, section.whole = time.monotonic() - start, True
        after = machine.others()
        section.others, before = (before + after) / 2, after
        clock.next()
        board.ends(section)


class _Clock:
    """The time left: what is planned, at the pace of what is done."""

    def __init__(self, planned: list[float]) -> None:
        self._planned = planned
        self._done = 0
        self._start = self._begun = time.monotonic()

    def left(self) -> float:
        """Seconds."""
        done = sum(self._planned[: self._done])
        pace = (self._begun - self._start) / done if done else 1.0
        spent = time.monotonic() - self._begun
        rest = sum(self._planned[self._done + 1 :]) * pace
        now = self._planned[self._done] * pace if self._done < len(self._planned) else 0.0
        return max(now - spent, 0.0) + rest

    def next(self) -> None:
        """One more is done."""
        self._done += 1
        self._begun = time.monotonic()


def _figures(entry: Entry, run: Run) -> Generator[Figure | None]:
    """The figures of one measurement, None while it works; a broken row if it did not end well."""
    given = {"name": entry.name, **vars(run), "scratch": str(run.scratch)}
    command = [sys.executable, "-m", "sandbox.bench.child", json.dumps(given)]
    limit = time.monotonic() + _PATIENCE
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command,
            cwd=run.scratch,
            env=child_environment(run),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )
        try:
            assert process.stdout
            for line in _lines(process.stdout):
                if line is not None:
                    yield heard(json.loads(line))
                elif time.monotonic() > limit:
                    yield figure(entry.title, "", (), note="it did not end", broken=True)
                    return
                else:
                    yield None
            if process.wait():
                yield figure(entry.title, "", (), note=_last_words(errors), broken=True)
        finally:
            _end(process)


def _lines(stream: IO[bytes]) -> Iterator[bytes | None]:
    """Lines as they come, and None each half second without one."""
    lines: queue.Queue[bytes] = queue.Queue()

    def pump() -> None:
        with stream:
            for line in stream:
                lines.put(line)
        lines.put(b"")

    threading.Thread(target=pump, daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=_TICK)
        except queue.Empty:
            yield None
            continue
        if not line:
            return
        yield line


def _end(process: "subprocess.Popen[Any]") -> None:
    """Ends the process, which ends what it began, and then all of its group, if it still runs."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):  # nobody of it is left
            os.killpg(process.pid, signal.SIGKILL)


def _last_words(errors: IO[bytes]) -> str:
    errors.seek(0)
    lines = errors.read().decode("utf-8", "replace").strip().splitlines()
    words = lines[-1] if lines else "no word why"
    return f"broke: {words.replace(str(ROOT), '…')[:200]}"
