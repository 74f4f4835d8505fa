"""The procedure that the customer had left for another wish is taken up again when that is done."""

from sandbox.domain.hop import RespondOutput
from sandbox.hops.prompt import facts_of
from sandbox.hub.agent import Agent
from sandbox.procedures import engine
from sandbox.procedures.line import HAND_OFF_TOOL


def with_return(output: RespondOutput, agent: Agent) -> RespondOutput:
    """The reply, with the open question of the procedure that comes next where this one ends."""
    if output.verdict == "static" or not output.text.strip():
        return output
    back, offer = _offer(agent)
    text = f"{output.text.rstrip()} {offer}"
    return output.model_copy(update={"text": text, "back": back}) if offer else output


def _offer(agent: Agent) -> tuple[str, str]:
    """The procedure to come back to and the words for it, both "" for none."""
    nothing = ("", "")
    run, procedure = agent.run, agent.procedure
    turn = len(agent.session.turns)
    if run is None or procedure is None or agent.waiting or not agent.shelf.waiting:
        return nothing
    if any(deed.tool == HAND_OFF_TOOL for deed in agent.done_in(turn)):
        return nothing
    facts = facts_of(agent.session)
    ended = engine.settle(engine.turn_ended(run, procedure), procedure, facts)
    waiting = agent.shelf.newest(turn, facts)
    before = agent.pack.procedures.get(waiting.run.procedure) if waiting else None
    if waiting is None or before is None or not engine.finished(ended, procedure):
        return nothing
    step = engine.active(waiting.run, before)
    if step is None:
        return nothing
    spec = next((one for one in before.variables if one.name == step.variable), None)
    question = step.text or (spec.ask if spec else "")
    return (before.id, f"Back to “{before.title}”: {question}") if question else nothing
