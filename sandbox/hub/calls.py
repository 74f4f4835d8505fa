"""validate → repair → policy → execute for each call of one reply, one call after the other."""

import asyncio
from collections import Counter
from dataclasses import dataclass

from sandbox.domain.base import JSON
from sandbox.domain.faults import Fault, FaultError
from sandbox.domain.hop import ParseOutput, RepairOutput, ValidateOutput
from sandbox.domain.tool import ToolCall, ToolContract
from sandbox.hops.execute import Execution, execute
from sandbox.hops.policy import Judgement, policy
from sandbox.hops.prompt import facts_of
from sandbox.hops.provenance import Sources
from sandbox.hops.repair import ASKS_A_TURN, problem_text, repair
from sandbox.hops.validate import Surroundings, read_arguments, unreadable, untraced, validate
from sandbox.hub.agent import Agent
from sandbox.hub.budget import Budget
from sandbox.hub.journal import Journal
from sandbox.hub.masking import learn
from sandbox.ports import Ports
from sandbox.world.digest import WorldDigest

_EDITS = 3
"""How often a person may edit one call before it counts as rejected."""


@dataclass
class CallRunner:
    """Runs the calls of one turn. Values are real in here; the journal masks what leaves."""

    agent: Agent
    journal: Journal
    ports: Ports
    world: WorldDigest
    budget: Budget
    asks: int = 0

    async def run(self, parsed: ParseOutput) -> None:
        """Every call of one reply; a reply that could not be read asks the model again."""
        if not parsed.calls:
            self._rewrite(parsed)
        for call in parsed.calls:
            self.budget.tool_call()
            await self._one(call)

    async def _one(self, call: ToolCall) -> None:
        contract = self.agent.pack.contracts.get(call.tool)
        judged = self._judged(call, contract)
        if judged is None or contract is None:
            return
        approved = await self._allowed(call, contract, judged)
        if approved is None:
            return
        with self.journal.hop("execute", contract.subject, call.position) as hop:
            stopped = await execute(
                hop, self._execution(contract, approved), self.ports, self.world
            )
        if stopped:
            raise asyncio.CancelledError

    def _execution(self, contract: ToolContract, arguments: dict[str, JSON]) -> Execution:
        agent, mask = self.agent, self.journal.mask
        return Execution(
            contract,
            arguments,
            told=agent.told_keys.__contains__,
            written=lambda changes: learn(mask, changes, agent.pack),
        )

    def _judged(self, call: ToolCall, contract: ToolContract | None) -> ValidateOutput | None:
        """The call once it is valid; None when it goes back to the model."""
        subject = contract.subject if contract else call.tool
        judged = self._validate(call, subject, None)
        if judged.ok:
            return judged
        mended = self._repair(call, subject, judged, contract)
        if mended.verdict != "repaired":
            return None
        judged = self._validate(call, subject, mended.arguments)
        if not judged.ok:
            self._repair(call, subject, judged, None)
            return None
        return judged

    def _validate(
        self, call: ToolCall, subject: str, arguments: JSON, person: JSON = None
    ) -> ValidateOutput:
        """One validate hop, over `arguments` or, when None, what the model wrote."""
        around = self._around(person)
        with self.journal.hop("validate", subject, call.position) as hop:
            if arguments is None:
                arguments, problem = read_arguments(call.arguments)
                if problem is not None:
                    output = unreadable(call.tool, problem)
                    hop.finish(output)
                    return output
                arguments = self.journal.mask.restore(arguments)
            output = validate(call.tool, arguments, around)
            hop.finish(output)
            return output

    def _repair(
        self,
        call: ToolCall,
        subject: str,
        judged: ValidateOutput,
        contract: ToolContract | None,
    ) -> RepairOutput:
        with self.journal.hop("repair", subject, call.position) as hop:
            output = repair(judged, contract, self.ports.rows, self.agent.pack.tables, self.asks)
            hop.finish(output)
        if output.verdict == "ask_model":
            self.asks += 1
        return output

    async def _allowed(
        self, call: ToolCall, contract: ToolContract, judged: ValidateOutput
    ) -> dict[str, JSON] | None:
        """The arguments that may run; None when policy or a person says no."""
        person: JSON = None
        for _ in range(_EDITS):
            with self.journal.hop("policy", contract.subject, call.position) as hop:
                output = await policy(hop, self._judgement(contract, judged, person), self.ports)
            if output.go:
                return judged.arguments
            approval = output.approval
            if approval is None or approval.action != "edit" or approval.arguments is None:
                return None
            person = approval.arguments
            judged = self._validate(call, contract.subject, person, person)
            if not judged.ok:
                self._repair(call, contract.subject, judged, None)
                return None
        return None

    def _judgement(self, contract: ToolContract, judged: ValidateOutput, person: JSON) -> Judgement:
        agent = self.agent
        return Judgement(
            contract=contract,
            arguments=judged.arguments,
            session=agent.session,
            pack=agent.pack,
            counts=Counter(item.tool for item in agent.done),
            untraced=untraced(judged),
            edited=person,
        )

    def _rewrite(self, parsed: ParseOutput) -> None:
        """Asks the model for a readable reply, while the turn may still ask."""
        message = problem_text(parsed.unreadable)
        verdict = "ask_model" if self.asks < ASKS_A_TURN else "gave_up"
        with self.journal.hop("repair", "reply") as hop:
            hop.finish(RepairOutput(tool="", verdict=verdict, message=message))
        self.asks += 1
        if verdict == "gave_up":
            raise FaultError(
                Fault(
                    kind="model_unreadable",
                    message=f"the model's calls can't be read: {message}",
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
        )
