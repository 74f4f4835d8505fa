"""Where a turn's time went, so that its rows add up to its total.

A turn's time = union of hop spans + waiting for a person + between hops. Time in which two rows
overlap belongs to the one that began first; the other is marked. Where an update of a recording
kept some old lines, its hops may tell more time than the turn's end does; then theirs counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sandbox.domain.turn import HUMAN
from sandbox.log.event import (
    HumanActed,
    HumanAsked,
    ModelRequested,
    ModelResponded,
    StepActed,
    StepStopped,
)
from sandbox.log.fold import Hop, Turn
from sandbox.log.spans import Span, joined, without


@dataclass(frozen=True, slots=True)
class Share:
    """Of one hop: its span, and what of its work (`own`) and waiting (`waited`) counts here."""

    start: int
    end: int
    waits: tuple[Span, ...] = ()
    own: int = 0
    waited: int = 0
    running: bool = False

    @property
    def spent(self) -> int:
        """Its time without waiting for a person."""
        return self.end - self.start - sum(end - start for start, end in self.waits)

    @property
    def work(self) -> list[Span]:
        """The parts of its span in which it did not wait."""
        edges = [self.start, *(at for wait in self.waits for at in wait), self.end]
        return list(zip(edges[::2], edges[1::2], strict=True))

    @property
    def overlap(self) -> bool:
        return self.own < self.spent


@dataclass(frozen=True, slots=True)
class Times:
    """A turn's time, divided. All in nanoseconds from its start."""

    total: int
    shares: dict[int, Share] = field(default_factory=dict)
    waited: int = 0
    between: int = 0
    cuts: tuple[Span, ...] = ()

    def axis(self, at: int) -> int:
        """`at` on the bars' axis, from which `cuts` are cut out: there nothing ran, all waited."""
        return at - sum(min(at, end) - start for start, end in self.cuts if at > start)

    @property
    def axis_length(self) -> int:
        return max(self.total - sum(end - start for start, end in self.cuts), 1)

    def bar(self, number: int) -> tuple[Span, ...]:
        """When hop `number` ran, as (start, length) on the axis; never empty."""
        found = [(self.axis(a), self.axis(b) - self.axis(a)) for a, b in self.shares[number].work]
        return joined([one for one in found if one[1]] or found[:1])


def times_of(turn: Turn, elapsed: int | None = None) -> Times:
    """Divides the time of `turn`; `elapsed` is how long it has been running, if it does."""
    now = max(elapsed or 0, turn.total) if turn.finished is None else turn.total
    pieces: list[tuple[int, int, int, bool]] = []
    spans: dict[int, Share] = {}
    for hop in turn.hops:
        share = _share(hop, now, turn.finished is None)
        spans[hop.number] = share
        pieces.extend((start, end, hop.number, True) for start, end in share.waits)
        pieces.extend((start, end, hop.number, False) for start, end in share.work)
    own, waits, covered, reached = dict.fromkeys(spans, 0), dict.fromkeys(spans, 0), 0, 0
    for start, end, number, waiting in sorted(pieces):
        counted = max(0, end - max(start, reached))
        reached = max(reached, end)
        covered += counted
        (waits if waiting else own)[number] += counted
    shares = {
        number: replace(share, own=own[number], waited=waits[number])
        for number, share in spans.items()
    }
    total = max(now, covered)
    return Times(total, shares, sum(waits.values()), total - covered, _cuts(shares.values()))


def _share(hop: Hop, now: int, live: bool) -> Share:
    running = hop.total is None
    end = hop.start + hop.total if hop.total is not None else max(now, hop.start)
    if running and not live:  # cut short: nothing is known after its start
        end = hop.start
    return Share(hop.start, end, tuple(_waits(hop, end)), running=running and live)


def waited(hop: Hop) -> int:
    """Nanoseconds of a hop that ended in which a person was waited for."""
    end = hop.start + (hop.total or 0)
    return sum(until - since for since, until in _waits(hop, end))


def by_person(event: ModelResponded) -> int:
    """Nanoseconds that a person took for an answer in a model's place; 0 for a model's own."""
    took = event.took
    if took is None:
        return 0
    # In logs from before `waited` was kept only the name tells it.
    return took.waited or (took.total if event.model == HUMAN else 0)


def _waits(hop: Hop, end: int) -> list[tuple[int, int]]:
    """Spans in which a person was waited for: from asked to acted, or to the hop's end.

    One who answers in a model's place is waited for as long as the call takes.
    """
    waits: list[tuple[int, int]] = []
    asked: int | None = None
    for event in hop.events:
        took = event.took
        if isinstance(event, ModelRequested):
            asked = (
                max([hop.start, *(until for _, until in waits)]) if event.model == HUMAN else None
            )
        elif isinstance(event, ModelResponded):
            asked = None
            if took and (whole := by_person(event)):
                waits.append((took.start, min(took.start + whole, max(end, took.start))))
        elif isinstance(event, (HumanAsked, StepStopped)):
            asked = took.start if took else hop.start
        elif isinstance(event, (HumanActed, StepActed)) and asked is not None:
            until = took.start + took.total if took else end
            waits.append((asked, min(max(until, asked), end)))
            asked = None
    if asked is not None:
        waits.append((asked, max(end, asked)))
    return waits


def _cuts(shares: Iterable[Share]) -> tuple[Span, ...]:
    """Where somebody was waited for and nothing ran."""
    found = tuple(shares)
    waits = joined((start, end - start) for share in found for start, end in share.waits)
    if not waits:
        return ()
    works = joined((start, end - start) for share in found for start, end in share.work)
    return tuple(without(waits, works))
