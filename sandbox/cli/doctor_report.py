"""What `sandbox doctor` finds, as data and as lines."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

from sandbox.domain.base import JSON

Status = Literal["ok", "note", "warn", "bad"]
_SIGNS: dict[Status, str] = {"ok": "ok", "note": "·", "warn": "!", "bad": "✗"}


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `note` is neither good nor bad; `hint` says what to do."""

    part: str
    name: str
    status: Status
    told: str
    hint: str = ""


def as_lines(checks: Iterable[Check]) -> Iterator[str]:
    """A heading a part, a line a check, the hint below it."""
    for part, found in groupby(checks, lambda check: check.part):
        rows = list(found)
        widest = max(len(row.name) for row in rows)
        yield part
        for row in rows:
            yield f"  {_SIGNS[row.status]:<2} {row.name.ljust(widest)}  {row.told}".rstrip()
            if row.hint:
                yield f"     {''.ljust(widest)}  → {row.hint}"
        yield ""


def verdict(checks: Iterable[Check]) -> str:
    """The last line."""
    states = [check.status for check in checks]
    bad, warned = states.count("bad"), states.count("warn")
    if not (bad or warned):
        return "All is well."
    words = [f"{bad} wrong"] * bool(bad) + [f"{warned} to look at"] * bool(warned)
    return ", ".join(words) + "."


def as_data(checks: Iterable[Check]) -> list[JSON]:
    return [asdict(check) for check in checks]


def shown(path: Path) -> str:
    """A path with ~ for the home folder."""
    try:
        return f"~/{path.relative_to(Path.home()).as_posix()}"
    except (ValueError, RuntimeError):
        return path.as_posix()


def size(count: int) -> str:
    """`1.2 MB`."""
    amount = float(count)
    for unit in ("bytes", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"
