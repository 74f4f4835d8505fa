"""Moves the agent from procedure to procedure: begun, left, switched, come back to."""

from typing import TYPE_CHECKING

from sandbox.domain.base import JSON
from sandbox.domain.hop import ContextOutput, PolicyOutput
from sandbox.hops.prompt import facts_of
from sandbox.hub.shelf import Shelf, why_not
from sandbox.log.event import TurnFinished
from sandbox.procedures import engine

if TYPE_CHECKING:
    from sandbox.hub.agent import Agent


def settle(agent: "Agent") -> None:
    """Walks as far as the engine gets by itself, through every `switch` on the way."""
    while agent.run is not None and agent.procedure is not None:
        procedure = agent.procedure
        agent.run = engine.settle(agent.run, procedure, facts_of(agent.session))
        to = engine.leads_to(agent.run, procedure)
        if not to:
            return
        agent.run = engine.switched(agent.run, procedure, agent.pack.procedures.get(to))


def leave(agent: "Agent", name: str) -> None:
    """Another procedure is to begin: the one under way is kept, where it can be gone on with."""
    run, procedure = agent.run, agent.procedure
    if run is None or procedure is None or agent.running in ("", name, agent.pack.identify):
        return
    agent.run = engine.moved_on(run, "left", f"the customer wants {name}")
    agent.shelf.put(run, procedure, len(agent.session.turns))


def begin(agent: "Agent", name: str, why: str) -> None:
    """Begins a procedure, or goes on with it where the customer had left it."""
    procedure = agent.pack.procedures.get(name)
    turn, facts = len(agent.session.turns), facts_of(agent.session)
    waiting = [one for one in agent.shelf.waiting if one.run.procedure == name]
    fresh = [one for one in waiting if not why_not(one, turn, facts)]
    for one in waiting:
        agent.shelf.take(one)
    begun = engine.start(procedure, why) if procedure else None
    if fresh:
        begun = engine.moved_on(fresh[0].run, "returned", "the customer came back to it")
    told = agent.run.moves if agent.run else ()
    agent.run = begun and begun.model_copy(update={"moves": (*told, *begun.moves)})
    settle(agent)


def come_back(agent: "Agent", event: TurnFinished) -> None:
    """Goes on with what was left, once nothing else is under way."""
    if agent.run is None or agent.running or agent.waiting or not agent.shelf.waiting:
        return
    if event.outcome == "handed_off":
        agent.shelf = Shelf()
        return
    turn, facts = event.turn, facts_of(agent.session)
    for one, why in agent.shelf.dropped(turn, facts):
        agent.run = engine.moved_on(agent.run, "dropped", why, one.run.procedure)
    back = agent.shelf.newest(turn, facts)
    if back is None:
        return
    agent.shelf.take(back)
    moves, ended = agent.run.moves, agent.run.procedure
    run = back.run.model_copy(update={"moves": moves})
    agent.run = engine.moved_on(run, "returned", f"{ended} has ended")
    settle(agent)


def restarted(agent: "Agent") -> None:
    """A procedure was edited: the one under way is walked again from its top."""
    was_over = not agent.running
    if agent.run is not None:
        agent.run = engine.restart(agent.run)
    agent.shelf.edited()
    settle(agent)
    run, procedure = agent.run, agent.procedure
    if was_over and run is not None and procedure is not None and engine.waits(run, procedure):
        # What is over and told is not to be approved once more.
        agent.run = run.model_copy(update={"at": len(procedure.steps)})


def person_answered(agent: "Agent", asked: PolicyOutput) -> None:
    """A person has answered an `approve`."""
    procedure, approval = agent.procedure, asked.approval
    if agent.run is None or procedure is None or approval is None:
        return
    answer: dict[str, JSON] = {
        "action": approval.action,
        "by": approval.by,
        "reason": approval.reason,
    }
    agent.run = engine.answered(agent.run, procedure, asked.go, answer)
    settle(agent)


def refused(agent: "Agent") -> bool:
    """Whether the rules refused the procedure in the turn before, and nothing said since helps."""
    if agent.procedure is None or len(agent.session.turns) < 2:
        return False
    before, now = agent.session.turns[-2:]
    judged = [hop.output for hop in before.hops if isinstance(hop.output, PolicyOutput)]
    heard = [hop.output for hop in now.hops if isinstance(hop.output, ContextOutput)]
    changed = {name for output in heard for name in output.changed}
    own = {spec.name for spec in agent.procedure.variables}
    return bool(judged) and judged[-1].decision.verdict == "deny" and not changed & own
