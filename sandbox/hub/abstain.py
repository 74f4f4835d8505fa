"""Where the agent stops going on by itself: what stops it, and what the turn does instead."""

import re
from dataclasses import dataclass

from sandbox.domain.faults import FaultError
from sandbox.domain.handoff import HandoffKind
from sandbox.domain.hop import ParseOutput, RespondOutput, RetrieveOutput, RouteOutput
from sandbox.domain.tool import ToolCall
from sandbox.domain.turn import Abstained, TurnOutcome
from sandbox.handoff.note import KINDS
from sandbox.hops.context import FRUSTRATION
from sandbox.hub.agent import Agent
from sandbox.hub.budget import StepsSpent
from sandbox.hub.calls import CallRunner
from sandbox.hub.handing import BY_ENGINE
from sandbox.hub.journal import Journal
from sandbox.hub.loops import asking_again, looping
from sandbox.knowledge.stop_words import STOP_WORDS
from sandbox.log.calls import ENGINE
from sandbox.log.canonical import canonical
from sandbox.log.fold import Turn
from sandbox.log.outcome import route_of
from sandbox.procedures.line import HAND_OFF_TOOL

_WORD = re.compile(r"[^\W\d_]{3,}")
_SMALL_TALK = frozenset(
    (
        "hello",
        "hey",
        "hiya",
        "thanks",
        "thank",
        "thx",
        "okay",
        "bye",
        "goodbye",
        "welcome",
        "great",
        "good",
        "fine",
        "nice",
        "morning",
        "afternoon",
        "evening",
        "day",
        "yes",
        "yeah",
        "sure",
        "nope",
        "please",
        "sorry",
        "cool",
        "perfect",
        "super",
        "cheers",
    )
)
_ASK: dict[Abstained, str] = {
    "unclear": "I'm sorry, I don't understand yet. What do you need, in one short sentence?",
    "frustration": "I'm sorry that this is so annoying. Would you like to speak to a person?",
    "loop": "I'm not getting anywhere with this. Could you say it in other words?",
    "steps": "This takes me more steps than I may take at once. What is the most important part?",
    "budget": "I may not go on with this one. Would you like to speak to a person?",
}
_STATIC: dict[Abstained, str] = {
    "unclear": "I'm sorry, I can't help with that.",
    "frustration": "I'm sorry that we let you down.",
    "loop": "I'm sorry, I'm not getting anywhere with this, so I have stopped.",
    "steps": "I may not go on with this one: it would take more steps than I am allowed.",
    "budget": "I may not go on with this one: it would go beyond what I am allowed.",
}
_PASSED_ON: dict[Abstained, str] = {
    "unclear": "I'm sorry, I don't understand what you need.",
    "frustration": "I'm sorry that this has been so annoying.",
    "loop": "I'm sorry, I'm not getting anywhere with this.",
    "steps": "I'm sorry, this takes me more steps than I am allowed.",
    "budget": "I'm sorry, I may not go on with this one.",
}
_HANDED = "I am handing you over to a colleague, who can see what we have tried."


class Abstaining(Exception):
    """The agent does not go on. `why` is one line for the trace, without a personal value."""

    def __init__(self, reason: Abstained, why: str) -> None:
        super().__init__(why)
        self.reason: Abstained = reason
        self.why = why


@dataclass(frozen=True)
class Watch:
    """Looks after each stage of a turn whether it should go on. Raises `Abstaining`."""

    agent: Agent

    def after_context(self) -> None:
        """Frustration over the pack's threshold, unless a person is on it already."""
        rule, known = (
            self.agent.pack.abstain.frustration,
            self.agent.session.variables.get(FRUSTRATION),
        )
        score = float(known.value) if known is not None else 0.0
        if known is None or score <= rule.over or not self._first("frustration"):
            return
        raise Abstaining("frustration", f"the customer is losing patience: {known.where}")

    def after_retrieve(self) -> None:
        """Nothing fits for too long, or the same question was asked in vain."""
        agent, rules = self.agent, self.agent.pack.abstain
        if agent.asked is not None:
            name = agent.asked.name
            answered = agent.session.variables.get(name) is not None
            repeated = asking_again(agent.session, name, rules.loop.repeats)
            if repeated and not answered and self._first("loop"):
                what = name.replace("_", " ")
                raise Abstaining("loop", f"asked for the {what} again and again")
        turns = agent.session.turns[-rules.unclear.turns :]
        unclear = len(turns) == rules.unclear.turns and all(map(_unclear, turns))
        if unclear and self._first("unclear"):
            raise Abstaining("unclear", "nothing fitted what the customer wrote, several times")

    def before_calls(self, parsed: ParseOutput) -> None:
        """Calls that would only go on in circles."""
        why = looping(self.agent.session, parsed, self.agent.pack.abstain.loop.repeats)
        if why:
            raise Abstaining("loop", why)

    def _first(self, reason: Abstained) -> bool:
        """Whether nobody has it yet, and the turn before did not stop for the same reason."""
        if any(one.tool == HAND_OFF_TOOL for one in self.agent.done):
            return False
        before = self.agent.session.turns[-2:-1]
        ended = before[0].finished if before else None
        return ended is None or ended.abstained != reason


def reason_of(error: FaultError) -> Abstaining | None:
    """What a spent budget stands for; None for any other fault."""
    if error.fault.kind != "budget":
        return None
    reason: Abstained = "steps" if isinstance(error, StepsSpent) else "budget"
    return Abstaining(reason, error.fault.message)


@dataclass(frozen=True)
class Abstainer:
    """Does what the pack wants done. `calls` are those of a turn with steps left."""

    agent: Agent
    journal: Journal
    calls: CallRunner

    async def act(self, stop: Abstaining, static: str) -> TurnOutcome:
        """Ends the turn with a question, a handoff or `static`; returns its outcome."""
        action = self.agent.pack.abstain.action(stop.reason)
        if action == "hand_off" and await self._handed_over(stop):
            return self._say("handed over", f"{_PASSED_ON[stop.reason]} {_HANDED}", "handed_off")
        if action == "ask":
            return self._say("question", _ASK[stop.reason], "asked")
        outcome: TurnOutcome = "failed" if stop.reason in ("steps", "budget") else "answered"
        return self._say("static answer", static or _STATIC[stop.reason], outcome)

    async def hand_over(self, reason: str) -> TurnOutcome:
        """Hands over because the person who went through the turn wants that; see `_handed_over`.

        Where the rules do not let it, a static answer says that nobody goes on.
        """
        if await self._passed_on("developer", reason or KINDS["developer"]):
            return self._say("handed over", _HANDED, "handed_off")
        return self._say("static answer", _STATIC["unclear"], "answered")

    def _say(self, subject: str, text: str, outcome: TurnOutcome) -> TurnOutcome:
        with self.journal.hop("respond", subject) as hop:
            hop.finish(RespondOutput(text=text, verdict="static"))
        return outcome

    async def _handed_over(self, stop: Abstaining) -> bool:
        # A number in it would be asked for its source.
        reason = KINDS[stop.reason] if any(map(str.isdigit, stop.why)) else stop.why
        return await self._passed_on(stop.reason, reason)

    async def _passed_on(self, kind: HandoffKind, reason: str) -> bool:
        """Calls the pack's `hand_off`, judged like any other call; whether it was done."""
        form = self.agent.pack.handoff
        if form is None or HAND_OFF_TOOL not in self.agent.pack.contracts:
            return False
        turn = self.agent.session.turns[-1]
        self.agent.abstained = kind
        arguments = canonical({form.reason: reason, form.note: BY_ENGINE})
        call = ToolCall(
            position=_next_position(turn), id=ENGINE, tool=HAND_OFF_TOOL, arguments=arguments
        )
        try:
            await self.calls.run(ParseOutput(calls=(call,)))
        except FaultError:
            return False
        finally:
            self.agent.abstained = None
        return any(one.tool == HAND_OFF_TOOL for one in self.agent.done_in(turn.number))


def _next_position(turn: Turn) -> int:
    """One that no call of the model's last message has."""
    parsed = [hop.output for hop in turn.hops if isinstance(hop.output, ParseOutput)]
    return len(parsed[-1].calls) if parsed else 0


def _unclear(turn: Turn) -> bool:
    """Whether nothing fitted words that say something: more than thanks or a greeting."""
    found = route_of(turn)
    if not isinstance(found, RouteOutput) or found.action not in ("ask", "none"):
        return False
    if any(
        passage.used
        for hop in turn.hops
        if isinstance(hop.output, RetrieveOutput)
        for passage in hop.output.passages
    ):
        return False
    words = {word.lower() for word in _WORD.findall(turn.asked)}
    return bool(words - STOP_WORDS - _SMALL_TALK)
