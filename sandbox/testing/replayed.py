"""`replay("file")`: one recording, replayed, for a test of your own."""

from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from sandbox.log.recording import SUFFIX, read_recording
from sandbox.replay.report import Report
from sandbox.testing.replays import Replays


@dataclass(frozen=True)
class Replayed:
    """A recording that was replayed; `report` holds the first difference and the proof."""

    report: Report

    @property
    def identical(self) -> bool:
        """Every event came out the same, but for what may differ."""
        return self.report.identical

    def assert_identical(self) -> None:
        """Raises `AssertionError` with the diff, if an event differs or an assertion fails."""
        __tracebackhide__ = True
        if not self.report.passed:
            raise AssertionError("\n".join(self.report.lines()))


def replay(file: str | PathLike[str], *, pack: str = "") -> Replayed:
    """Replays a recording strictly: no model, no tool, no network, no key.

    `file`: its path, with or without `.rec.jsonl`. `pack`: by name or path, if not its own.
    Raises `SandboxError`, in one line, for a file or a pack that can't be read.
    """
    path = Path(file)
    if not path.exists() and not path.name.endswith(SUFFIX):
        path = path.with_name(path.name + SUFFIX)
    return Replayed(Replays(pack=pack).strict(read_recording(path), path))
