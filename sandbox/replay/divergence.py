"""Explains the first difference between tape and code: where, expected, got, and likely causes."""

import json
from typing import Final

from sandbox.domain.base import JSON, Frozen
from sandbox.domain.hop import PolicyOutput
from sandbox.log.envelope import REAL_DATES
from sandbox.log.event import (
    Event,
    HopFinished,
    HopStarted,
    HumanAsked,
    ModelRequested,
    ToolAttempted,
    ToolResponded,
)
from sandbox.log.fold import Session
from sandbox.replay.compare import Change, Comparison
from sandbox.replay.may_differ import MayDiffer, spot_of

_ENVELOPE: Final = REAL_DATES | {"took"}
_LONGEST = 160
_TELLING: Final = {
    "policy": ("/output/decision/verdict", "/output/decision/rule"),
    "prompt": ("/output/digest", "/output/version", "/output/tools", "/output/procedure"),
    "route": ("/output/procedure", "/output/action", "/output/intent"),
    "execute": ("/output/outcome/status",),
}
"""What tells most of a hop's output, most telling first; else the first in the document."""


class Difference(Frozen):
    """Where two runs part. `pointer` is a JSON pointer into the event `kind`.

    `causes`: what is known to have changed since the recording, most likely first. `events`: both
    versions of the event, None for one that is not there; durations left out. `others`: pointers
    of other places in the event. `then`: for a prompt, how the request that follows differs.
    """

    turn: int
    hop: str
    kind: str
    pointer: str
    expected: JSON
    got: JSON
    causes: tuple[str, ...] = ()
    events: tuple[JSON, JSON] = (None, None)
    others: tuple[str, ...] = ()
    then: "Difference | None" = None

    def line(self) -> str:
        """One line for a person."""
        where = f"turn {self.turn}, {self.hop or 'outside any hop'}, {self.kind}{self.pointer}"
        return f"{where}: expected {short(self.expected)}, got {short(self.got)}"


def difference(
    expected: Event | None, got: Event | None, session: Session, may_differ: MayDiffer | None = None
) -> Difference | None:
    """The first difference that matters; None when the events agree.

    Durations and real dates never count. `session` is what was played so far.
    """
    if expected is not None and got is not None and _same(expected, got):
        return None
    left, right = comparable(expected), comparable(got)
    if left == right:
        return None
    event = got or expected
    assert event is not None
    if expected is None or got is None or expected.kind != got.kind:
        told = Change("", *(_verdicts(expected, got) or (_name(expected), _name(got))))
        changes = [told]
    else:
        spot = spot_of(expected, session)
        changes = Comparison(may_differ or MayDiffer(), spot).changes(left, right)
    if not changes:
        return None
    told = _most_telling(changes, expected)
    return Difference(
        turn=event.turn,
        hop=_hop_label(session, expected, event),
        kind=event.kind if expected is None else expected.kind,
        pointer=told.pointer,
        expected=told.expected,
        got=told.got,
        events=(left, right),
        others=tuple(change.pointer for change in changes if change is not told),
    )


def comparable(event: Event | None) -> JSON:
    """What of an event two runs must share."""
    if event is None:
        return None
    data = event.model_dump(mode="json", exclude_defaults=True)
    return {name: value for name, value in data.items() if name not in _ENVELOPE}


def _same(expected: Event, got: Event) -> bool:
    """True for most events, for a tenth of what dumping both would take."""
    if type(expected) is not type(got):
        return False
    left, right = expected.__dict__, got.__dict__
    return all(left[name] == right[name] for name in left if name not in _ENVELOPE)


def _most_telling(changes: list[Change], event: Event | None) -> Change:
    by_pointer = {change.pointer: change for change in changes}
    hop = event.output.hop if isinstance(event, HopFinished) else ""
    known = (by_pointer.get(pointer) for pointer in _TELLING.get(hop, ()))
    return next((change for change in known if change is not None), changes[0])


def _verdicts(expected: Event | None, got: Event | None) -> tuple[JSON, JSON] | None:
    """A verdict that came to be confirm, or is confirm no more: it shows in who is asked."""
    verdicts = [_verdict(event) for event in (expected, got)]
    return (verdicts[0], verdicts[1]) if all(verdicts) else None


def _verdict(event: Event | None) -> str:
    decision = None
    if isinstance(event, HumanAsked):
        decision = event.decision
    elif isinstance(event, HopFinished) and isinstance(event.output, PolicyOutput):
        decision = event.output.decision
    return f"{decision.verdict} by {decision.rule}: {decision.reason}" if decision else ""


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
        case ToolAttempted() | ToolResponded() | HumanAsked():
            return f"{event.kind} {event.tool}"
        case _:
            return event.kind


def _hop_label(session: Session, expected: Event | None, event: Event) -> str:
    for candidate in (event, expected):
        if isinstance(candidate, HopStarted):
            label = f"{candidate.turn}.{candidate.hop} {candidate.name} {candidate.subject}"
            return label.strip()
    hop = session.hop(f"{event.turn}.{event.hop}")
    return f"{hop.id} {hop.name} {hop.subject}".strip() if hop else ""


def short(value: JSON, longest: int = _LONGEST) -> str:
    """A value on one line, cut after `longest` characters."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
