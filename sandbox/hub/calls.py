"""validate → repair → policy → execute for each call of one reply, one call after the other."""

import asyncio
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from sandbox.domain.base import JSON
from sandbox.domain.faults import Fault, FaultError
from sandbox.domain.hop import ParseOutput, RepairOutput, ValidateOutput
from sandbox.domain.tool import ToolCall, ToolContract
from sandbox.hops.counts import counts_of
from sandbox.hops.execute import Execution
from sandbox.hops.policy import Judgement, policy
from sandbox.hops.prompt import facts_of
from sandbox.hops.provenance import Sources
from sandbox.hops.repair import ASKS_A_TURN, RepairMode, repair, told
from sandbox.hops.stop import before, finish
from sandbox.hops.validate import Surroundings, read_arguments, unreadable, untraced, validate
from sandbox.hub.agent import Agent
from sandbox.hub.budget import Budget
from sandbox.hub.executing import Executor, Ran
from sandbox.hub.fixing import fixed_by
from sandbox.hub.identify import identified
from sandbox.hub.journal import Journal
from sandbox.log.event import PrincipalChanged
from sandbox.ports import Ports
from sandbox.world.digest import WorldDigest

_EDITS = 3
"""How often a person may edit one call before it counts as rejected."""


@dataclass
class CallRunner:
    """Runs the calls of one turn. Values are real in here; the journal masks what leaves.

    `asks`: replies that went back to the model unread; `sent_back`: wrong calls that did, by tool.
    `reads`: calls that were judged and wait for others to run beside them.
    """

    agent: Agent
    journal: Journal
    ports: Ports
    world: WorldDigest
    budget: Budget
    asks: int = 0
    sent_back: Counter[str] = field(default_factory=Counter[str])
    offered: Collection[str] | None = None
    reads: list[Execution] = field(default_factory=list[Execution])

    async def run(self, parsed: ParseOutput, offered: Collection[str] | None = None) -> None:
        """Every call of one reply; a reply that could not be read asks the model again.

        `offered`: the tools that the model was told of, None for all.
        """
        self.offered = offered
        if not parsed.calls:
            await self._rewrite(parsed)
        for call in parsed.calls:
            if not self._overlaps(self.agent.pack.contracts.get(call.tool)):
                # A write is judged after all that comes before it has run.
                await self._join()
            try:
                self.budget.tool_call()
            except FaultError:
                await self._join()
                raise
            await self._one(call)
        await self._join()

    def _overlaps(self, contract: ToolContract | None) -> bool:
        """Whether a call may run beside others: a read that tells nothing of who is speaking."""
        return contract is not None and not contract.writes and not contract.identifies

    async def _join(self) -> None:
        """Runs the reads that were judged and wait."""
        reads, self.reads = self.reads, []
        if reads and await self.executor.together(reads):
            raise asyncio.CancelledError

    async def _one(self, call: ToolCall) -> None:
        if await self._repeats(call):
            return
        judged = await self._judged(call)
        if judged is None:
            return
        contract, executor = self.agent.pack.contracts[judged.tool], self.executor
        if await executor.repeats(contract, judged.arguments, call.position):
            return
        approved = await self._allowed(call, contract, judged)
        if approved is None:
            return
        stop = executor.stops_at(contract, call.position)
        if self._overlaps(contract) and not stop:
            self.reads.append(executor.execution(contract, approved, call.position))
            return
        await self._join()
        ran = await executor.run(contract, approved, call.position, stop=stop)
        if ran.edited is not None:
            ran = await self._edited(call, contract, ran.edited)
        self._identify(contract)
        if ran.stopped:
            raise asyncio.CancelledError

    async def _edited(self, call: ToolCall, contract: ToolContract, person: JSON) -> Ran:
        """The call with the arguments that a person gave it at a stop, judged anew like any."""
        judged = await self._set_by(person, call, contract)
        approved = await self._allowed(call, contract, judged, person) if judged else None
        if approved is None:
            return Ran()
        return await self.executor.run(contract, approved, call.position, stop=None)

    async def _repeats(self, call: ToolCall) -> bool:
        """Whether the call, as it was written, was answered as a repeat."""
        contract = self.agent.pack.contracts.get(call.tool)
        if contract is None or not self.agent.session.back.effects.pending(call.tool):
            return False
        arguments, problem = read_arguments(call.arguments)
        if problem is not None:
            return False
        real = self.journal.mask.restore(arguments)
        return await self.executor.repeats(contract, real, call.position)

    @property
    def executor(self) -> Executor:
        """Runs what was judged."""
        return Executor(self.agent, self.journal, self.ports, self.world)

    def _identify(self, contract: ToolContract) -> None:
        """Notes who is speaking when this call has found that out."""
        session = self.agent.session
        output = session.turns[-1].hops[-1].output
        principal = identified(
            contract, output, session.principal, self.agent.pack, self.ports.rows
        )
        if principal is not None:
            self.journal.write(PrincipalChanged(principal=principal))

    async def _judged(self, call: ToolCall) -> ValidateOutput | None:
        """The call once it is valid; None when it goes back to the model."""
        return await self._mended(call, await self._validate(call, call.tool, None))

    async def _set_by(
        self, person: JSON, call: ToolCall, contract: ToolContract
    ) -> ValidateOutput | None:
        """The call with a person's arguments once it is valid; None when it goes back.

        A file's answer, or a screen's without a check: "90" is mended to "90.00" as a model's would
        be, and asked about again.
        """
        judged = await self._validate(call, contract.name, person, person)
        return await self._mended(call, judged, person)

    async def _mended(
        self, call: ToolCall, judged: ValidateOutput, person: JSON = None
    ) -> ValidateOutput | None:
        """What was judged, mended if it has to be; None when it goes back to the model."""
        if judged.ok:
            return judged
        mended = await self._repair(call, judged)
        if mended.verdict != "repaired":
            return None
        judged = await self._validate(call, mended.tool, mended.arguments, person)
        if not judged.ok:
            await self._repair(call, judged, exact=True)
            return None
        return judged

    async def _validate(
        self, call: ToolCall, tool: str, arguments: JSON, person: JSON = None
    ) -> ValidateOutput:
        """One validate hop, over `arguments` or, when None, what the model wrote."""
        around = self._around(person)
        with self.journal.hop("validate", self._subject(tool), call.position) as hop:
            await before(hop, self.ports)
            if arguments is None:
                written, problem = read_arguments(call.arguments, tool)
                if problem is not None:
                    output = unreadable(tool, call.arguments, problem, around.mask)
                    await finish(hop, self.ports, output)
                    return output
                arguments = self.journal.mask.restore(written)
            output = validate(tool, arguments, around)
            await finish(hop, self.ports, output)
            return output

    async def _repair(
        self, call: ToolCall, judged: ValidateOutput, *, exact: bool = False
    ) -> RepairOutput:
        """One repair hop. Raises `FaultError` where the model may not be asked."""
        tool, mode = judged.tool, self._mode
        with self.journal.hop("repair", self._subject(tool), call.position) as hop:
            await before(hop, self.ports)
            asked = self.sent_back[tool]
            output = repair(judged, self._around(None), asked, mode, exact)
            await finish(hop, self.ports, output)
        if output.verdict == "ask_model":
            self.sent_back[tool] += 1
        if output.verdict == "gave_up" and mode != "model":
            raise FaultError(
                Fault(
                    kind="bad_arguments",
                    message=f"the call of {tool} is wrong: {output.message}",
                    hint=f"repair is set to {mode}; SANDBOX_REPAIR=model asks the model again",
                )
            )
        return output

    def _subject(self, tool: str) -> str:
        contract = self.agent.pack.contracts.get(tool)
        return contract.subject if contract else tool

    @property
    def _mode(self) -> RepairMode:
        started = self.agent.session.started
        return started.repair if started else "model"

    async def _allowed(
        self, call: ToolCall, contract: ToolContract, judged: ValidateOutput, person: JSON = None
    ) -> dict[str, JSON] | None:
        """The arguments that may run; None when policy or a person says no.

        `person`: those that a person has just set.
        """
        for _ in range(_EDITS):
            with self.journal.hop("policy", contract.subject, call.position) as hop:
                output = await policy(hop, self._judgement(contract, judged, person), self.ports)
            if output.go:
                return judged.arguments
            approval = output.approval
            if approval is None or approval.action != "edit" or approval.arguments is None:
                return None
            person = approval.arguments
            valid = await self._set_by(person, call, contract)
            if valid is None:
                return None
            judged = valid
        return None

    def _judgement(self, contract: ToolContract, judged: ValidateOutput, person: JSON) -> Judgement:
        agent = self.agent
        return Judgement(
            contract=contract,
            arguments=judged.arguments,
            session=agent.session,
            pack=agent.pack,
            counts=counts_of(agent.session, agent.done, agent.pack),
            untraced=untraced(judged),
            edited=person,
        )

    async def _rewrite(self, parsed: ParseOutput) -> None:
        """Asks the model for a readable reply, while the turn may still ask."""
        ask = self._mode == "model" and self.asks < ASKS_A_TURN
        with self.journal.hop("repair", "reply") as hop:
            await before(hop, self.ports)
            output = await finish(hop, self.ports, told("", parsed.unreadable, ask))
        self.asks += 1
        if not ask:
            raise FaultError(
                Fault(
                    kind="model_unreadable",
                    message=f"the model's calls can't be read: {output.message}",
                    hint="try another model with /model",
                )
            )

    def _around(self, person: JSON) -> Surroundings:
        agent, journal = self.agent, self.journal

        def mask(value: JSON) -> JSON:
            return journal.mask.mask(value, journal.turn)

        return Surroundings(
            contracts=agent.pack.contracts,
            tables=agent.pack.tables,
            rows=self.ports.rows,
            sources=Sources(agent.known, facts_of(agent.session), agent.fixed(mask), mask(person)),
            mask=mask,
            offered=self.offered,
            currency=agent.pack.currency,
            # What a person has set is theirs to set.
            fixed=lambda tool: () if person is not None else fixed_by(agent, tool, journal),
        )
