"""Runs calls that were judged: one after the other, and a repeat from what is known of its key."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sandbox.domain.base import JSON
from sandbox.domain.explain import for_person
from sandbox.domain.faults import Fault
from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.service import Service
from sandbox.domain.step import StepAct
from sandbox.domain.tool import Skipped, ToolContract
from sandbox.hops.execute import Execution, execute, key_of
from sandbox.hops.stop import Offer, ahead, before
from sandbox.hub.agent import Agent
from sandbox.hub.handing import packet_for, with_note
from sandbox.hub.journal import Journal
from sandbox.hub.masking import learn
from sandbox.hub.parallel import Group
from sandbox.ports import Ports
from sandbox.tools.arguments import check_arguments
from sandbox.world.digest import WorldDigest


class Ran(NamedTuple):
    """How an execute hop ended. `stopped`: the turn was stopped meanwhile, and is to end.

    `edited`: it was not run, because a person wants it run with these arguments.
    """

    stopped: bool = False
    edited: dict[str, JSON] | None = None


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
        stop: str | None = "",
    ) -> Ran:
        """One execute hop. `stop`: as `_one` has it."""
        execution = self.execution(contract, arguments, position, lookup=lookup)
        return await self._one(execution, stop, arguments)

    def stops_at(self, contract: ToolContract, position: int) -> str:
        """The break point at which a person will stop this call before it runs, "" for none."""
        return ahead(self.ports, "execute", contract.subject, position, self.journal.turn)

    async def together(self, reads: Sequence[Execution]) -> bool:
        """Reads that do not depend on each other, beside each other where their services allow."""
        group = Group(reads, self.journal, self.ports, self.world)
        if group.overlaps:
            return await group.run()
        for one in reads:
            if (await self._one(one, None)).stopped:
                return True
        return False

    async def _one(
        self, execution: Execution, stop: str | None, approved: dict[str, JSON] | None = None
    ) -> Ran:
        """`stop`: the break point that stops it, "" where that is still to be asked, None where
        nobody is to be asked again. `approved`: the arguments as they were judged; those of a
        handoff run with its packet as the note, which is made anew of what a person leaves.
        """
        offered = execution.arguments if approved is None else approved
        subject, position = execution.contract.subject, execution.position
        with self.journal.hop("execute", subject, position) as hop:
            if stop is not None:
                act = await before(
                    hop, self.ports, lambda: self._offer(execution.contract, offered), stop
                )
                if act.action in ("edit", "skip"):
                    hop.finish(_not_run(execution.contract, act))
                    return Ran(edited=act.value if act.action == "edit" else None)
            return Ran(await execute(hop, execution, self.ports, self.world))

    def _offer(self, contract: ToolContract, arguments: dict[str, JSON]) -> Offer:
        """The arguments, which may be changed; the call may be left out."""
        tables = self.agent.pack.tables

        def check(value: JSON) -> str:
            problems = check_arguments(contract, value, self.ports.rows, tables)
            return " ".join(for_person(problem) for problem in problems[:2])

        return Offer(arguments, "arguments", ("skip",), check)

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
        ran = await self.run(contract, arguments, position, lookup=state == "unsure", stop=None)
        if ran.stopped:
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


def _not_run(contract: ToolContract, act: StepAct) -> ExecuteOutput:
    """What is told of a call that a person left out, or wants run with other arguments."""
    message = "a person skipped this call"
    if act.action == "edit":
        message = "a person changed its arguments: it is judged again"
    elif act.reason:
        message += f": {act.reason}"
    outcome = Skipped(fault=Fault(kind="cancelled", message=message))
    return ExecuteOutput(tool=contract.name, outcome=outcome)
