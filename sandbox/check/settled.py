"""What a turn that is over brings to the state, worked out once: there may be thousands."""

from collections.abc import Callable
from typing import Final, TypeVar

from sandbox.domain.hop import (
    ContextOutput,
    ExecuteOutput,
    PolicyOutput,
    RouteOutput,
    Variable,
)
from sandbox.log.by_identity import ByIdentity
from sandbox.log.fold import Turn

T = TypeVar("T")


def _settled(look: Callable[[Turn], T]) -> Callable[[Turn], T]:
    """`look`, which is not asked twice about a turn that has ended."""
    kept = ByIdentity(look)
    return lambda turn: look(turn) if turn.finished is None else kept(turn)


def _context(turn: Turn) -> dict[str, Variable] | None:
    for hop in reversed(turn.hops):
        if isinstance(hop.output, ContextOutput):
            return {one.name: one for one in hop.output.variables}
    return None


def _intent(turn: Turn) -> Variable | None:
    for hop in reversed(turn.hops):
        output = hop.output
        if isinstance(output, RouteOutput) and output.action == "start" and output.intent:
            return Variable(
                name="intent", value=output.intent, source="engine", where="route", turn=turn.number
            )
    return None


def _may_be_dead(turn: Turn) -> bool:
    return any(
        hop.name == "execute"
        and not (isinstance(hop.output, ExecuteOutput) and not _odd(hop.output))
        for hop in turn.hops
    )


def _odd(output: ExecuteOutput) -> bool:
    return output.degraded in ("abstain", "hand_off")


def _may_stand(turn: Turn) -> bool:
    return any(
        isinstance(hop.output, PolicyOutput)
        and hop.output.approval is not None
        and hop.output.approval.scope == "session"
        for hop in turn.hops
    )


context_of: Final = _settled(_context)
"""The variables as the turn's context hop had them, None for a turn that had none."""

intent_of: Final = _settled(_intent)
"""The intent that the turn's route began to serve."""

may_be_dead: Final = _settled(_may_be_dead)
"""Whether a call of the turn may have become a dead letter."""

may_stand: Final = _settled(_may_stand)
"""Whether an approval for the session was given in the turn."""

cost_of: Final = _settled(lambda turn: turn.cost)
"""What its model calls cost."""
