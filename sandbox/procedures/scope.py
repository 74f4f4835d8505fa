"""What of the session a procedure needs: result paths, the prompt's state, the tools in reach."""

from collections.abc import Container
from typing import Final

from sandbox.domain.base import JSON
from sandbox.domain.procedure import Procedure
from sandbox.log.by_identity import ByIdentity
from sandbox.procedures.line import HAND_OFF_TOOL, paths_of_step
from sandbox.procedures.paths import Facts, find, head_of
from sandbox.procedures.run import APPROVAL, Run


def _needed(procedure: Procedure) -> tuple[str, ...]:
    heads = _heads(procedure)
    paths = {path for step in procedure.steps for path in paths_of_step(step)}
    return tuple(sorted(path for path in paths if head_of(path) in heads))


needed_paths: Final = ByIdentity(_needed)
"""Every path into a result that the steps of a procedure mention, sorted, each once.

Results are those of tools, of `let`, and what a person said to an `approve`.
"""


def prompt_state(procedure: Procedure, run: Run, facts: Facts) -> dict[str, JSON]:
    """What the prompt's `<state>` carries: the variables that are set, and needed result paths.

    Of a result only the mentioned paths are there, so a large result costs no tokens.
    """
    heads = _heads(procedure) | set(run.results)
    state = {
        name: value
        for name, value in facts.items()
        if value is not None and head_of(name) not in heads
    }
    known = {**facts, **run.results}
    for path in needed_paths(procedure):
        found, value = find(known, path)
        if found:
            state[path] = value
    return state


def allowed_tools(procedure: Procedure, run: Run) -> tuple[str, ...]:
    """Tools of the calls that can still come or have returned, in the procedure's order.

    A branch that was not taken offers nothing: after "not delivered, stop" there is no refund. Nor
    does what may come after an `approve` that nobody has approved yet, even where another way leads
    there too: a model that calls ahead would get around it. A tool that has returned stays, unless
    some call of it stands where only an approval leads that nobody has given.
    """
    steps = procedure.steps
    indexes = reachable(procedure, run.at)
    asks = [index for index in indexes if steps[index].kind == "approve"]
    behind = {one for index in asks for one in reachable(procedure, index + 1, approved=True)}
    ahead = {_tool(procedure, index) for index in indexes - behind}
    open_ = reachable(procedure, 0, given=_approved(run))
    closed = {_tool(procedure, index) for index in range(len(steps)) if index not in open_}
    closed |= {_tool(procedure, index) for index in behind}
    offered = ahead | (set(run.results) - closed)
    every = dict.fromkeys(_tool(procedure, index) for index in range(len(steps)))
    return tuple(tool for tool in every if tool and tool in offered)


def _approved(run: Run) -> set[int]:
    """The `approve` steps to which a person has said yes, the latest answer of each."""
    answers = {one.at: one.value for one in run.noted if one.name == APPROVAL}
    return {
        at
        for at, value in answers.items()
        if isinstance(value, dict) and value.get("action") == "approve"
    }


def _tool(procedure: Procedure, index: int) -> str:
    step = procedure.steps[index]
    return HAND_OFF_TOOL if step.kind == "hand_off" else step.tool


def _heads(procedure: Procedure) -> set[str]:
    """Names under which results are known."""
    lets = {step.variable for step in procedure.steps if step.kind == "let"}
    return {*procedure.tools, HAND_OFF_TOOL, APPROVAL, *lets}


def reachable(
    procedure: Procedure, start: int, approved: bool = False, given: Container[int] = ()
) -> set[int]:
    """Indexes of the steps that may come from `start` on.

    `approved`: also those that a person would first have to approve. `given`: the `approve` steps
    to which one has said yes.
    """
    seen: set[int] = set()
    ways = [start]
    while ways:
        at = ways.pop()
        if at in seen or at >= len(procedure.steps):
            continue
        seen.add(at)
        step = procedure.steps[at]
        if step.kind in ("when", "jump", "approve") or (step.kind == "stop" and step.otherwise):
            ways.append(max(step.otherwise, at + 1))
        if step.kind == "approve" and not approved and at not in given:
            continue
        if step.kind not in ("jump", "stop", "hand_off", "switch"):
            ways.append(at + 1)
    return seen
