"""One turn, hop by hop, in the order of the product's diagram. Start reading here."""

import asyncio
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
from sandbox.hops.route_by_model import intent_in, route_request
from sandbox.hub.abstain import Abstainer, Abstaining, Watch, reason_of
from sandbox.hub.agent import Agent
from sandbox.hub.budget import Budget
from sandbox.hub.calls import CallRunner
from sandbox.hub.checkpoints import pass_checkpoints, with_articles
from sandbox.hub.degrade import static_reply, stood_in
from sandbox.hub.journal import Journal
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
        self.journal.begin(number, TurnStarted(model=model))
        try:
            stop = await self._hops_or_stop(raw, model)
            if stop is not None:
                return await self._abstain(stop)
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
        text = self._understand(raw)
        watch.after_context()
        budget = Budget(steps.model_calls, steps.tool_calls)
        picked, failed = await self._picked(text, model, budget)
        passages = self._route_and_retrieve(text, picked, failed)
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

    def _calls(self, budget: Budget) -> CallRunner:
        return CallRunner(self.agent, self.journal, self.ports, self.world, budget)

    def _understand(self, raw: RawText) -> str:
        """redact and context; returns the safe text."""
        agent, journal = self.agent, self.journal
        with journal.hop("redact") as hop:
            text = hop.finish(redact(raw, journal.mask, journal.turn)).text
        with journal.hop("context") as hop:
            rows, asked = self.ports.rows, agent.asked
            hop.finish(context(raw.reveal(), agent.session, agent.pack, rows, asked))
        return text

    async def _picked(self, text: str, model: str, budget: Budget) -> tuple[str | None, str]:
        """The intent that the model chooses where the pack wants that; else why there is none.

        It is not asked about the answer to a question, which goes on with what is under way.
        """
        agent = self.agent
        if not agent.pack.route_by_model or agent.standing.answers:
            return None, ""
        request = route_request(text, agent.running, agent.pack, model)
        try:
            budget.model_call()
            with self.journal.hop("infer", "route") as hop:
                reply = await infer(hop, request, self.ports)
        except FaultError as error:
            return None, f"the model could not be asked: {error.fault.message}"
        picked = intent_in(reply.text, agent.pack.intents)
        return picked, "the model named no intent" if picked is None else ""

    def _route_and_retrieve(
        self, text: str, picked: str | None, failed: str
    ) -> tuple[Passage, ...]:
        agent, journal = self.agent, self.journal
        with journal.hop("route") as hop:
            hop.finish(route(text, agent.pack, agent.standing, picked, failed))
        named = named_passages(agent.reading, agent.pack.articles)
        with journal.hop("retrieve") as hop:
            scope = scope_of(agent.session, agent.pack, hop.at)
            return hop.finish(retrieve(text, self.ports.search, named, scope)).passages

    async def _ask_model(self, passages: tuple[Passage, ...], model: str) -> ParseOutput:
        """prompt, infer and parse: one round of the tool loop."""
        agent, journal = self.agent, self.journal
        await pass_checkpoints(agent, journal, self.ports)
        passages = with_articles(passages, agent, journal)
        mark = marker(self.ports.dice)
        with journal.hop("prompt") as hop:
            situation = Situation(
                agent.session, agent.pack, agent.run, passages, hop.at, agent.asks,
                tuple(agent.shelf.places), mark,
            )  # fmt: skip
            output, request = prompt(situation, model)
            hop.finish(output)
        with journal.hop("infer", model) as hop:
            reply = await infer(hop, request, self.ports)
        with journal.hop("parse") as hop:
            names = {tool.name for tool in request.tools}
            text, calls = bare(reply.text, reply.calls, mark)
            return hop.finish(parse(text, calls, names))

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
