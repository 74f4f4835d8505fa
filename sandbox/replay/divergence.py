"""Explains the first difference between tape and code: where, expected, got, and likely causes."""

from collections.abc import Iterator

from sandbox.domain.base import JSON, Frozen
from sandbox.log.event import Event, HopFinished, HopStarted, ModelRequested
from sandbox.log.fold import Session

_ENVELOPE = frozenset(("took", "wall"))
_LONGEST = 160


class Difference(Frozen):
    """Where two runs part. `pointer` is a JSON pointer into the event `kind`.

    `causes`: what is known to have changed since the recording, most likely first.
    """

    turn: int
    hop: str
    kind: str
    pointer: str
    expected: JSON
    got: JSON
    causes: tuple[str, ...] = ()

    def line(self) -> str:
        """One line for a person."""
        where = f"turn {self.turn}, {self.hop or 'outside any hop'}, {self.kind}{self.pointer}"
        return f"{where}: expected {_short(self.expected)}, got {_short(self.got)}"


def difference(expected: Event | None, got: Event | None, session: Session) -> Difference | None:
    """The first difference in document order; None when the events agree.

    Durations and the wall clock never count. `session` is what was played so far.
    """
    left, right = comparable(expected), comparable(got)
    if left == right:
        return None
    event = got or expected
    assert event is not None
    pointer, a, b = next(_differences(left, right))
    if expected is None or got is None or expected.kind != got.kind:
        pointer, a, b = "", _name(expected), _name(got)
    return Difference(
        turn=event.turn,
        hop=_hop_label(session, expected, event),
        kind=event.kind if expected is None else expected.kind,
        pointer=pointer,
        expected=a,
        got=b,
    )


def comparable(event: Event | None) -> JSON:
    """What of an event two runs must share."""
    if event is None:
        return None
    data = event.model_dump(mode="json", exclude_defaults=True)
    return {name: value for name, value in data.items() if name not in _ENVELOPE}


def _differences(left: JSON, right: JSON, pointer: str = "") -> Iterator[tuple[str, JSON, JSON]]:
    if isinstance(left, dict) and isinstance(right, dict):
        for key in sorted({*left, *right}):
            yield from _differences(left.get(key), right.get(key), f"{pointer}/{key}")
    elif isinstance(left, list) and isinstance(right, list) and left and right:
        for index in range(max(len(left), len(right))):
            a = left[index] if index < len(left) else None
            b = right[index] if index < len(right) else None
            yield from _differences(a, b, f"{pointer}/{index}")
    elif left != right:
        yield pointer, left, right


def _name(event: Event | None) -> str:
    match event:
        case None:
            return "the end of the recording"
        case HopStarted():
            return f"{event.kind} {event.name} {event.subject}".strip()
        case HopFinished():
            return f"{event.kind} {event.output.hop}"
        case ModelRequested():
            return f"{event.kind} {event.model}"
        case _:
            return event.kind


def _hop_label(session: Session, expected: Event | None, event: Event) -> str:
    for candidate in (event, expected):
        if isinstance(candidate, HopStarted):
            label = f"{candidate.turn}.{candidate.hop} {candidate.name} {candidate.subject}"
            return label.strip()
    hop = session.hop(f"{event.turn}.{event.hop}")
    return f"{hop.id} {hop.name} {hop.subject}".strip() if hop else ""


def _short(value: JSON) -> str:
    text = value if isinstance(value, str) else repr(value)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
