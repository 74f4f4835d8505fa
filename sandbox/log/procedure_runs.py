"""What became of each procedure that was begun, from the log alone.

A run begins with "started" among a prompt's moves (in a log without moves: with the route hop), and
goes on while prompts show its procedure. It ended as its last turn did, by the rules of
`sandbox.log.outcome`; one that was left, by a wish or a `switch`, and not come back to, as
"switched_away".
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, get_args

from sandbox.domain.hop import PromptOutput, RouteOutput
from sandbox.domain.procedure import Move
from sandbox.domain.turn import SessionOutcome
from sandbox.log.fold import Session, Turn
from sandbox.log.outcome import outcome_of_turn, route_of

RunEnd = SessionOutcome | Literal["switched_away", "open"]
RUN_ENDS: tuple[str, ...] = (*get_args(SessionOutcome), "switched_away", "open")
"""`open`: its last turn has not ended."""


@dataclass
class ProcedureRun:
    """One run. `turns`: those in which it was shown; `step`: the last that was active, as written,
    "" past the last; `left`: how often the customer left it; `came_back`: how often it went on."""

    procedure: str
    begun: int
    turns: list[int] = field(default_factory=list[int])
    step: str = ""
    left: int = 0
    came_back: int = 0
    end: RunEnd = "open"


def procedure_runs(session: Session) -> list[ProcedureRun]:
    """The runs of a session, in the order in which they began."""
    runs = _Runs(told=any(True for _ in _moves(session)))
    for turn in session.turns:
        runs.turn(turn)
    return runs.ended(session)


class _Runs:
    """A walk over turns. `told`: the log says itself how procedures began and were left."""

    def __init__(self, told: bool) -> None:
        self._told = told
        self._all: list[ProcedureRun] = []
        self._now: ProcedureRun | None = None
        self._waiting: list[ProcedureRun] = []

    def turn(self, turn: Turn) -> None:
        route = route_of(turn)
        if not self._told and route is not None and route.action == "start":
            self._begin(route.procedure, turn.number)
        for hop in turn.hops:
            if isinstance(hop.output, PromptOutput):
                for move in hop.output.moves:
                    self._move(move, turn.number)
                # After its end a procedure is still shown; the route then goes elsewhere.
                if _serves(route):
                    self._shown(hop.output, turn.number)

    def ended(self, session: Session) -> list[ProcedureRun]:
        turns = {turn.number: turn for turn in session.turns}
        for run in self._all:
            if run.end == "open" and run not in self._waiting and run.turns:
                turn = turns[run.turns[-1]]
                run.end = outcome_of_turn(turn) if turn.finished else "open"
        for run in self._waiting:
            run.end = "switched_away"
        return self._all

    def _begin(self, procedure: str, turn: int) -> None:
        self._now = ProcedureRun(procedure, turn)
        self._all.append(self._now)

    def _move(self, move: Move, turn: int) -> None:
        now = self._now
        match move.kind:
            case "started":
                self._begin(move.procedure, turn)
            case "left" if now is not None:
                now.left += 1
                self._waiting.append(now)
                self._now = None
            case "switched" if now is not None:
                now.end, now.step = "switched_away", move.step
            case "returned":
                back = [run for run in self._waiting if run.procedure == move.procedure]
                if back:
                    self._now = back[-1]
                    self._waiting.remove(self._now)
                    self._now.came_back += 1
            case _:
                pass

    def _shown(self, output: PromptOutput, turn: int) -> None:
        now = self._now
        if now is None or now.procedure != output.procedure:
            return
        now.step = output.step
        if turn not in now.turns:
            now.turns.append(turn)


def _serves(route: RouteOutput | None) -> bool:
    return route is not None and route.action in ("start", "continue")


def _moves(session: Session) -> Iterator[Move]:
    for turn in session.turns:
        for hop in turn.hops:
            if isinstance(hop.output, PromptOutput):
                yield from hop.output.moves
