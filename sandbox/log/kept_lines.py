"""Writes new lines over old ones so that a line which says the same as before stays as it was."""

import json
from collections import defaultdict, deque
from collections.abc import Iterable
from typing import Any, Final

from sandbox.domain.base import JSON
from sandbox.log.codec import canonical, digest
from sandbox.log.envelope import REAL_DATES

_CHAIN: Final = frozenset(("prev", "sum", "took"))
_TIMINGS: Final = _CHAIN | REAL_DATES


def keep_old(new: Iterable[bytes], old: Iterable[bytes]) -> list[bytes]:
    """The lines of `new`, each as it stood in `old` if nothing but durations and wall time differ.

    Only the chain is renewed, so a difference between the two files is a difference of what
    happened. Old lines that can't be read, or were changed, are left aside. Lines have no newline.
    """
    known: defaultdict[str, deque[dict[str, Any]]] = defaultdict(deque)
    for line in old:
        was = _read(line)
        if was is not None:
            known[_what(was)].append(was)
    lines: list[bytes] = []
    prev = ""
    for line in new:
        data: dict[str, Any] = json.loads(line)
        same = known.get(_what(data))
        if same:
            data = same.popleft()
        lines.append(canonical(data | {"prev": prev}).encode("utf-8", "surrogatepass"))
        prev = data["sum"]
    return lines


def last_sum(lines: list[bytes]) -> str:
    """The `sum` of the last line, "" where there is none."""
    return str(json.loads(lines[-1])["sum"]) if lines else ""


def _what(data: dict[str, Any]) -> str:
    """What a line says, as a digest."""
    return digest({name: value for name, value in data.items() if name not in _TIMINGS})


def _read(line: bytes) -> dict[str, Any] | None:
    try:
        data: JSON = json.loads(line)
    except ValueError:
        return None
    if not isinstance(data, dict):
        return None
    said = {name: value for name, value in data.items() if name not in _CHAIN}
    return data if data.get("sum") == digest(said) else None
