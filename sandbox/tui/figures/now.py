"""The figures of the screen with their values now, by their names in the table of definitions."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.log.fold import Turn
from sandbox.log.times import times_of
from sandbox.tui.feed.format import DASH, count, dollars, duration, plural, tokens, used_words
from sandbox.tui.feed.view import Meter
from sandbox.tui.widgets.bars import Head
from sandbox.tui.widgets.meterline import Limits, turn_time, window_share


@dataclass(frozen=True, slots=True)
class Now:
    """What the lines of the screen are drawn from, at one moment."""

    head: Head
    meter: Meter
    limits: Limits = field(default_factory=Limits)
    turn: Turn | None = None


def values(now: Now) -> dict[str, str]:
    """Name of a figure to its value, written as the screen writes it; rows have none here."""
    return _header(now.head) | _meter(now.meter, now.limits) | _reply(now.turn)


def _header(head: Head) -> dict[str, str]:
    live = "opening" if head.live is None else "LIVE" if head.live else "REPLAY"
    return {
        "header.live": live,
        "header.faults": f"{head.faults} armed" if head.faults else "none",
        "header.breaker": head.breakers or "all closed",
        "header.seed": str(head.seed) if head.seed is not None else DASH,
    }


def _meter(meter: Meter, limits: Limits) -> dict[str, str]:
    share = window_share(meter, limits)
    used = f"≈{count(meter.window)}" if meter.window else DASH
    of = f"/{count(limits.window)} {share:.0%}" if share is not None else ""
    budget = f" of {limits.budget}" if limits.budget else ""
    return {
        "meter.turn-time": turn_time(meter),
        "meter.turn-cost": dollars(meter.turn_cost),
        "meter.session": f"{plural(meter.turns, 'turn')}, {dollars(meter.cost)}{budget}",
        "meter.tokens": _tokens(meter) if meter.turns else DASH,
        "meter.context": used + of,
        "meter.spread": f"p50 {duration(meter.p50)}, p95 {duration(meter.p95)}",
        "meter.slow": str(meter.turn_slow),
        "meter.repairs": str(meter.repairs),
        "meter.denials": str(meter.denials),
    }


def _tokens(meter: Meter) -> str:
    return tokens(meter.up, meter.down, meter.estimated, meter.untold)


def _reply(turn: Turn | None) -> dict[str, str]:
    if turn is None:
        return {}
    times, used = times_of(turn), turn.usage
    cost = dollars(turn.cost) if turn.responses else DASH
    return {
        "reply.hops": str(len(turn.hops)),
        "reply.time": duration(times.total),
        "reply.waiting": duration(times.waited),
        "reply.tokens-and-cost": f"{used_words(used)}, {cost}",
    }
