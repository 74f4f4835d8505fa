"""The figures of the bottom line, added up once for each finished turn."""

from __future__ import annotations

from sandbox.domain.hop import ContextOutput, PromptOutput
from sandbox.domain.money import Cost, total_cost
from sandbox.log.fold import Session, Turn
from sandbox.tui.feed.notes import mark_of
from sandbox.tui.feed.view import Meter

_Sums = tuple[Cost | None, int, int, bool, int, int]


class MeterFeed:
    """Figures of a session; sums of finished turns are kept, so asking costs one turn."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._kept: list[_Sums] = []
        self._before: _Sums = (None, 0, 0, False, 0, 0)

    def read(self, elapsed: int | None = None) -> Meter:
        """The figures now; `elapsed` nanoseconds of the running turn."""
        turns = self.session.turns
        while len(self._kept) < len(turns) and turns[len(self._kept)].finished is not None:
            sums = _sums(turns[len(self._kept)])
            self._kept.append(sums)
            self._before = _add(self._before, sums)
        last = turns[-1] if turns else None
        if last is None:
            return Meter(faults=_armed(self.session), breakers=_breakers(self.session))
        live = last.finished is None
        sums = _sums(last)
        cost, up, down, estimated, repairs, denials = (
            _add(self._before, sums) if live else self._before
        )
        return Meter(
            turns=len(turns),
            turn_cost=sums[0],
            turn_total=max(elapsed or 0, last.total) if live else last.total,
            turn_up=sums[1],
            turn_down=sums[2],
            turn_hops=len(last.hops),
            turn_marks="".join(mark_of(hop) for hop in last.hops),
            cost=cost,
            up=up,
            down=down,
            estimated=estimated,
            window=_window(self.session),
            repairs=repairs,
            denials=denials,
            faults=_armed(self.session),
            breakers=_breakers(self.session),
        )


def _sums(turn: Turn) -> _Sums:
    responses = turn.responses
    marks = [mark_of(hop) for hop in turn.hops]
    return (
        total_cost(event.cost for event in responses) if responses else None,
        sum(event.usage.input for event in responses),
        sum(event.usage.output for event in responses),
        any(event.usage.estimated for event in responses),
        marks.count("R"),
        marks.count("D"),
    )


def _add(one: _Sums, two: _Sums) -> _Sums:
    costs = [sums[0] for sums in (one, two) if sums[0] is not None]
    return (
        total_cost(costs) if costs else None,
        one[1] + two[1],
        one[2] + two[2],
        one[3] or two[3],
        one[4] + two[4],
        one[5] + two[5],
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
