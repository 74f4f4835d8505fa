"""How a session ended, by rules over its log alone: the same for a live session and a recording.

One turn decides: the last that served a procedure, asked what was meant, or did not end in a reply.
A turn for which nothing fitted ("thank you") decides only when there is no other, because no turn
goes without a procedure before the last one is finished.

| the deciding turn | outcome |
|---|---|
| passed the customer on | handed_off |
| failed | failed |
| was cancelled or interrupted, and nobody went on with it | abandoned |
| asked: at an `ask` step, which wish is meant, or what it can do at all | abandoned |
| came back with the open question of a procedure that was left for another wish | abandoned |
| answered with a `call` or `hand_off` of the procedure still to be done | failed |
| answered at a `say`, or at the procedure's end | resolved |
| answered without a procedure, from passages of the knowledge | resolved |
| answered without a procedure and without passages | failed |

A reply that only ends in a question ("Is there anything else?") counts as answered.
"""

from collections.abc import Iterator
from typing import Final

from sandbox.domain.base import Frozen
from sandbox.domain.hop import (
    Passage,
    PromptOutput,
    RespondOutput,
    RetrieveOutput,
    RouteOutput,
)
from sandbox.domain.turn import Judge, SessionOutcome
from sandbox.log.fold import Session, Turn

_DEEDS: Final = ("call ", "hand_off")


class Judgement(Frozen):
    """An outcome, who judged it, and the rule or the person's words."""

    outcome: SessionOutcome
    judged_by: Judge = "engine"
    why: str = ""


def outcome_of(session: Session) -> Judgement | None:
    """What was judged when the session ended, unless it went on since; else what the rules say.

    None while there is nothing to judge: no turn, or one that runs or was cut.
    """
    ended = session.ended
    if ended is not None and ended.turns == len(session.turns):
        return Judgement(outcome=ended.outcome, judged_by=ended.judged_by, why=ended.why)
    return by_rule(session)


def by_rule(session: Session) -> Judgement | None:
    """What the rules say of `session` as it stands; None while there is nothing to judge."""
    if not session.turns or session.running is not None:
        return None
    turn = next((one for one in reversed(session.turns) if _decides(one)), session.turns[-1])
    outcome, why = _judged(turn)
    return Judgement(outcome=outcome, why=f"turn {turn.number} {why}")


def outcome_of_turn(turn: Turn) -> SessionOutcome:
    """How what this turn served came out, had it been the last; it has ended."""
    ended = turn.finished.outcome if turn.finished else "interrupted"
    # That it came back to something else says nothing of what it served.
    return _answered(turn)[0] if ended == "asked" and _came_back(turn) else _judged(turn)[0]


def _came_back(turn: Turn) -> bool:
    """Whether its reply ends with the open question of a procedure that had been left."""
    return any(isinstance(hop.output, RespondOutput) and hop.output.back for hop in turn.hops)


def _decides(turn: Turn) -> bool:
    route = route_of(turn)
    ended = turn.finished.outcome if turn.finished else "interrupted"
    if ended not in ("answered", "asked"):
        return True
    if route is None:
        return False
    return route.action in ("start", "continue") or (route.action, ended) == ("ask", "asked")


def _judged(turn: Turn) -> tuple[SessionOutcome, str]:
    ended = turn.finished.outcome if turn.finished else "interrupted"
    match ended:
        case "handed_off":
            return "handed_off", "passed the customer on to a person"
        case "failed":
            return "failed", "failed"
        case "cancelled" | "interrupted":
            return "abandoned", f"was {ended} and nobody went on with it"
        case "asked" if _asks(turn):
            return "abandoned", "asked the customer, and that was not answered"
        case "asked" | "answered":
            return _answered(turn)


def _asks(turn: Turn) -> bool:
    """Whether it is the agent's task that waits for an answer, not the politeness of its reply."""
    route, prompt = route_of(turn), _last_prompt(turn)
    if route is not None and route.action == "ask":
        return True
    if prompt is not None and prompt.step.startswith("ask "):
        return True
    if _came_back(turn):
        return True
    served = bool(route and route.procedure) or any(one.used for one in _passages(turn))
    return not served


def _answered(turn: Turn) -> tuple[SessionOutcome, str]:
    route, asked = route_of(turn), _last_prompt(turn)
    # The prompt names a procedure that is finished, too; the route does not.
    if route is not None and route.procedure and asked is not None:
        if asked.step.startswith(_DEEDS):
            return "failed", f"stopped {asked.procedure} before `{asked.step}`"
        return "resolved", f"finished what {asked.procedure} had to do"
    if any(passage.used for passage in _passages(turn)):
        return "resolved", "answered from the knowledge"
    return "failed", "had no procedure and no passage that fits"


def route_of(turn: Turn) -> RouteOutput | None:
    """What the turn's route hop decided, None if it did not get there."""
    outputs = (hop.output for hop in reversed(turn.hops))
    return next((output for output in outputs if isinstance(output, RouteOutput)), None)


def _last_prompt(turn: Turn) -> PromptOutput | None:
    """What the model was asked last: its step is the one to act on, "" past the last."""
    outputs = (hop.output for hop in reversed(turn.hops))
    return next((output for output in outputs if isinstance(output, PromptOutput)), None)


def _passages(turn: Turn) -> Iterator[Passage]:
    for hop in turn.hops:
        if isinstance(hop.output, RetrieveOutput):
            yield from hop.output.passages
