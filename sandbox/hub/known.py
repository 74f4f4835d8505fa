"""What an argument can have come from, with real values: gathered from the log."""

from sandbox.domain.base import JSON
from sandbox.domain.tool import Ok
from sandbox.hops.provenance import Known, leaves
from sandbox.hub.agent import Agent
from sandbox.log.event import ToolResponded
from sandbox.privacy.mask import Mask

_FREE_TEXT_OVER = 80


def known_values(agent: Agent, mask: Mask) -> Known:
    """Words, variables, typed values of tool results, and literals of the procedure's steps.

    Free text in results (comments, descriptions) is no source: anybody may have written it.
    """
    session = agent.session
    return Known(
        said=[str(mask.restore(turn.asked)) for turn in session.turns],
        variables={
            name: mask.restore(variable.value) for name, variable in session.variables.items()
        },
        results=[item for turn in session.turns for item in _results(turn, mask)],
        fixed=_fixed(agent),
    )


def _results(turn: object, mask: Mask) -> list[tuple[str, JSON]]:
    found: list[tuple[str, JSON]] = []
    for hop in getattr(turn, "hops", ()):
        for event in hop.events:
            if isinstance(event, ToolResponded) and isinstance(event.outcome, Ok):
                for pointer, value in leaves(event.outcome.result):
                    if not isinstance(value, str) or len(value) <= _FREE_TEXT_OVER:
                        found.append((f"{hop.id} {event.tool}{pointer}", mask.restore(value)))
    return found


def _fixed(agent: Agent) -> list[tuple[str, JSON]]:
    procedure = agent.procedure
    if procedure is None:
        return []
    return [
        (f"{procedure.id}, line {step.line}", argument.literal)
        for step in procedure.steps
        for argument in step.arguments
        if not argument.path
    ]
