"""Where to cut a log so that it ends before one of its turns.

Found from the end, without decoding what lies before: a late turn of a long log is near.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.domain.base import JSON


@dataclass(frozen=True)
class Cut:
    """The first part of a log: its length in bytes, the `sum` to chain to, the world's time."""

    length: int
    last: str
    at: str


def turns_in(data: bytes) -> tuple[int, int]:
    """Number of the last turn that begins in the lines of a log, and of the last that ends."""
    return _last(data, "turn_started"), _last(data, "turn_finished")


def cut_before(data: bytes, turn: int) -> Cut:
    """What comes before the line that starts `turn`; all whole lines where none does."""
    length = data.rfind(b"\n") + 1
    if turns_in(data)[0] >= turn:
        starts = of_kind(data, "turn_started")
        length = next((at for at, event in starts if event.get("turn") == turn), length)
    last, at = "", ""
    for line in _backwards(data, length):
        event = json.loads(line)
        last = last or event["sum"]
        at = event.get("at", "")
        if at:
            break
    return Cut(length, last, at)


def _last(data: bytes, kind: str) -> int:
    found = next((event.get("turn") for _, event in of_kind(data, kind)), 0)
    return found if isinstance(found, int) else 0


def of_kind(data: bytes, kind: str) -> Iterator[tuple[int, dict[str, JSON]]]:
    """Offset and content (digests of blobs in place) of each line of a kind, the last first."""
    # Inside a JSON text the quotes would be escaped.
    wanted, end = f'"kind":"{kind}"'.encode(), data.rfind(b"\n") + 1
    while (found := data.rfind(wanted, 0, end)) >= 0:
        start = data.rfind(b"\n", 0, found) + 1
        event = json.loads(data[start : data.index(b"\n", found)])
        if event.get("kind") == kind:
            yield start, event
        end = start


def _backwards(data: bytes, end: int) -> Iterator[bytes]:
    """The lines before the offset `end`, the last first."""
    while end > 0:
        start = data.rfind(b"\n", 0, end - 1) + 1
        yield data[start : end - 1]
        end = start
