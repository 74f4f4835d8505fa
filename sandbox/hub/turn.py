"""One turn, hop by hop, in the order of the product's diagram. Start reading here."""

import asyncio
from dataclasses import replace
from typing import Literal

from sandbox.domain.faults import Fault, FaultError
from sandbox.domain.hop import ParseOutput, Passage, RespondOutput
from sandbox.domain.text import RawText
from sandbox.domain.turn import Abstained, TurnOutcome
from sandbox.hops.context import context
from sandbox.hops.infer import infer
from sandbox.hops.parse import parse
from sandbox.hops.prompt import Situation, prompt
from sandbox.hops.redact import redact
from sandbox.hops.retrieve import named_passages, retrieve, scope_of
from sandbox.hops.route import route
from sandbox.hops.stop import HandedOver, before, finish
from sandbox.hub.abstain import Abstainer, Abstaining, Watch, reason_of
from sandbox.hub.agent import Agent
from sandbox.hub.ahead import search_ahead, search_request
from sandbox.hub.budget import Budget
from sandbox.hub.calls import CallRunner
from sandbox.hub.checkpoints import pass_checkpoints, with_articles
from sandbox.hub.degrade import static_reply, stood_in
from sandbox.hub.journal import Journal
from sandbox.hub.picking import picked_by_model
from sandbox.hub.replier import Replier
from sandbox.hub.totals import totals_of
from sandbox.log.event import TurnFinished, TurnStarted
from sandbox.ports import Ports
from sandbox.prompting.spotlight import bare, marker
from sandbox.world.digest import WorldDigest

_HAND_OFF = "hand_off"


class TurnRunner:
    """Runs the turns of one session. Holds nothing beyond the turn that runs."""

    def __init__(self, agent: Agent, journal: Journal, ports: Ports, world: WorldDigest) -> None:
        self.agent = agent
        self.journal = journal
        self.ports = ports
        self.world = world

    async def run(self, raw: RawText, model: str) -> TurnFinished:
        """One turn to its end. Never raises for a fault: the turn degrades and says so.

        A cancelled turn is closed as cancelled; then the cancellation goes on.
        """
        number = len(self.agent.session.turns) + 1
        self.journal.begin(number, TurnStarted(model=model, wall=self.ports.wall.utc()))
        try:
            ended = await self._ended_early(raw, model)
            if ended is not None:
                return ended
        except asyncio.CancelledError:
            self._end("cancelled", why="stopped by a person")
            raise
        except FaultError as error:
            self._degrade(error.fault)
            return self._end("failed", degraded=True, why=error.fault.message)
        why = stood_in(self.agent)
        return self._end(self._outcome(), degraded=bool(why) or self._corrected(), why=why)

    async def _hops(self, raw: RawText, model: str) -> None:
        agent = self.agent
        watch, steps = Watch(agent), agent.pack.abstain.steps
        text = await self._understand(raw)
        watch.after_context()
        budget = Budget(steps.model_calls, steps.tool_calls)
        picked, failed = await picked_by_model(agent, self.journal, self.ports, text, model, budget)
        passages = await self._route_and_retrieve(text, picked, failed)
        watch.after_retrieve()
        calls = self._calls(budget)
        while True:
            budget.model_call()
            parsed = await self._ask_model(passages, model)
            if not parsed.calls and not parsed.unreadable:
                break
            watch.before_calls(parsed)
            await calls.run(parsed, agent.offered)
        await Replier(agent, self.journal, self.ports).reply(parsed.text, model, budget)

    async def _ended_early(self, raw: RawText, model: str) -> TurnFinished | None:
        """All hops; the end of a turn whose agent does not go on, or was not let."""
        try:
            stop = await self._hops_or_stop(raw, model)
            return await self._abstain(stop) if stop is not None else None
        except HandedOver as over:
            return await self._hand_over(over)

    async def _hops_or_stop(self, raw: RawText, model: str) -> Abstaining | None:
        """The hops to their end; what stopped them where the agent does not go on by itself."""
        try:
            await self._hops(raw, model)
        except Abstaining as stop:
            return stop
        except FaultError as error:
            if (stop := reason_of(error)) is None:
                raise
            return stop
        return None

    async def _abstain(self, stop: Abstaining) -> TurnFinished:
        abstainer = Abstainer(self.agent, self.journal, self._calls(Budget()))
        static = ""
        if stop.reason in ("steps", "budget"):
            static = static_reply(Fault(kind="budget", message=stop.why), self.agent)
        outcome = await abstainer.act(stop, static)
        return self._end(outcome, degraded=True, why=stop.why, abstained=stop.reason)

    async def _hand_over(self, over: HandedOver) -> TurnFinished:
        calls = self._calls(Budget())
        calls.ports = replace(self.ports, stepper=None)  # nobody is asked about it again
        abstainer = Abstainer(self.agent, self.journal, calls)
        outcome = await abstainer.hand_over(over.reason)
        why = f"handed over by {over.by} at {over.where}"
        return self._end(outcome, degraded=True, why=why)

    def _calls(self, budget: Budget) -> CallRunner:
        return CallRunner(self.agent, self.journal, self.ports, self.world, budget)

    async def _understand(self, raw: RawText) -> str:
        """redact and context; returns the safe text."""
        agent, journal, ports = self.agent, self.journal, self.ports
        with journal.hop("redact") as hop:
            await before(hop, ports)
            await search_ahead(journal.mask, raw.reveal())
            text = (await finish(hop, ports, redact(raw, journal.mask, journal.turn))).text
        with journal.hop("context") as hop:
            await before(hop, ports)
            # Not what came: what only looks like a placeholder stays one of nobody's, for a
            # variable's value is restored as somebody's data.
            real = str(journal.mask.restore(text))
            found = context(text, agent.session, agent.pack, ports.rows, agent.asked, real)
            await finish(hop, ports, found)
        return text

    async def _route_and_retrieve(
        self, text: str, picked: str | None, failed: str
    ) -> tuple[Passage, ...]:
        agent, journal, ports = self.agent, self.journal, self.ports
        with journal.hop("route") as hop:
            await before(hop, ports)
            found = route(text, agent.pack, agent.standing, picked, failed)
            await finish(hop, ports, found)
        named = named_passages(agent.reading, agent.pack.articles)
        with journal.hop("retrieve") as hop:
            await before(hop, ports)
            scope = scope_of(agent.session, agent.pack, hop.at)
            retrieved = retrieve(text, ports.search, named, scope)
            return (await finish(hop, ports, retrieved)).passages

    async def _ask_model(self, passages: tuple[Passage, ...], model: str) -> ParseOutput:
        """prompt, infer and parse: one round of the tool loop."""
        agent, journal, ports = self.agent, self.journal, self.ports
        await pass_checkpoints(agent, journal, ports)
        passages = await with_articles(passages, agent, journal, ports)
        mark = marker(ports.dice)
        with journal.hop("prompt") as hop:
            await before(hop, ports)
            situation = Situation(
                agent.session, agent.pack, agent.run, passages, hop.at, agent.asks,
                tuple(agent.shelf.places), mark,
            )  # fmt: skip
            output, request = prompt(situation, model)
            await finish(hop, ports, output)
        with journal.hop("infer", model) as hop:
            await search_request(journal.mask, request)
            reply = await infer(hop, request, ports)
        with journal.hop("parse") as hop:
            await before(hop, ports)
            names = {tool.name for tool in request.tools}
            text, calls = bare(reply.text, reply.calls, mark)
            return await finish(hop, ports, parse(text, calls, names))

    def _degrade(self, fault: Fault) -> None:
        """The reply of a turn that failed: it says what happened, and nothing that did not."""
        with self.journal.hop("respond", "static answer") as hop:
            text = static_reply(fault, self.agent)
            hop.finish(RespondOutput(text=text, verdict="static"))

    def _outcome(self) -> TurnOutcome:
        turn = self.agent.session.turns[-1]
        if any(item.tool == _HAND_OFF for item in self.agent.done_in(turn.number)):
            return "handed_off"
        asks = self.agent.asked is not None or turn.reply.rstrip().endswith("?")
        return "asked" if asks else "answered"

    def _corrected(self) -> bool:
        output = self.agent.session.turns[-1].hops[-1].output
        return isinstance(output, RespondOutput) and output.verdict != "sent"

    def _end(
        self,
        outcome: TurnOutcome,
        degraded: bool = False,
        why: str = "",
        abstained: Abstained | Literal[""] = "",
    ) -> TurnFinished:
        return self.journal.end(
            TurnFinished(
                outcome=outcome,
                degraded=degraded,
                why=why,
                abstained=abstained,
                totals=totals_of(self.agent.session.turns[-1]),
                world=self.world.value(),
            )
        )
