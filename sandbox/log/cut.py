"""Where to cut a log so that it ends before one of its turns, found without decoding its events."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.domain.base import JSON


@dataclass(frozen=True)
class Cut:
    """The first part of a log: its whole lines, the `sum` to chain to, and the world's time."""

    kept: bytes
    last: str
    at: str


def turns_in(data: bytes) -> tuple[int, int]:
    """How many turns begin in the lines of a log, and how many end."""
    ends = sum(1 for _ in _of_kind(data, "turn_finished"))
    return sum(1 for _ in _of_kind(data, "turn_started")), ends


def cut_before(data: bytes, turn: int) -> Cut:
    """What comes before the line that starts `turn`; all whole lines where none does."""
    starts = (at for at, event in _of_kind(data, "turn_started") if event.get("turn") == turn)
    kept = data[: next(starts, data.rfind(b"\n") + 1)]
    last, at = "", ""
    for line in _backwards(kept):
        event = json.loads(line)
        last = last or event["sum"]
        at = event.get("at", "")
        if at:
            break
    return Cut(kept, last, at)


def _of_kind(data: bytes, kind: str) -> Iterator[tuple[int, dict[str, JSON]]]:
    """Offset and content of each line of a kind. Inside a JSON text a quote would be escaped."""
    wanted, at = f'"kind":"{kind}"'.encode(), 0
    while (at := data.find(wanted, at)) >= 0:
        start, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
        if end < 0:
            return
        event = json.loads(data[start:end])
        if event.get("kind") == kind:
            yield start, event
        at = end


def _backwards(data: bytes) -> Iterator[bytes]:
    """The lines from the last to the first."""
    end = len(data) - 1
    while end > 0:
        start = data.rfind(b"\n", 0, end) + 1
        yield data[start:end]
        end = start - 1
