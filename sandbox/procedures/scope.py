"""What of the session a procedure needs: result paths, the prompt's state, the tools in reach."""

from sandbox.domain.base import JSON
from sandbox.domain.procedure import Procedure
from sandbox.procedures.engine import Run
from sandbox.procedures.line import HAND_OFF_TOOL, paths_of_step
from sandbox.procedures.paths import Facts, find, head_of


def needed_paths(procedure: Procedure) -> tuple[str, ...]:
    """Every path into a tool's result that the steps mention, sorted, each once."""
    tools = {*procedure.tools, HAND_OFF_TOOL}
    paths = {path for step in procedure.steps for path in paths_of_step(step)}
    return tuple(sorted(path for path in paths if head_of(path) in tools))


def prompt_state(procedure: Procedure, run: Run, facts: Facts) -> dict[str, JSON]:
    """What the prompt's `<state>` carries: the variables that are set, and needed result paths.

    Of a result only the mentioned paths are there, so a large result costs no tokens.
    """
    tools = {*procedure.tools, HAND_OFF_TOOL, *run.results}
    state = {
        name: value
        for name, value in facts.items()
        if value is not None and head_of(name) not in tools
    }
    known = {**facts, **run.results}
    for path in needed_paths(procedure):
        found, value = find(known, path)
        if found:
            state[path] = value
    return state


def allowed_tools(procedure: Procedure, run: Run) -> tuple[str, ...]:
    """Tools of the calls that can still come or have returned, in the procedure's order.

    A branch that was not taken offers nothing: after "not delivered, stop" there is no refund.
    """
    steps = procedure.steps
    ahead = {_tool(procedure, index) for index in _reachable(procedure, run.at)}
    offered = ahead | set(run.results)
    every = dict.fromkeys(_tool(procedure, index) for index in range(len(steps)))
    return tuple(tool for tool in every if tool and tool in offered)


def _tool(procedure: Procedure, index: int) -> str:
    step = procedure.steps[index]
    return HAND_OFF_TOOL if step.kind == "hand_off" else step.tool


def _reachable(procedure: Procedure, start: int) -> set[int]:
    """Indexes of the steps that may come from `start` on."""
    seen: set[int] = set()
    ways = [start]
    while ways:
        at = ways.pop()
        if at in seen or at >= len(procedure.steps):
            continue
        seen.add(at)
        step = procedure.steps[at]
        if step.kind in ("when", "jump"):
            ways.append(max(step.otherwise, at + 1))
        if step.kind not in ("jump", "stop", "hand_off"):
            ways.append(at + 1)
    return seen
