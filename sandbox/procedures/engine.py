"""Walks a procedure. The engine holds the state, so a model only acts on the one active step.

    run = settle(start(procedure), procedure, facts)
    step = active(run, procedure)              # what the prompt shows
    run = settle(tool_returned(run, tool, result), procedure, facts)
    run = turn_ended(run, procedure)

`ask` is done when its variable is set, `call` when its tool returned Ok, `say` when the turn ends,
`hand_off` when the tool `hand_off` returned Ok. Everything is pure, deterministic and JSON.
"""

from sandbox.domain.base import JSON, Frozen
from sandbox.domain.procedure import Procedure, Step
from sandbox.procedures.expression import holds
from sandbox.procedures.line import HAND_OFF_TOOL
from sandbox.procedures.paths import Facts, lookup


class Returned(Frozen):
    """A result of a tool. `at`: the step active then; `claimed`: the step it did, -1 for none."""

    tool: str
    result: JSON = None
    at: int
    claimed: int = -1


class Asked(Frozen):
    """An `ask` that was passed, and the value that satisfied it."""

    at: int
    variable: str
    value: JSON = None


class Run(Frozen):
    """How far one run of a procedure is. `at` counts from 0; past the last step = finished.

    `said`: the steps that were said, as written; `spoken`: those to be skipped after `restart`.
    """

    procedure: str
    at: int = 0
    returned: tuple[Returned, ...] = ()
    asked: tuple[Asked, ...] = ()
    said: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()

    @property
    def results(self) -> dict[str, JSON]:
        """The latest result of each tool, by tool."""
        return {one.tool: one.result for one in self.returned}


def start(procedure: Procedure) -> Run:
    """A run before its first step; `settle` it."""
    return Run(procedure=procedure.id)


def restart(run: Run) -> Run:
    """The same run from the top, remembering results and what was said: for an edited procedure."""
    returned = tuple(one.model_copy(update={"at": 0, "claimed": -1}) for one in run.returned)
    return Run(procedure=run.procedure, returned=returned, said=run.said, spoken=run.said)


def settle(run: Run, procedure: Procedure, facts: Facts) -> Run:
    """Moves over steps that are done, evaluates `when`, follows jumps; stops where to act next.

    `facts` are variables by name; results of this run are known and win over them. If the value
    of an `ask` that was passed has changed since, the run goes back to it, because results that
    were found for the old value are wrong now. Moves at most once over each step.
    """
    run = _gone_back(run, procedure, facts)
    while run.at < len(procedure.steps):
        moved = _moved(run, procedure.steps[run.at], facts, len(procedure.steps))
        if moved is None:
            break
        run = moved
    return run


def tool_returned(run: Run, tool: str, result: JSON) -> Run:
    """Notes an Ok result; `settle` then passes the `call` that it does, now or further on."""
    one = Returned(tool=tool, result=result, at=run.at)
    return run.model_copy(update={"returned": (*run.returned, one)})


def turn_ended(run: Run, procedure: Procedure) -> Run:
    """An active `say` is done when the turn ends; all else stays."""
    step = active(run, procedure)
    if step is None or step.kind != "say":
        return run
    return run.model_copy(update={"at": run.at + 1, "said": (*run.said, step.source)})


def active(run: Run, procedure: Procedure) -> Step | None:
    """The ask, call, say or hand_off to act on; None when finished or not settled."""
    step = procedure.steps[run.at] if run.at < len(procedure.steps) else None
    return step if step and step.kind in ("ask", "call", "say", "hand_off") else None


def finished(run: Run, procedure: Procedure) -> bool:
    """True when nothing is left to do."""
    return run.at >= len(procedure.steps)


def _moved(run: Run, step: Step, facts: Facts, end: int) -> Run | None:
    """`run` after a step that is done, or None if it is to be acted on."""
    match step.kind:
        case "ask":
            return _past_ask(run, step, lookup(facts, step.variable))
        case "call":
            return _claimed(run, step.tool, run.at + 1)
        case "hand_off":
            return _claimed(run, HAND_OFF_TOOL, end)
        case "say":
            return _past_say(run, step)
        case _:
            # Always forward, so that a procedure made by hand can't loop either.
            return run.model_copy(update={"at": max(_target(run, step, facts, end), run.at + 1)})


def _target(run: Run, step: Step, facts: Facts, end: int) -> int:
    """Where a "when", "jump" or "stop" leads."""
    if step.kind == "stop":
        return end
    if step.kind == "when" and holds(step.condition, {**facts, **run.results}):
        return run.at + 1
    return step.otherwise


def _past_ask(run: Run, step: Step, value: JSON) -> Run | None:
    if value is None:
        return None
    one = Asked(at=run.at, variable=step.variable, value=value)
    return run.model_copy(update={"at": run.at + 1, "asked": (*run.asked, one)})


def _past_say(run: Run, step: Step) -> Run | None:
    if step.source not in run.spoken:
        return None
    left = list(run.spoken)
    left.remove(step.source)
    return run.model_copy(update={"at": run.at + 1, "spoken": tuple(left)})


def _claimed(run: Run, tool: str, target: int) -> Run | None:
    """Passes a call whose tool has returned. A repetition of an earlier result, made while
    another step was active, does no second step: it is the same happening."""
    for index, one in enumerate(run.returned):
        repeats = any(
            (one.tool, one.result) == (other.tool, other.result) for other in run.returned[:index]
        )
        if one.tool == tool and one.claimed < 0 and (one.at == run.at or not repeats):
            done = one.model_copy(update={"claimed": run.at})
            returned = (*run.returned[:index], done, *run.returned[index + 1 :])
            return run.model_copy(update={"at": target, "returned": returned})
    return None


def _gone_back(run: Run, procedure: Procedure, facts: Facts) -> Run:
    """Back at the first passed `ask` whose variable has another value now; drops what followed."""
    if finished(run, procedure):
        return run
    changed = (one.at for one in run.asked if lookup(facts, one.variable) not in (None, one.value))
    at = min(changed, default=None)
    if at is None:
        return run
    return run.model_copy(
        update={
            "at": at,
            "asked": tuple(one for one in run.asked if one.at < at),
            "returned": tuple(one for one in run.returned if 0 <= one.claimed < at),
        }
    )
