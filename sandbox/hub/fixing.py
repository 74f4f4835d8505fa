"""What the steps of the procedure under way give: literals, and what `let` has worked out.

Both are sources of a call's arguments, and both are fixed: the model may not call with others.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sandbox.domain.base import JSON
from sandbox.domain.procedure import Procedure, Step
from sandbox.hops.fixed import Fixed
from sandbox.hops.provenance import leaves
from sandbox.hub.journal import Journal
from sandbox.procedures import engine
from sandbox.procedures.engine import Run
from sandbox.procedures.paths import find, head_of
from sandbox.procedures.scope import reachable

if TYPE_CHECKING:
    from sandbox.hub.agent import Agent


def given(run: Run, procedure: Procedure) -> Iterator[tuple[Step, JSON]]:
    """(step, value) of each literal argument, and of each value that a `let` has worked out."""
    for step in procedure.steps:
        for argument in step.arguments:
            if not argument.path:
                yield step, argument.literal
    for noted in run.noted:
        step = procedure.steps[noted.at] if noted.at < len(procedure.steps) else None
        if step is not None and step.kind == "let":
            yield from ((step, value) for _, value in leaves(noted.value))


def fixed_by(agent: "Agent", tool: str, journal: Journal) -> Sequence[Fixed]:
    """What the steps fix that a call of `tool` may be meant for, with real values.

    That is the active step; a call that comes early, and writes, is held to those ahead. () where
    any of them fixes nothing.
    """
    run, procedure, contract = agent.run, agent.procedure, agent.pack.contracts.get(tool)
    if run is None or procedure is None or contract is None:
        return ()
    active = engine.active(run, procedure)
    steps = [active] if active and active.tool == tool else []
    if not steps and contract.writes:
        ahead = sorted(reachable(procedure, run.at, approved=True))
        steps = [step for step in map(procedure.steps.__getitem__, ahead) if step.tool == tool]
    found = [_fixed(step, run, journal) for step in steps]
    return found if all(found) else ()


def _fixed(step: Step, run: Run, journal: Journal) -> Fixed:
    lets = {one.name: one.value for one in run.noted if one.name}
    values: dict[str, JSON] = {}
    for argument in step.arguments:
        if not argument.path:
            values[argument.name] = argument.literal
        elif head_of(argument.path) in lets:
            there, value = find(lets, argument.path)
            if there and value is not None:
                values[argument.name] = journal.mask.restore(value)
    return values
