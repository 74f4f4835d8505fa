"""One turn, hop by hop, in the order of the product's diagram. Start reading here."""

import asyncio

from sandbox.domain.faults import Fault, FaultError
from sandbox.domain.hop import ParseOutput, Passage, RespondOutput
from sandbox.domain.text import RawText
from sandbox.domain.turn import TurnOutcome
from sandbox.hops.context import context
from sandbox.hops.infer import infer
from sandbox.hops.parse import parse
from sandbox.hops.policy import owner_of
from sandbox.hops.prompt import Situation, prompt
from sandbox.hops.redact import redact
from sandbox.hops.respond import respond
from sandbox.hops.retrieve import retrieve
from sandbox.hops.route import route
from sandbox.hops.withhold import Owner, withhold
from sandbox.hub.agent import Agent
from sandbox.hub.budget import Budget
from sandbox.hub.calls import CallRunner
from sandbox.hub.degrade import aged, static_reply, stood_in
from sandbox.hub.doubt import in_doubt
from sandbox.hub.journal import Journal
from sandbox.hub.news import with_news
from sandbox.hub.totals import totals_of
from sandbox.log.event import TurnFinished, TurnStarted
from sandbox.ports import Ports
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
            await self._hops(raw, model)
        except asyncio.CancelledError:
            self._end("cancelled", why="stopped by a person")
            raise
        except FaultError as error:
            self._degrade(error.fault)
            return self._end("failed", degraded=True, why=error.fault.message)
        why = stood_in(self.agent)
        return self._end(self._outcome(), degraded=bool(why) or self._corrected(), why=why)

    async def _hops(self, raw: RawText, model: str) -> None:
        text = self._understand(raw)
        passages = self._route_and_retrieve(text)
        budget = Budget()
        calls = CallRunner(self.agent, self.journal, self.ports, self.world, budget)
        while True:
            budget.model_call()
            parsed = await self._ask_model(passages, model)
            if not parsed.calls and not parsed.unreadable:
                break
            await calls.run(parsed, self.agent.offered)
        self._respond(parsed.text)

    def _understand(self, raw: RawText) -> str:
        """redact and context; returns the safe text."""
        agent, journal = self.agent, self.journal
        with journal.hop("redact") as hop:
            text = hop.finish(redact(raw, journal.mask, journal.turn)).text
        with journal.hop("context") as hop:
            rows, asked = self.ports.rows, agent.asked
            hop.finish(context(raw.reveal(), agent.session, agent.pack, rows, asked))
        return text

    def _route_and_retrieve(self, text: str) -> tuple[Passage, ...]:
        agent, journal = self.agent, self.journal
        with journal.hop("route") as hop:
            hop.finish(route(text, agent.pack, agent.standing))
        with journal.hop("retrieve") as hop:
            return hop.finish(retrieve(text, self.ports.search)).passages

    async def _ask_model(self, passages: tuple[Passage, ...], model: str) -> ParseOutput:
        """prompt, infer and parse: one round of the tool loop."""
        agent, journal = self.agent, self.journal
        with journal.hop("prompt") as hop:
            situation = Situation(
                agent.session, agent.pack, agent.run, passages, hop.at, agent.asks
            )
            output, request = prompt(situation, model)
            hop.finish(output)
        with journal.hop("infer", model) as hop:
            reply = await infer(hop, request, self.ports)
        with journal.hop("parse") as hop:
            names = {tool.name for tool in request.tools}
            return hop.finish(parse(reply.text, reply.calls, names))

    def _respond(self, text: str) -> None:
        agent, mask = self.agent, self.journal.mask
        with self.journal.hop("respond") as hop:
            masked = str(hop.mask(text))
            safe, leaks = withhold(masked, mask, Owner(self._owns, agent.known.said))
            safe = with_news(aged(safe, agent), agent)
            doubt = in_doubt(agent.session.turns[-1])
            now = agent.done_in(self.journal.turn)
            done = [*now, *(one for one in agent.done if one.tool not in doubt)]
            contracts = agent.pack.contracts
            hop.finish(respond(safe, contracts, done, agent.seen, leaks, bool(doubt)))

    def _owns(self, table: str, key: str) -> bool:
        """Whether a row is the speaking customer's, or nobody's."""
        pack, rows = self.agent.pack, self.ports.rows
        row = rows.row(table, key)
        if row is None or table not in pack.tables:
            return False
        owner = owner_of(pack.tables[table], row, pack, rows)
        return owner is None or owner == self.agent.session.principal.customer != ""

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

    def _end(self, outcome: TurnOutcome, degraded: bool = False, why: str = "") -> TurnFinished:
        return self.journal.end(
            TurnFinished(
                outcome=outcome,
                degraded=degraded,
                why=why,
                totals=totals_of(self.agent.session.turns[-1]),
                world=self.world.value(),
            )
        )
