"""Which differences between a recording and its replay do not matter; see docs/recordings.md."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final, Self, get_args

from pydantic import BeforeValidator, Field, model_validator

from sandbox.domain.base import JSON, Frozen
from sandbox.domain.hop import HOP_NAMES
from sandbox.log.event import Event
from sandbox.log.fold import Session
from sandbox.pack.finding import nearest
from sandbox.replay.pointer import Parts, parts_of, values_at

KINDS: Final = tuple(str(event.model_fields["kind"].default) for event in get_args(Event))
_WAYS: Final = ("ignore", "pattern", "within", "one_of", "same_as", "any_order")


def _place(of: object) -> object:
    """Checks that an event kind or a hop is named, perhaps with its subject."""
    known = ("*", *HOP_NAMES, *KINDS)
    if isinstance(of, str) and of.partition(" ")[0] not in known:
        raise ValueError(f"{of!r} is no hop and no kind of event ({nearest(of, known)})")
    return of


def _pointer(at: object) -> object:
    if isinstance(at, str):
        parts_of(at)
    return at


def _regex(pattern: object) -> object:
    try:
        re.compile(str(pattern))
    except re.error as error:
        raise ValueError(f"not a regular expression: {error.msg}") from None
    return pattern


Place = Annotated[str, BeforeValidator(_place)]
Pointer = Annotated[str, BeforeValidator(_pointer)]
Pattern = Annotated[str, BeforeValidator(_regex)]


class Source(Frozen):
    """Where an earlier value stands: the last one that the replay came to counts."""

    of: Place = "*"
    at: Pointer


class Rule(Frozen):
    """One difference that does not matter.

    `of`: a hop (`prompt`, `execute orders.get_order`), a kind of event (`model_requested`) or `*`.
    `at`: JSON pointer into the event, where `*` is one part and `**` any number. `turn`: only
    there. Exactly one of: `ignore`; `pattern`, a regular expression for the whole text; `within`, a
    distance of numbers; `one_of`; `same_as`, an earlier value of the replay; `any_order` of a list.
    `why` is for people.
    """

    of: Place = "*"
    at: Pointer
    turn: Annotated[int, Field(ge=1)] | None = None
    ignore: bool = False
    pattern: Pattern | None = None
    within: Annotated[float, Field(ge=0)] | None = None
    one_of: tuple[JSON, ...] | None = None
    same_as: Source | None = None
    any_order: bool = False
    why: str = ""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        values = {way: getattr(self, way) for way in _WAYS}
        given = [way for way, value in values.items() if value is not None and value is not False]
        if len(given) != 1:
            said = f"has {' and '.join(given)}" if given else "says nothing"
            raise ValueError(f"{said}; it takes exactly one of {', '.join(_WAYS)}")
        return self


SCORES: Final = tuple(
    Rule(of=of, at=at, within=1e-3)
    for of, at in (
        ("retrieve", "/output/passages/*/score"),
        ("route", "/output/candidates/*/score"),
        ("route", "/output/confidence"),
    )
)
"""Ranks are compared exactly, scores within 1e-3: engines round differently."""


@dataclass(frozen=True)
class Spot:
    """Where a comparison stands: the kind of event, and the hop it happens in."""

    kind: str
    turn: int
    hop: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Allowed:
    """A difference that a rule let pass."""

    spot: Spot
    pointer: str
    expected: JSON
    got: JSON
    rule: Rule

    def data(self) -> dict[str, JSON]:
        """As JSON."""
        return {
            "turn": self.spot.turn,
            "hop": f"{self.spot.hop} {self.spot.subject}".strip(),
            "kind": self.spot.kind,
            "pointer": self.pointer,
            "expected": self.expected,
            "got": self.got,
            "rule": self.rule.model_dump(mode="json", exclude_defaults=True),
        }


@dataclass
class MayDiffer:
    """Rules at work in one replay. `allowed`: what they let pass, in order."""

    rules: Sequence[Rule] = ()
    allowed: list[Allowed] = field(default_factory=list[Allowed])
    _earlier: dict[Source, JSON] = field(default_factory=dict[Source, JSON])

    def __post_init__(self) -> None:
        self._sources = [rule.same_as for rule in self.rules if rule.same_as is not None]

    def at(self, spot: Spot) -> tuple[tuple[Parts, Rule], ...]:
        """The rules for an event, our own for scores last."""
        every = (*self.rules, *SCORES)
        return tuple((parts_of(rule.at), rule) for rule in every if _is_on(rule, spot))

    def accepts(self, rule: Rule, expected: JSON, got: JSON) -> bool:
        """Whether the rule lets this difference pass; `any_order` is judged by who compares."""
        if rule.ignore:
            return True
        if rule.pattern is not None:
            return isinstance(got, str) and re.fullmatch(rule.pattern, got, re.DOTALL) is not None
        if rule.within is not None:
            return _close(expected, got, rule.within)
        if rule.one_of is not None:
            return got in rule.one_of
        return rule.same_as in self._earlier and self._earlier[rule.same_as] == got

    def saw(self, event: Event, session: Session) -> None:
        """Remembers what later values may have to be the same as."""
        if not self._sources:
            return
        spot = spot_of(event, session)
        for source in self._sources:
            if _names(source.of, spot):
                for value in values_at(event.model_dump(mode="json"), parts_of(source.at)):
                    self._earlier[source] = value


def spot_of(event: Event, session: Session) -> Spot:
    """Where an event of a session stands."""
    name, subject = getattr(event, "name", ""), getattr(event, "subject", "")
    hop = session.hop(f"{event.turn}.{event.hop}") if event.hop else None
    if hop is not None:
        name, subject = hop.name, hop.subject
    return Spot(event.kind, event.turn, name if event.hop else "", subject if event.hop else "")


def _is_on(rule: Rule, spot: Spot) -> bool:
    return _names(rule.of, spot) and rule.turn in (None, spot.turn)


def _names(of: str, spot: Spot) -> bool:
    return of in ("*", spot.kind, spot.hop, f"{spot.hop} {spot.subject}")


def _close(expected: JSON, got: JSON, distance: float) -> bool:
    numbers = [_number(expected), _number(got)]
    if numbers[0] is None or numbers[1] is None:
        return False
    # A little more, so that 0.3 is within 0.1 of 0.2.
    return abs(numbers[0] - numbers[1]) <= distance * (1 + 1e-9) + 1e-12


def _number(value: JSON) -> float | None:
    """A number, or an amount as contracts show it ("49.90")."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None
