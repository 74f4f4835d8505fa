"""What a turn says when it could not be finished: the truth, politely, without a model."""

from sandbox.domain.faults import Fault
from sandbox.hub.agent import Agent

_SORRY = {
    "budget": "I'm going round in circles with this one, so I have stopped.",
    "rate_limited": "I'm getting more messages than I can answer right now.",
    "timeout": "That took too long, so I have stopped.",
    "unavailable": "I can't reach the service that I answer with right now.",
    "model_error": "The service that I answer with reported an error.",
    "model_unreadable": "I could not make sense of my own answer.",
}


def static_reply(fault: Fault, agent: Agent) -> str:
    """A reply for a turn that ended in `fault`, with what had been done before it broke."""
    sorry = _SORRY.get(fault.kind, "Something went wrong on my side.")
    turn = agent.session.turns[-1].number
    done = [agent.pack.contracts[item.tool].subject for item in agent.done_in(turn)]
    if done:
        return f"{sorry} Before that, this was done and stays done: {', '.join(done)}."
    return f"{sorry} Nothing was changed in this turn. Please try again."
