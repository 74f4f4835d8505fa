"""The end of a turn: the reply is checked, once corrected by its model, and shown."""

from dataclasses import dataclass

from sandbox.domain.faults import FaultError
from sandbox.domain.hop import RespondOutput
from sandbox.hops.correct import correction
from sandbox.hops.infer import infer
from sandbox.hops.links import neutral
from sandbox.hops.policy import owner_of
from sandbox.hops.respond import respond
from sandbox.hops.stop import before, finish
from sandbox.hops.unleaked import unleaked
from sandbox.hops.withhold import Owner, withhold
from sandbox.hub.agent import Agent
from sandbox.hub.budget import Budget
from sandbox.hub.coming_back import with_return
from sandbox.hub.degrade import aged
from sandbox.hub.doubt import in_doubt
from sandbox.hub.journal import Journal
from sandbox.hub.news import with_news
from sandbox.ports import Ports


@dataclass(frozen=True)
class Replier:
    """Writes the respond hop of a turn, and before it, if need be, one more call of the model."""

    agent: Agent
    journal: Journal
    ports: Ports

    async def reply(self, text: str, model: str, budget: Budget) -> None:
        """Shows `text`, or what may be shown in its place."""
        draft = self._draft(text)
        better = await self._rewritten(text, draft, model, budget) if draft else ""
        with self.journal.hop("respond") as hop:
            await before(hop, self.ports)
            output = draft or self._checked(text)
            second = self._checked(better) if better.strip() else None
            if second is not None and second.verdict == "sent":
                claims, links = output.claims, output.neutralised + second.neutralised
                output = second.model_copy(
                    update={
                        "claims": claims,
                        "neutralised": links,
                        "verdict": "corrected",
                        "corrected_by": "model",
                    }
                )
            await finish(hop, self.ports, with_return(output, self.agent))

    def _draft(self, text: str) -> RespondOutput | None:
        """The reply as checked; None where the check itself breaks: the hop then says how."""
        try:
            return self._checked(text)
        except Exception:
            return None

    async def _rewritten(self, text: str, draft: RespondOutput, model: str, budget: Budget) -> str:
        """What the model says instead; "" where nothing was false, or it can't be asked.

        With an unknown outcome it is not asked: then every word counts, and they are ours.
        """
        false = any(not claim.supported for claim in draft.claims)
        if not false or in_doubt(self.agent.session.turns[-1]):
            return ""
        masked = str(self.journal.mask.mask(text, self.journal.turn))
        request = correction(masked, draft, model, self.agent.pack.settings)
        try:
            budget.model_call()
            with self.journal.hop("infer", "respond") as hop:
                return (await infer(hop, request, self.ports)).text
        except FaultError:
            return ""

    def _checked(self, text: str) -> RespondOutput:
        agent, mask, turn = self.agent, self.journal.mask, self.journal.turn
        masked = str(mask.mask(text, turn))
        safe, leaks = withhold(masked, mask, Owner(self._owns, agent.known.said))
        safe, links = neutral(safe, agent.pack, agent.known.said, agent.known.results)
        safe, hidden = unleaked(safe, agent.pack)
        links = links + hidden
        safe = with_news(aged(safe, agent), agent)
        doubt = in_doubt(agent.session.turns[-1])
        now = agent.done_in(turn)
        done = [*now, *(one for one in agent.done if one.tool not in doubt)]
        contracts = agent.pack.contracts
        output = respond(safe, contracts, done, agent.seen, leaks, bool(doubt))
        if not links:
            return output
        verdict = "corrected" if output.verdict == "sent" else output.verdict
        return output.model_copy(update={"neutralised": links, "verdict": verdict})

    def _owns(self, table: str, key: str) -> bool:
        """Whether a row is the speaking customer's, or nobody's."""
        pack, rows = self.agent.pack, self.ports.rows
        row = rows.row(table, key)
        if row is None or table not in pack.tables:
            return False
        owner = owner_of(pack.tables[table], row, pack, rows)
        return owner is None or owner == self.agent.session.principal.customer != ""
