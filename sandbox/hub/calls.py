"""validate → repair → policy → execute for each call of one reply, one call after the other."""

from dataclasses import dataclass

from sandbox.domain.base import JSON
from sandbox.domain.faults import Fault, FaultError
from sandbox.domain.hop import ParseOutput, RepairOutput, ValidateOutput
from sandbox.domain.tool import ToolCall, ToolContract
from sandbox.hops.provenance import Known
from sandbox.hops.repair import ASKS_A_TURN, problem_text, repair
from sandbox.hops.validate import Surroundings, read_arguments, unreadable, untraced, validate
from sandbox.hub.agent import Agent
from sandbox.hub.approve import Judgement, judge
from sandbox.hub.budget import Budget
from sandbox.hub.execute import execute
from sandbox.hub.journal import Journal
from sandbox.hub.known import known_values
from sandbox.hub.ports import Ports
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
            await execute(hop, contract, approved, self.agent, self.ports, self.world)

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
                arguments = around.restore(arguments)
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
                judgement = Judgement(contract, judged.arguments, untraced(judged), person)
                output = await judge(hop, judgement, self.agent, self.ports)
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
        agent = self.agent
        known: Known = known_values(agent, self.journal.mask)
        known.person = person
        return Surroundings(
            contracts=agent.pack.contracts,
            tables=agent.pack.tables,
            rows=self.ports.rows,
            known=known,
            customer=agent.session.principal.customer,
            restore=self.journal.mask.restore,
        )
