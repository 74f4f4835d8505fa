"""Runs calls that were judged: one after the other, and a repeat from what is known of its key."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.domain.base import JSON
from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.service import Service
from sandbox.domain.tool import Skipped, ToolContract
from sandbox.hops.execute import Execution, execute, key_of
from sandbox.hub.agent import Agent
from sandbox.hub.handing import packet_for, with_note
from sandbox.hub.journal import Journal
from sandbox.hub.masking import learn
from sandbox.hub.parallel import Group
from sandbox.ports import Ports
from sandbox.world.digest import WorldDigest


@dataclass(frozen=True)
class Executor:
    """The execute hops of one turn. Arguments are real values."""

    agent: Agent
    journal: Journal
    ports: Ports
    world: WorldDigest

    async def run(
        self,
        contract: ToolContract,
        arguments: dict[str, JSON],
        position: int,
        *,
        lookup: bool = False,
    ) -> bool:
        """One execute hop. True when the turn was stopped meanwhile, and is to end."""
        return await self._one(self.execution(contract, arguments, position, lookup=lookup))

    async def together(self, reads: Sequence[Execution]) -> bool:
        """Reads that do not depend on each other, beside each other where their services allow."""
        group = Group(reads, self.journal, self.ports, self.world)
        if group.overlaps:
            return await group.run()
        for one in reads:
            if await self._one(one):
                return True
        return False

    async def _one(self, execution: Execution) -> bool:
        subject, position = execution.contract.subject, execution.position
        with self.journal.hop("execute", subject, position) as hop:
            return await execute(hop, execution, self.ports, self.world)

    async def repeats(
        self, contract: ToolContract, arguments: dict[str, JSON], position: int
    ) -> bool:
        """Whether this call was answered as a repeat of one whose success was not told yet.

        Such a call has no second effect, so it is not judged again: its own effect may be what the
        rules would now object to. Where a reply was lost the service is asked, by the key alone,
        whether the effect happened; if not, the call is to be judged and run like any other.
        """
        effects = self.agent.session.back.effects
        if not contract.writes or not effects.pending(contract.name):
            return False
        masked = self.journal.mask.mask(arguments, self.journal.turn)
        state = effects.state(key_of(contract, masked, self.agent.is_past))
        if not state:
            return False
        if await self.run(contract, arguments, position, lookup=state == "unsure"):
            raise asyncio.CancelledError
        output = self.agent.session.turns[-1].hops[-1].output
        return isinstance(output, ExecuteOutput) and not isinstance(output.outcome, Skipped)

    def execution(
        self,
        contract: ToolContract,
        arguments: dict[str, JSON],
        position: int,
        *,
        lookup: bool = False,
    ) -> Execution:
        """What the hop needs to know of the call."""
        agent, mask = self.agent, self.journal.mask
        packet = packet_for(contract, arguments, agent, self.journal)
        return Execution(
            contract,
            with_note(contract, arguments, packet, agent.pack),
            past=agent.is_past,
            written=lambda changes: learn(mask, changes, agent.pack),
            back=agent.session.back,
            service=agent.pack.services.get(contract.service, Service()),
            position=position,
            lookup=lookup,
            packet=packet,
        )
