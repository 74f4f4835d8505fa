"""What the engine does between two looks at the model: checkpoints, and articles that are named."""

from sandbox.domain.hop import Passage, RetrieveOutput
from sandbox.hops.checkpoint import APPROVE, Checkpoint, checkpoint
from sandbox.hops.prompt import facts_of
from sandbox.hops.retrieve import NAMED, named_passages, with_named
from sandbox.hops.stop import before, finish
from sandbox.hub.agent import Agent
from sandbox.hub.journal import Journal
from sandbox.log.fold import Turn
from sandbox.ports import Ports
from sandbox.procedures import engine
from sandbox.procedures.scope import prompt_state


async def pass_checkpoints(agent: Agent, journal: Journal, ports: Ports) -> None:
    """Asks a person at each `approve` that the procedure under way has come to."""
    while True:
        run, procedure = agent.run, agent.procedure
        step = engine.waits(run, procedure) if run and procedure else None
        if run is None or procedure is None or step is None:
            return
        state = dict(sorted(prompt_state(procedure, run, facts_of(agent.session)).items()))
        real = {name: journal.mask.restore(value) for name, value in state.items()}
        at = Checkpoint(procedure, step, real, agent.session, agent.pack)
        with journal.hop("policy", APPROVE) as hop:
            await checkpoint(hop, at, ports)


async def with_articles(
    passages: tuple[Passage, ...], agent: Agent, journal: Journal, ports: Ports
) -> tuple[Passage, ...]:
    """`passages` with the articles that the procedure has named so far, and with no others.

    Those that were named since the turn's retrieve hop come by one more.
    """
    names = agent.reading
    there = _named_in(agent.session.turns[-1])
    new = named_passages((name for name in names if name not in there), agent.pack.articles)
    if new:
        with journal.hop("retrieve", NAMED) as hop:
            await before(hop, ports)
            new = (await finish(hop, ports, RetrieveOutput(passages=new))).passages
    there |= {one.id: one for one in new}
    found = tuple(one for one in passages if one.why != NAMED)
    return with_named(found, tuple(there[name] for name in names if name in there))


def _named_in(turn: Turn) -> dict[str, Passage]:
    outputs = (hop.output for hop in turn.hops)
    retrieved = (one for one in outputs if isinstance(one, RetrieveOutput))
    return {one.id: one for output in retrieved for one in output.passages if one.why == NAMED}
