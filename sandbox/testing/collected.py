"""What the pytest plugin does with one recording; imported when the first one runs."""

from dataclasses import dataclass
from pathlib import Path

from sandbox.domain.faults import SandboxError
from sandbox.log.recording import Recording, read_recording, write_lines
from sandbox.replay.divergence import Difference
from sandbox.testing.replays import Replays

_MOST_CHANGES = 12


@dataclass(frozen=True)
class Outcome:
    """`lines`: what a failed test shows. `updated`: what was rewritten, a line a change."""

    passed: bool
    why: str = ""
    lines: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()


def run(replays: Replays, path: Path, update: bool) -> Outcome:
    """Replays the recording at `path`; with `update`, one that differs is rewritten first."""
    try:
        recording = read_recording(path)
        report = replays.strict(recording, path)
        updated: tuple[str, ...] = ()
        if update and report.difference is not None:
            updated = _update(replays, recording, path)
            report = replays.strict(read_recording(path), path)
    except SandboxError as error:
        return Outcome(False, str(error), (str(error),))
    return Outcome(report.passed, report.why(), tuple(report.lines()), updated)


def _update(replays: Replays, recording: Recording, path: Path) -> tuple[str, ...]:
    """Rewrites what changed; returns what that was."""
    new = replays.update(recording, path)
    write_lines(path, recording.head, new.log)
    shown = [f"  {_line(change)}" for change in new.changes[:_MOST_CHANGES]]
    more = len(new.changes) - _MOST_CHANGES
    if more > 0:
        shown.append(f"  … and {more} events more")
    files = "" if new.changes else ": only the pack's digests"
    return (f"{path.name}: {len(new.changes)} events changed{files}", *shown)


def _line(change: Difference) -> str:
    others = f" (and {len(change.others)} places more)" if change.others else ""
    return f"{change.line()}{others}"
