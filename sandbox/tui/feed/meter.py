"""The figures of the bottom line, added up once for each finished turn."""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass

from sandbox.domain.hop import ContextOutput, PromptOutput
from sandbox.domain.money import Cost, total_cost
from sandbox.export.spread import quantile
from sandbox.log.fold import Session, Turn
from sandbox.log.times import times_of
from sandbox.tui.feed.notes import mark_of, slow
from sandbox.tui.feed.view import Meter


@dataclass(frozen=True, slots=True)
class _Sums:
    """What adds up over turns. `cost` None: no model was called."""

    cost: Cost | None = None
    up: int = 0
    down: int = 0
    estimated: bool = False
    repairs: int = 0
    denials: int = 0
    untold: int = 0

    def __add__(self, other: _Sums) -> _Sums:
        costs = [cost for cost in (self.cost, other.cost) if cost is not None]
        return _Sums(
            total_cost(costs) if costs else None,
            self.up + other.up,
            self.down + other.down,
            self.estimated or other.estimated,
            self.repairs + other.repairs,
            self.denials + other.denials,
            self.untold + other.untold,
        )


class MeterFeed:
    """Figures of a session; sums of finished turns are kept, so asking costs one turn."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._kept = 0
        self._before = _Sums()
        self._times: list[int] = []

    def read(self, elapsed: int | None = None) -> Meter:
        """The figures now; `elapsed` nanoseconds of the running turn."""
        turns = self.session.turns
        while self._kept < len(turns) and turns[self._kept].finished is not None:
            turn = turns[self._kept]
            self._before += _sums(turn)
            times = times_of(turn)
            insort(self._times, times.total - times.waited)
            self._kept += 1
        last = turns[-1] if turns else None
        if last is None:
            return Meter(faults=_armed(self.session), breakers=_breakers(self.session))
        live = last.finished is None
        times = times_of(last, elapsed if live else None)
        mine = _sums(last)
        all_of = self._before + mine if live else self._before
        return Meter(
            turns=len(turns),
            turn_cost=mine.cost,
            turn_total=times.total,
            turn_hops=len(last.hops),
            turn_marks="".join(mark_of(hop) for hop in last.hops),
            turn_slow=sum(slow(hop, times.shares[hop.number].spent) for hop in last.hops),
            p50=self._quantile(0.5),
            p95=self._quantile(0.95),
            cost=all_of.cost,
            up=all_of.up,
            down=all_of.down,
            estimated=all_of.estimated,
            untold=all_of.untold,
            window=_window(self.session),
            repairs=all_of.repairs,
            denials=all_of.denials,
            faults=_armed(self.session),
            breakers=_breakers(self.session),
        )

    def _quantile(self, share: float) -> int | None:
        return round(quantile(self._times, share)) if self._times else None


def _sums(turn: Turn) -> _Sums:
    used = turn.usage
    marks = [mark_of(hop) for hop in turn.hops]
    return _Sums(
        turn.cost if turn.responses else None,
        used.input,
        used.output,
        used.estimated,
        marks.count("R"),
        marks.count("D"),
        used.untold,
    )


def _window(session: Session) -> int:
    for turn in reversed(session.turns[-3:]):
        for hop in reversed(turn.hops):
            if isinstance(hop.output, PromptOutput):
                return sum(part.tokens for part in hop.output.parts)
            if isinstance(hop.output, ContextOutput) and hop.output.window_tokens:
                return hop.output.window_tokens
    return 0


def _armed(session: Session) -> int:
    return len(session.back.armoury.faults)


def _breakers(session: Session) -> str:
    """Circuits that are not closed: `orders open, crm half open`."""
    circuits = sorted(session.back.circuits.items())
    return ", ".join(f"{name} {one.state.replace('_', ' ')}" for name, one in circuits)
