"""Takes a recording and fails every tool call in turn, in every way; says what came of each case.

The session is played once without faults; each case is a fork of it at the turn of its call, with
one fault armed. A case that did not end as the original is asked the same again, without faults.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.text import RawText
from sandbox.hub.live import LiveSession
from sandbox.log.event import (
    Event,
    FaultInjected,
    PrincipalChanged,
    StepActed,
    TurnStarted,
    WorldEdited,
)
from sandbox.log.fold import Turn
from sandbox.pack.pack import Pack
from sandbox.replay.edit_again import edit_again
from sandbox.replay.person import fresh_mask
from sandbox.replay.sweep_actors import NoSleep, TapedColleague, TapedModel, words_by_turn
from sandbox.replay.sweep_cases import Case, cases_of
from sandbox.replay.sweep_judge import FINDINGS, Effects, Verdict, effects_of, wrong_claim

_PATIENCE = 30.0
"""Seconds of real time for one turn of a case: nothing in it waits, so longer means stuck."""

Open = Callable[[], LiveSession]
Fork = Callable[[str, int], Awaitable[LiveSession]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Result:
    """One case and its end. `reply` as shown, with placeholders; `why` says what was wrong."""

    case: Case
    verdict: Verdict
    outcome: str
    reply: str
    again: bool = False
    why: str = ""

    @property
    def is_finding(self) -> bool:
        return self.verdict in FINDINGS

    def data(self) -> dict[str, JSON]:
        """As JSON."""
        return {
            "turn": self.case.turn,
            "tool": self.case.subject,
            "call": self.case.call,
            "fault": self.case.fault,
            "lasts": self.case.lasts,
            "spec": self.case.spec,
            "verdict": self.verdict,
            "outcome": self.outcome,
            "again": self.again,
            "reply": self.reply,
            "why": self.why,
        }


class Sweep:
    """One recording under every fault. `opened` starts its session anew, `fork` copies it."""

    def __init__(self, events: Sequence[Event], pack: Pack, opened: Open, fork: Fork) -> None:
        self.events = events
        self.pack = pack
        self._open = opened
        self._fork = fork
        self._mask = fresh_mask(pack, events).tape
        self._words = words_by_turn(events, self._mask)

    async def run(self, progress: Progress = lambda done, total: None) -> list[Result]:
        """Every case, in order. Raises `SandboxError` for a recording that can't be played live."""
        original = await self._original()
        try:
            cases = list(cases_of(original.session, self.pack.contracts))
            results: list[Result] = []
            for case in cases:
                results.append(await self._case(case, original))
                progress(len(results), len(cases))
            return results
        finally:
            await original.close()

    async def _original(self) -> LiveSession:
        """The session played live without any fault: also those that the recording had armed."""
        live = self._prepared(self._open())
        for event in self.events:
            if isinstance(event, StepActed) and event.action != "go_on":
                raise SandboxError(
                    f"turn {event.turn}: somebody changed its course at a break point",
                    "a sweep needs a session that went by messages alone",
                )
            await self._follow(live, event)
        return live

    async def _follow(self, live: LiveSession, event: Event) -> None:
        if isinstance(event, TurnStarted) and event.turn in self._words:
            await live.send(self._words[event.turn].reveal())
        elif isinstance(event, PrincipalChanged) and not event.turn:
            live.switch_principal(event.principal.customer)
        elif isinstance(event, WorldEdited):
            await edit_again(live, event, self._mask)

    def _prepared(self, live: LiveSession) -> LiveSession:
        """The session with nobody in it who waits: taped model and colleague, nominal time."""
        model = TapedModel(self.events)
        live.parts.model_for = lambda name: model
        live.parts.ports.ask = TapedColleague(self.events, self._mask)
        live.parts.ports.sleep = NoSleep()
        return live

    async def _case(self, case: Case, original: LiveSession) -> Result:
        live = self._prepared(await self._fork(original.name, case.turn))
        try:
            armed = live.arm(case.spec)
            said = RawText(str(original.restore(original.session.turns[case.turn - 1].asked)))
            turn = await _said(live, said)
            found = self._judged(case, live, turn, original)
            if found is not None:
                return found
            live.disarm(armed)
            return await self._again(case, live, original, said)
        finally:
            await live.close()

    def _judged(
        self, case: Case, live: LiveSession, turn: Turn | None, original: LiveSession
    ) -> Result | None:
        """The result where the turn itself decides it; None where it did not go as it should."""
        expected = effects_of(original, case.turn)
        found = _fault(case, live, turn, expected)
        if found is not None or turn is None:
            return found
        if not _was_hit(turn):
            return _result(case, "untouched", turn)
        done = effects_of(live, turn.number).counts == expected.counts
        if done and _same(turn, original.session.turns[case.turn - 1]):
            return _result(case, "recovered", turn)
        return None

    async def _again(
        self, case: Case, live: LiveSession, original: LiveSession, said: RawText
    ) -> Result:
        """The customer says the same once more, and nothing fails any longer."""
        first = live.session.turns[-1]
        later = await _said(live, said)
        found = _fault(case, live, later, effects_of(original, case.turn), again=True)
        if found is not None:
            return found
        assert later is not None
        if later.finished is not None and later.finished.outcome == "failed":
            return _result(case, "stuck", later, again=True, why=later.finished.why)
        return _result(case, "degraded", first, again=True)


def _fault(
    case: Case, live: LiveSession, turn: Turn | None, expected: Effects, again: bool = False
) -> Result | None:
    """A finding that holds whatever came of the case, None if there is none."""
    if turn is None:
        last = live.session.turns[-1]
        return _result(case, "stuck", last, again, f"no end within {_PATIENCE:.0f} s")
    effects = effects_of(live, turn.number)
    if doubled := effects.doubled(expected):
        return _result(case, "duplicated", turn, again, f"done twice: {', '.join(doubled)}")
    if words := wrong_claim(live, turn, effects):
        return _result(case, "wrong_claim", turn, again, f"the reply says {words!r}")
    return None


async def _said(live: LiveSession, words: RawText) -> Turn | None:
    """The turn that these words made; None when it did not end."""
    try:
        await asyncio.wait_for(live.send(words.reveal()), _PATIENCE)
    except TimeoutError:
        return None
    return live.session.turns[-1]


def _was_hit(turn: Turn) -> bool:
    return any(isinstance(event, FaultInjected) for hop in turn.hops for event in hop.events)


def _same(turn: Turn, wanted: Turn) -> bool:
    """Whether it ended as the original: the same words and the same outcome.

    Together with the same effects, that is the same end. Rows may differ in the times they carry,
    because a retry moves the world's clock.
    """
    ends = [(one.reply, one.finished.outcome) if one.finished else None for one in (turn, wanted)]
    return ends[0] == ends[1] is not None


def _result(case: Case, verdict: Verdict, turn: Turn, again: bool = False, why: str = "") -> Result:
    outcome = turn.finished.outcome if turn.finished else "running"
    return Result(case, verdict, outcome, turn.reply, again, why)
