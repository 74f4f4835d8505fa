"""The intent that the model chooses, before route, where the pack wants that."""

from sandbox.domain.faults import FaultError
from sandbox.hops.infer import infer
from sandbox.hops.route_by_model import intent_in, route_request
from sandbox.hub.agent import Agent
from sandbox.hub.budget import Budget
from sandbox.hub.journal import Journal
from sandbox.ports import Ports


async def picked_by_model(
    agent: Agent, journal: Journal, ports: Ports, text: str, model: str, budget: Budget
) -> tuple[str | None, str]:
    """The intent; else None, and why there is none.

    The model is not asked about the answer to a question, which goes on with what is under way.
    """
    if not agent.pack.route_by_model or agent.standing.answers:
        return None, ""
    request = route_request(text, agent.running, agent.pack, model)
    try:
        budget.model_call()
        with journal.hop("infer", "route") as hop:
            reply = await infer(hop, request, ports)
    except FaultError as error:
        return None, f"the model could not be asked: {error.fault.message}"
    picked = intent_in(reply.text, agent.pack.intents)
    return picked, "the model named no intent" if picked is None else ""
