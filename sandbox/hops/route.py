"""route: picks the procedure for this turn, asks which is meant, or says that nothing fits."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.domain.hop import Candidate, RouteOutput
from sandbox.domain.procedure import Intent
from sandbox.hops.clarify import chosen, unsure_of
from sandbox.hops.router import router_for
from sandbox.hops.topic import topic
from sandbox.hops.wish import wish_in
from sandbox.knowledge.stop_words import STOP_WORDS
from sandbox.pack.pack import Pack

_SWITCH_OVER = 0.2
"""A running procedure is left only for an intent that scores this much above it."""
_BEST = 5
_AGAIN = re.compile(r"\W*(?:and|also|what about|how about|(?:the )?same (?:for|with))\b", re.I)
_WORDS = re.compile(r"(?<![\w-])[a-z]{2,}(?![\w-])")
_LEADS = frozenset(("same", "also", "number", "plea", "please", "other", "one", "thi", "that"))
_NOTHING = Candidate(intent="", score=0.0)


@dataclass(frozen=True)
class Standing:
    """Where the conversation stands when a message comes in.

    `running`: procedure that is under way ("" = none). `answers`: the words gave the variable that
    it asked for. `asked`: the intents that the turn before asked about. `customer`: who speaks, ""
    for nobody yet. `waiting`: the procedure that waits until that is known. `person`: they have
    just asked for a person. `intent`: what was wanted last. `denied`: the rules refused what the
    procedure under way was about to do, and nothing it depends on was said anew.
    """

    running: str = ""
    answers: bool = False
    asked: tuple[str, ...] = ()
    customer: str = ""
    waiting: str = ""
    person: bool = False
    intent: str = ""
    denied: bool = False


def route(
    text: str, pack: Pack, standing: Standing, picked: str | None = None, failed: str = ""
) -> RouteOutput:
    """Where this turn goes: the first of these that applies.

    A wish for a person; the procedure under way; the answer to "which one is meant?"; the same
    again for another row ("and order 10042?"); the intent that is sure; who speaks, where a
    procedure waits for that; asking; saying that nothing fits.

    `picked`: the intent that the model chose, "" for none of them, None where it did not choose.
    `failed`: why it did not, though it was asked.
    """
    wish = wish_in(text)
    about = topic(wish.text, pack.tables)
    look = _Look(
        pack, standing, text, router_for(pack.intents).candidates(about), wish.doubt, picked
    )
    output = look.person() or look.running() or look.answer() or look.follow_up() or look.sure()
    output = output or look.waiting() or look.unsure()
    reason = f"{output.reason}; {failed}" if failed else output.reason
    return output.model_copy(update={"candidates": look.candidates[:_BEST], "reason": reason})


@dataclass(frozen=True)
class _Look:
    """One message in its place, with every intent scored."""

    pack: Pack
    standing: Standing
    text: str
    candidates: tuple[Candidate, ...]
    doubt: str = ""
    picked: str | None = None

    @property
    def best(self) -> Candidate:
        if self.picked is not None:
            return next((one for one in self.candidates if one.intent == self.picked), _NOTHING)
        return self.candidates[0] if self.candidates else _NOTHING

    @property
    def is_sure(self) -> bool:
        if self.picked is not None:
            return self.best is not _NOTHING
        return 0.0 < self.best.score >= self.pack.route_threshold

    @property
    def doubted(self) -> str:
        """Why what is best may not be started for these words; what risks nothing always may."""
        if self.picked is not None:
            return ""  # it has read the message, and was told of such ones
        risks = {intent.id: intent.risk for intent in self._intents()}
        return self.doubt if risks.get(self.best.intent, "low") != "low" else ""

    def person(self) -> RouteOutput | None:
        target = self.pack.person
        if not self.standing.person or target not in self.pack.procedures:
            return None
        if self.standing.running == target:
            return None
        return RouteOutput(
            action="start",
            procedure=target,
            intent=self._leading_to(target).intent,
            confidence=self._leading_to(target).score,
            reason="asks for a person",
        )

    def running(self) -> RouteOutput | None:
        running, answers = self.standing.running, self.standing.answers
        score = self._leading_to(running).score
        if self.picked is not None:
            better = self._leading_to(running).intent != self.best.intent
        else:
            better = self.best.score - score >= _SWITCH_OVER
        leaves = self.is_sure and not self.doubted and better
        if not running or (not answers and (leaves or self.standing.denied)):
            return None
        return RouteOutput(
            action="continue",
            procedure=running,
            intent=self._leading_to(running).intent,
            confidence=score,
            reason="the answer it asked for" if answers else "nothing else fits better",
        )

    def answer(self) -> RouteOutput | None:
        asked = {intent.id for intent in self._intents()} & set(self.standing.asked)
        in_order = sorted(asked, key=self.standing.asked.index)
        picked = chosen(self.text, in_order, self.candidates)
        return self._start(picked, "the answer to which one is meant") if picked else None

    def follow_up(self) -> RouteOutput | None:
        known = {intent.id for intent in self._intents()}
        if self.standing.intent not in known or not _AGAIN.match(self.text):
            return None
        nouns = {table.noun for table in self.pack.tables.values()}
        words = {word.rstrip("s") for word in _WORDS.findall(self.text.lower())}
        if words - nouns - STOP_WORDS - _LEADS:
            return None
        return self._start(self.standing.intent, "the same again, for another one")

    def sure(self) -> RouteOutput | None:
        if not self.is_sure or self.doubted or self._unsure():
            return None
        words = f"words: {', '.join(self.best.words)}"
        return self._start(self.best.intent, words if self.picked is None else "the model chose it")

    def _unsure(self) -> tuple[str, ...]:
        """The intents to ask about; a model that chose leaves nothing to ask."""
        return () if self.picked is not None else unsure_of(self.candidates, self.pack)

    def waiting(self) -> RouteOutput | None:
        waiting = self.standing.waiting
        if self.standing.customer or waiting not in self.pack.procedures:
            return None
        return RouteOutput(
            action="start",
            procedure=self.pack.identify,
            then=waiting,
            reason=f"still to find out who speaks, for {waiting}",
        )

    def unsure(self) -> RouteOutput:
        asks = () if self.doubted else self._unsure()
        below = f"best score {self.best.score:.2f} is below {self.pack.route_threshold:.2f}"
        return RouteOutput(
            action="ask" if asks else "none",
            confidence=self.best.score,
            reason=self.doubted
            or ("the model chose none" if self.picked is not None else "")
            or (f"nearly the same: {', '.join(asks)}" if self.is_sure else below),
            asks=asks,
        )

    def _start(self, name: str, reason: str) -> RouteOutput:
        intent = next(one for one in self._intents() if one.id == name)
        score = next((c.score for c in self.candidates if c.intent == name), 0.0)
        first = intent.identified and not self.standing.customer and bool(self.pack.identify)
        return RouteOutput(
            action="start",
            intent=name,
            procedure=self.pack.identify if first else intent.procedure,
            then=intent.procedure if first else "",
            confidence=score,
            reason=f"{reason}; who speaks comes first" if first else reason,
        )

    def _leading_to(self, procedure: str) -> Candidate:
        """The best of the intents that lead to `procedure`: it speaks for it."""
        names = {intent.id for intent in self._intents() if intent.procedure == procedure}
        return next((one for one in self.candidates if one.intent in names), _NOTHING)

    def _intents(self) -> Iterator[Intent]:
        return iter(self.pack.intents)
