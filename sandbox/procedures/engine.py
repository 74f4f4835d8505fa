"""Walks a procedure. The engine holds the state, so a model only acts on the one active step.

    run = settle(start(procedure), procedure, facts)
    step = active(run, procedure)              # what the prompt shows
    run = settle(tool_returned(run, tool, result), procedure, facts)
    run = turn_ended(run, procedure)

`ask` is done when its variable is set, `call` when its tool returned Ok, `say` when the turn ends,
`hand_off` when the tool `hand_off` returned Ok, `approve` when a person has answered. The engine
does `when`, `let`, `read`, `do`, `stop` at once; at a `switch` the run is over, and another
procedure is to be started. Everything is pure, deterministic and JSON.
"""

from typing import Literal

from sandbox.domain.base import JSON
from sandbox.domain.procedure import Move, Procedure, Step
from sandbox.procedures.expression import holds, value_of
from sandbox.procedures.line import HAND_OFF_TOOL
from sandbox.procedures.paths import Facts, lookup
from sandbox.procedures.run import APPROVAL, Asked, Noted, Returned, Run
from sandbox.procedures.why import in_short, why_held


def start(procedure: Procedure, why: str = "") -> Run:
    """A run before its first step; `settle` it."""
    move = Move(kind="started", procedure=procedure.id, why=why)
    return Run(procedure=procedure.id, moves=(move,))


def restart(run: Run) -> Run:
    """The same run from the top, remembering results and what was said: for an edited procedure."""
    returned = tuple(one.model_copy(update={"at": 0, "claimed": -1}) for one in run.returned)
    move = Move(kind="back", procedure=run.procedure, at=1, why="the procedure was edited")
    return Run(
        procedure=run.procedure,
        returned=returned,
        said=run.said,
        spoken=run.said,
        moves=(*run.moves, move),
    )


def moved_on(run: Run, kind: str, why: str, procedure: str = "") -> Run:
    """The same run with one more move that is about the whole of it."""
    move = Move.model_validate({"kind": kind, "procedure": procedure or run.procedure, "why": why})
    return run.model_copy(update={"moves": (*run.moves, move)})


def settle(run: Run, procedure: Procedure, facts: Facts) -> Run:
    """Moves over steps that are done, evaluates `when`, follows jumps; stops where to act next.

    `facts` are variables by name; results of this run are known and win over them. If the value
    of an `ask` that was passed has changed since, the run goes back to it, because results that
    were found for the old value are wrong now. Moves at most once over each step.
    """
    run = _gone_back(run, procedure, facts)
    while run.at < len(procedure.steps):
        step = procedure.steps[run.at]
        moved = _moved(run, step, facts, len(procedure.steps))
        if moved is None:
            return run
        run = _told(moved, run.at, step, _why(step, run, moved, facts))
    return run


def tool_returned(run: Run, tool: str, result: JSON) -> Run:
    """Notes an Ok result; `settle` then passes the `call` that it does, now or further on."""
    one = Returned(tool=tool, result=result, at=run.at)
    return run.model_copy(update={"returned": (*run.returned, one)})


def turn_ended(run: Run, procedure: Procedure) -> Run:
    """An active `say` is done when the turn ends; all else stays."""
    step = active(run, procedure)
    run = run.model_copy(update={"via": ()}) if run.via else run
    if step is None or step.kind != "say":
        return run
    moved = run.model_copy(update={"at": run.at + 1, "said": (*run.said, step.source)})
    return _told(moved, run.at, step, "said")


def answered(run: Run, procedure: Procedure, go: bool, answer: dict[str, JSON]) -> Run:
    """A person has answered the active `approve`; `answer` is known as `approval` from then on."""
    step = waits(run, procedure)
    if step is None:
        return run
    noted = Noted(at=run.at, name=APPROVAL, value=answer)
    target = run.at + 1 if go else max(step.otherwise, run.at + 1)
    moved = run.model_copy(update={"at": target, "noted": (*run.noted, noted)})
    who, why = str(answer.get("by") or "a person"), str(answer.get("reason") or "")
    words = f"{'approved' if go else 'rejected'} by {who}{f': {why}' if why else ''}"
    return _told(moved, run.at, step, words)


def waits(run: Run, procedure: Procedure) -> Step | None:
    """The `approve` that a person is to answer now, None if there is none."""
    step = procedure.steps[run.at] if run.at < len(procedure.steps) else None
    return step if step and step.kind == "approve" else None


def leads_to(run: Run, procedure: Procedure) -> str:
    """The procedure that the active step switches to, "" if it does not."""
    step = procedure.steps[run.at] if run.at < len(procedure.steps) else None
    return step.name if step and step.kind == "switch" else ""


def switched(run: Run, procedure: Procedure, to: Procedure | None) -> Run:
    """The run of `to` that the active `switch` begins; where it can't be, this one has ended.

    A procedure that was left since the customer spoke is not begun again: that would be a circle.
    """
    step = procedure.steps[run.at]
    via = (*run.via, run.procedure)
    if to is None or to.id in via:
        why = f"it has just been left for {run.procedure}" if to else "the pack has none"
        ended = run.model_copy(update={"at": len(procedure.steps)})
        return _told(ended, run.at, step, f"no switch to {step.name}: {why}", "ended")
    before = run.moves[-1] if run.moves else None
    decided = before is not None and before.step.startswith("when ")
    why = before.why if before and decided else "the procedure says so"
    left = _told(run, run.at, step, why, "switched")
    begun = start(to, f"{run.procedure} switched to it")
    return begun.model_copy(update={"moves": (*left.moves, *begun.moves), "via": via})


def active(run: Run, procedure: Procedure) -> Step | None:
    """The ask, call, say or hand_off to act on; None when finished or not settled."""
    step = procedure.steps[run.at] if run.at < len(procedure.steps) else None
    return step if step and step.kind in ("ask", "call", "say", "hand_off") else None


def finished(run: Run, procedure: Procedure) -> bool:
    """True when nothing is left to do."""
    return run.at >= len(procedure.steps)


def _moved(  # noqa: PLR0911 (one case a kind of step)
    run: Run, step: Step, facts: Facts, end: int
) -> Run | None:
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
        case "approve" | "switch":
            return None
        case "let":
            value = value_of(step.condition, {**facts, **run.results})
            return _noting(run, step.variable, value)
        case "read":
            return _noting(run, "", step.name)
        case "do":
            return run.model_copy(update={"at": run.at + 1})
        case _:
            # Always forward, so that a procedure made by hand can't loop either.
            return run.model_copy(update={"at": max(_target(run, step, facts, end), run.at + 1)})


def _target(run: Run, step: Step, facts: Facts, end: int) -> int:
    """Where a "when", "jump" or "stop" leads."""
    if step.kind == "stop":
        return step.otherwise or end
    if step.kind == "when" and holds(step.condition, {**facts, **run.results}):
        return run.at + 1
    return step.otherwise


def _noting(run: Run, name: str, value: JSON) -> Run:
    one = Noted(at=run.at, name=name, value=value)
    return run.model_copy(update={"at": run.at + 1, "noted": (*run.noted, one)})


def _told(
    run: Run,
    at: int,
    step: Step,
    why: str,
    kind: Literal["passed", "switched", "back", "ended"] = "passed",
) -> Run:
    """`run` with why it left the step `at`; jumps go without saying."""
    if step.kind == "jump":
        return run
    move = Move(kind=kind, procedure=run.procedure, at=at + 1, step=step.source, why=why)
    return run.model_copy(update={"moves": (*run.moves, move)})


def _why(  # noqa: PLR0911 (one case a kind of step)
    step: Step, before: Run, after: Run, facts: Facts
) -> str:
    """Why a step was passed, in few words with the values that decided."""
    match step.kind:
        case "ask":
            return f"{step.variable} is {in_short(lookup(facts, step.variable))}"
        case "call" | "hand_off":
            return "its result is there"
        case "say":
            return "said before the edit"
        case "when":
            return why_held(step.condition, {**facts, **before.results})
        case "let":
            return f"{step.variable} is {in_short(after.noted[-1].value)}"
        case "read":
            return "the article stays in the prompt from here on"
        case "do":
            return f"the steps of {step.name} come first"
        case _:
            return f"ends {step.of}" if step.otherwise else "ends the procedure"


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
    changed = (one for one in run.asked if lookup(facts, one.variable) not in (None, one.value))
    first = min(changed, key=lambda one: one.at, default=None)
    if first is None:
        return run
    at = first.at
    now = in_short(lookup(facts, first.variable))
    why = f"{first.variable} was {in_short(first.value)} and is {now} now"
    gone = run.model_copy(
        update={
            "at": at,
            "asked": tuple(one for one in run.asked if one.at < at),
            "returned": tuple(one for one in run.returned if 0 <= one.claimed < at),
            "noted": tuple(one for one in run.noted if one.at < at),
        }
    )
    return _told(gone, at, procedure.steps[at], why, "back")
