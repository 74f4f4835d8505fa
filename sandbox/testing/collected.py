"""What the pytest plugin does with one recording; imported when the first one runs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.domain.faults import SandboxError
from sandbox.log.recording import Recording, read_recording, write_lines
from sandbox.replay.diff import diff
from sandbox.replay.divergence import Difference
from sandbox.testing.replays import Replays

_MOST_CHANGES = 12
_MOST_LINES = 8


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
    return (f"{path.name}: {len(new.changes)} events changed", *changed_lines(new.changes))


def changed_lines(changes: Sequence[Difference]) -> Iterator[str]:
    """Each change once, with how often it is, as a diff; of many the first twelve."""
    times = Counter(_key(change) for change in changes)
    for place, lines in list(times)[:_MOST_CHANGES]:
        count = times[place, lines]
        yield f"  {place}{f' ({count} times)' if count > 1 else ''}"
        yield from (f"    {line}" for line in lines[:_MOST_LINES])
    if len(times) > _MOST_CHANGES:
        yield f"  … and {len(times) - _MOST_CHANGES} other changes"


def _key(change: Difference) -> tuple[str, tuple[str, ...]]:
    """What changed, wherever in the session: hop, place in its event, and the diff."""
    hop = change.hop.partition(" ")[2] or "outside any hop"
    lines = (f"{line.sign} {line.text}" for line in diff(change.expected, change.got))
    return f"{hop}, {change.kind}{change.pointer}", tuple(lines)
