"""What a turn says when something did not answer: the truth, politely, without a model.

The written order of degradation, per call, is in `sandbox.hops.stand_in`; a turn whose model does
not answer ends with the static reply.
"""

from sandbox.domain.faults import Fault
from sandbox.domain.hop import Degraded, ExecuteOutput
from sandbox.hops.respond import UNSURE
from sandbox.hub.agent import Agent
from sandbox.hub.doubt import in_doubt

_SORRY = {
    "budget": "I may not go on with this one: it would go beyond what I am allowed.",
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
        sorry = f"{sorry} Before that, this was done and stays done: {', '.join(done)}."
    if in_doubt(agent.session.turns[-1]):
        return f"{sorry} {UNSURE}"
    if done:
        return sorry
    # To say it again costs the same.
    again = "" if fault.kind == "budget" else " Please try again."
    return f"{sorry} Nothing was changed in this turn.{again}"


_STEPS: dict[Degraded, str] = {
    "cached": "{subject} answered from an earlier result",
    "static": "{subject} answered with a fixed result",
    "abstain": "no answer from {subject}",
    "hand_off": "{subject} is kept for a person",
}


def stood_in(agent: Agent) -> str:
    """Which calls of the running turn got no answer, and what stood in for it; "" if none."""
    hops = [(hop.subject, hop.output) for hop in agent.session.turns[-1].hops]
    return "; ".join(
        _STEPS[output.degraded].format(subject=subject)
        for subject, output in hops
        if isinstance(output, ExecuteOutput) and output.degraded
    )


def aged(text: str, agent: Agent) -> str:
    """The reply, with a word on how old it is where it rests on an earlier result."""
    turn = agent.session.turns[-1]
    sources = [
        agent.session.hop(hop.output.source)
        for hop in turn.hops
        if isinstance(hop.output, ExecuteOutput) and hop.output.degraded == "cached"
    ]
    oldest = min((hop.at for hop in sources if hop is not None), default="")
    if not oldest or not text.strip():
        return text
    note = f"I can't look it up right now, so this is as of {oldest[11:16]} on {oldest[:10]}."
    return f"{text.rstrip()} ({note})"
