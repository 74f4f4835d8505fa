"""Where a turn's time went, so that its rows add up to its total.

A turn's time = union of hop spans + waiting for a person + between hops. Time in which two rows
overlap belongs to the one that began first; the other is marked. Where an update of a recording
kept some old lines, its hops may tell more time than the turn's end does; then theirs counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sandbox.log.event import HumanActed, HumanAsked, StepActed, StepStopped
from sandbox.log.fold import Hop, Turn


@dataclass(frozen=True, slots=True)
class Share:
    """Of one hop: its span, and what of its work (`own`) and waiting (`waited`) counts here."""

    start: int
    end: int
    waits: tuple[tuple[int, int], ...] = ()
    own: int = 0
    waited: int = 0
    running: bool = False

    @property
    def spent(self) -> int:
        """Its time without waiting for a person."""
        return self.end - self.start - sum(end - start for start, end in self.waits)

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

    def axis(self, at: int) -> int:
        """`at` on the bars' axis: without the waiting before it."""
        for share in self.shares.values():
            for start, end in share.waits:
                at -= max(0, min(at, end) - start) if at > start else 0
        return at

    @property
    def axis_length(self) -> int:
        return max(self.total - self.waited, 1)


def times_of(turn: Turn, elapsed: int | None = None) -> Times:
    """Divides the time of `turn`; `elapsed` is how long it has been running, if it does."""
    now = max(elapsed or 0, turn.total) if turn.finished is None else turn.total
    pieces: list[tuple[int, int, int, bool]] = []
    spans: dict[int, Share] = {}
    for hop in turn.hops:
        share = _share(hop, now, turn.finished is None)
        spans[hop.number] = share
        pieces.extend((start, end, hop.number, True) for start, end in share.waits)
        pieces.extend((start, end, hop.number, False) for start, end in _work(share))
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
    return Times(total, shares, sum(waits.values()), total - covered)


def _share(hop: Hop, now: int, live: bool) -> Share:
    running = hop.total is None
    end = hop.start + hop.total if hop.total is not None else max(now, hop.start)
    if running and not live:  # cut short: nothing is known after its start
        end = hop.start
    return Share(hop.start, end, tuple(_waits(hop, end)), running=running and live)


def _waits(hop: Hop, end: int) -> list[tuple[int, int]]:
    """Spans in which a person was waited for: from asked to acted, or to the hop's end."""
    waits: list[tuple[int, int]] = []
    asked: int | None = None
    for event in hop.events:
        took = event.took
        if isinstance(event, (HumanAsked, StepStopped)):
            asked = took.start if took else hop.start
        elif isinstance(event, (HumanActed, StepActed)) and asked is not None:
            until = took.start + took.total if took else end
            waits.append((asked, min(max(until, asked), end)))
            asked = None
    if asked is not None:
        waits.append((asked, max(end, asked)))
    return waits


def _work(share: Share) -> list[tuple[int, int]]:
    """The parts of a share's span in which it did not wait."""
    parts: list[tuple[int, int]] = []
    start = share.start
    for begin, end in share.waits:
        parts.append((start, begin))
        start = end
    parts.append((start, share.end))
    return parts
