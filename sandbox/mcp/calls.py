"""Calls of a pack's tools by a program that is not our agent: validate → policy → execute."""

import asyncio
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.domain.base import JSON
from sandbox.domain.explain import for_person
from sandbox.domain.hop import ExecuteOutput, HopName, PolicyOutput, ValidateOutput
from sandbox.domain.service import DEFAULT
from sandbox.domain.tool import Ok, ToolContract, Unknown
from sandbox.hops.attempts import Execution
from sandbox.hops.counts import counts_of
from sandbox.hops.execute import execute
from sandbox.hops.policy import Judgement, policy
from sandbox.hops.validate import of_masked
from sandbox.hub.identify import identified
from sandbox.hub.live import LiveSession
from sandbox.hub.masking import learn
from sandbox.hub.outside import OutsideScope
from sandbox.log.event import ClockMoved, PrincipalChanged
from sandbox.log.lock import held
from sandbox.log.writer import Sink
from sandbox.tools.arguments import check_arguments

_MOST_PROBLEMS = 5


@dataclass(frozen=True)
class Answer:
    """What a call came to: the tool's result with real values, or `error`, one line why not."""

    result: JSON = None
    error: str = ""


class PackCalls:
    """The tools of one session's pack, called one after the other; each is in the session's log.

    `writes`: whether tools that write are offered. A write that the rules want confirmed goes to
    the session's `Ask`. Whatever the caller passes counts as said by it, so provenance is not
    asked. Two equal writes are two effects: nobody retries here but the engine.
    """

    def __init__(self, live: LiveSession, writes: bool = False) -> None:
        self._live = live
        self._writes = writes
        self._one_at_a_time = asyncio.Lock()

    @property
    def offered(self) -> Mapping[str, ToolContract]:
        """The tools that may be called, by name."""
        contracts = self._live.pack.contracts
        return {n: one for n, one in contracts.items() if self._writes or not one.writes}

    def withheld(self, name: str) -> bool:
        """Whether the pack has this tool, and does not offer it here."""
        return name in self._live.pack.contracts and name not in self.offered

    async def call(self, name: str, arguments: dict[str, JSON]) -> Answer:
        """One call of an offered tool. Raises `SandboxError` while another program writes."""
        live, contract = self._live, self.offered[name]
        async with self._one_at_a_time:
            with held(live.folder.lock):
                live.catch_up()
                writer = live.writer()
                try:
                    call = _Call(live, live.vault_first(writer), contract, arguments)
                    return await call.run()
                finally:
                    writer.sync()
                    live.close_writer(writer)


class _Call:
    """One call on its way through the hops, written to `sink`."""

    def __init__(
        self, live: LiveSession, sink: Sink, contract: ToolContract, arguments: dict[str, JSON]
    ) -> None:
        self._live, self._contract, self._arguments = live, contract, arguments
        self._journal = live.journal(sink)

    async def run(self) -> Answer:
        self._tick()
        for step in (self._validate, self._policy):
            error = await step()
            if error:
                return Answer(error=error)
        return await self._execute()

    def _scope(self, name: HopName) -> OutsideScope:
        scope = OutsideScope(self._journal, len(self._live.session.turns))
        scope.start(name, self._contract.subject)
        return scope

    def _tick(self) -> None:
        """One step of the world's clock, as a hop makes it; told, so that a replay makes it too.

        In whole seconds: between turns the clock has no parts of one.
        """
        clock, step = self._live.parts.ports.clock, math.ceil(self._live.pack.step)
        clock.move(step)
        self._journal.write(ClockMoved(seconds=step))

    async def _validate(self) -> str:
        live, contract = self._live, self._contract
        scope = self._scope("validate")
        rows, tables = live.parts.ports.rows, live.pack.tables
        problems = check_arguments(contract, self._arguments, rows, tables)
        # The whole before its parts: the names of its fields tell what is in them.
        scope.mask(self._arguments)
        told = of_masked(problems, self._arguments, scope.mask)
        scope.finish(ValidateOutput(tool=contract.name, arguments=self._arguments, problems=told))
        return " ".join(for_person(one) for one in problems[:_MOST_PROBLEMS])

    async def _policy(self) -> str:
        live, agent = self._live, self._live.parts.agent
        judgement = Judgement(
            contract=self._contract,
            arguments=self._arguments,
            session=live.session,
            pack=live.pack,
            counts=counts_of(live.session, agent.done, live.pack),
        )
        output = await policy(self._scope("policy"), judgement, live.parts.ports)
        return "" if output.go else _refusal(output)

    async def _execute(self) -> Answer:
        live, contract = self._live, self._contract
        parts, effects = live.parts, live.session.back.effects
        scope = self._scope("execute")
        execution = Execution(
            contract,
            self._arguments,
            past=lambda key: effects.state(key) == "done" or parts.agent.is_past(key),
            written=lambda changes: learn(parts.mask, changes, parts.pack),
            back=live.session.back,
            service=parts.pack.services.get(contract.service, DEFAULT),
            after=scope.after,
        )
        await execute(scope, execution, parts.ports, parts.world)
        output = scope.output
        assert isinstance(output, ExecuteOutput)
        rows, before = parts.ports.rows, live.session.principal
        principal = identified(contract, output, before, live.pack, rows)
        if principal is not None:
            self._journal.write(PrincipalChanged(principal=principal))
        return self._answer(output)

    def _answer(self, output: ExecuteOutput) -> Answer:
        restore, outcome = self._live.restore, output.outcome
        if isinstance(outcome, Ok) and not output.degraded:
            return Answer(result=restore(outcome.result))
        if isinstance(outcome, Ok):
            last = json.dumps(restore(outcome.result), ensure_ascii=False)
            return Answer(error=f"{self._contract.service} gave no answer; known before: {last}")
        fault = outcome.fault
        unsure = "it is not known whether this was done: " if isinstance(outcome, Unknown) else ""
        hint = f" ({fault.hint})" if fault.hint else ""
        return Answer(error=str(restore(f"{unsure}{fault.message}{hint}")))


def _refusal(output: PolicyOutput) -> str:
    """Why the rules, or the person they asked, said no."""
    decision, approval = output.decision, output.approval
    words = {"deny": "denied", "escalate": "only a person may do this", "confirm": "not confirmed"}
    said = f"{words[decision.verdict]} by the rule {decision.rule}: {decision.reason}"
    return f"{said} ({approval.reason})" if approval and approval.reason else said
