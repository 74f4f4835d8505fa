"""Checks the chain of a log line by line, and says what happened to each that does not fit.

A line's `sum` digests the line, its `prev` is the `sum` of the line before (docs/recordings.md). So
a change shows in the line itself, a loss or a move where two lines no longer meet. Nothing in a
bare log tells of whole lines cut off its end; a recording's head knows the last `sum`.
"""

import json
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.log.canonical import digest

_NO_SUM = frozenset(("prev", "sum", "took"))
_SHORT = 12
"""Digits of a digest that are shown."""

DamageKind = Literal["changed", "missing", "moved", "twice", "unreadable", "end missing"]


@dataclass(frozen=True)
class Line:
    """One line as it stands: its `event` is its kind with turn and hop (`hop_finished 2.5`)."""

    number: int
    event: str
    sum: str
    prev: str
    computed: str


@dataclass(frozen=True)
class Damage:
    """One misfit: where, of which event, what was expected there and what was found."""

    line: int
    event: str
    kind: DamageKind
    expected: str
    got: str

    def text(self) -> str:
        """`line 14 (hop_finished 2.5): moved: expected …, got …`."""
        where = f"line {self.line} ({self.event}): {self.kind}"
        return f"{where}: expected {self.expected}, got {self.got}"


def damages(data: bytes, first: int = 1, last: str = "") -> list[Damage]:
    """Every misfit of the whole lines in `data`, in order; [] for a whole chain.

    `first`: number of the first line. `last`: the `sum` that the last line is known to have.
    """
    lines = [_read(number, raw) for number, raw in enumerate(_whole(data), first)]
    places: dict[str, int] = {}
    for line in lines:
        if line.sum:
            places.setdefault(line.sum, line.number)
    found: list[Damage] = []
    before: Line | None = None
    for line in lines:
        found += _of(line, before, places)
        before = line
    end = lines[-1].sum if lines else ""
    if last and end != last:
        number = lines[-1].number if lines else first
        event = lines[-1].event if lines else "nothing"
        expected = f"the last line to have sum {last[:_SHORT]}"
        found.append(Damage(number, event, "end missing", expected, end[:_SHORT] or "no line"))
    return found


def _of(line: Line, before: Line | None, places: dict[str, int]) -> list[Damage]:
    if not line.computed:
        return [Damage(line.number, line.event, "unreadable", "a JSON object", "something else")]
    found: list[Damage] = []
    if line.computed != line.sum:
        expected = f"sum {line.computed[:_SHORT]} for what it says"
        got = line.sum[:_SHORT] or "none"
        found.append(Damage(line.number, line.event, "changed", expected, got))
    wanted = before.sum if before else ""
    if line.prev == wanted or (before is not None and not before.computed):
        return found
    if places.get(line.sum, line.number) != line.number:
        again = f"a line that is not there yet; it is line {places[line.sum]} again"
        return [*found, Damage(line.number, line.event, "twice", again, f"sum {line.sum[:_SHORT]}")]
    after = f"to follow sum {line.prev[:_SHORT]}" if line.prev else "to be the first line"
    elsewhere = places.get(line.prev)
    kind: DamageKind = "missing"
    if elsewhere is not None or not line.prev:
        kind = "moved"
        after += f", which is line {elsewhere}" if elsewhere else ""
    else:
        after += ", which is not in the file"
    got = f"line {before.number} with sum {wanted[:_SHORT]}" if before else "no line before it"
    return [*found, Damage(line.number, line.event, kind, after, got)]


def _whole(data: bytes) -> list[bytes]:
    """The lines that end in a newline; a torn last one is the reader's to tell."""
    return data[: data.rfind(b"\n") + 1].split(b"\n")[:-1]


def _read(number: int, raw: bytes) -> Line:
    try:
        data: Any = json.loads(raw.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        return Line(number, "unknown", "", "", "")
    body = {name: value for name, value in data.items() if name not in _NO_SUM}
    mark, prev = data.get("sum"), data.get("prev")
    try:
        computed = digest(body)
    except (ValueError, RecursionError, UnicodeError):
        computed = ""
    return Line(number, _event(data), str(mark or ""), str(prev or ""), computed)


def _event(data: dict[str, Any]) -> str:
    kind = str(data.get("kind", "unknown"))[:40]
    turn, hop = data.get("turn"), data.get("hop")
    if kind == "blob":
        return f"blob {str(data.get('digest', ''))[:_SHORT]}"
    return f"{kind} {turn}.{hop}" if hop else f"{kind} {turn}" if turn else kind
