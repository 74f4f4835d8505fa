"""Finds what is suspicious in a session; a turn that has ended is looked at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sandbox.log.fold import Hop, Session, Turn
from sandbox.log.times import times_of
from sandbox.tui.feed.format import duration
from sandbox.tui.feed.notes import SLOW_INFER, SLOW_OVER, slow
from sandbox.tui.feed.suspects import calls, understanding
from sandbox.tui.feed.suspects.past import Past
from sandbox.tui.feed.suspects.suspect import MINOR, Suspect

AT_ONCE: Final = 40
"""Turns looked through at most when a hop is inspected: with 12 hops each about 10 ms."""

_LASTING: Final = ("prompt", "execute")
"""Hops that later ones are held against."""


class Suspicions:
    """Of one session. `all` costs what the turns cost that have ended since, and the running one.

    `looked`: how many turns were looked at so far, each time one was.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.looked = 0
        self._past = Past()
        self._found: list[Suspect] = []
        self._known = 0

    def all(self) -> list[Suspect]:
        """Every suspicion, in the order of the hops; of one hop the most telling first."""
        self._learn(len(self.session.turns))
        running = [
            one
            for turn in self.session.turns[self._known :]
            for one in self._of_turn(turn, learn=False)
        ]
        return sorted([*self._found, *running], key=lambda one: one.place)

    def worth(self) -> list[Suspect]:
        """Those to go through one by one: what was mended only where nothing else is wrong."""
        found = self.all()
        return [one for one in found if one.kind not in MINOR] or found

    def of(self, hop: str, at_most: int = AT_ONCE) -> list[Suspect]:
        """Those of one hop, but for what its own tabs say in as many words.

        A long session is looked through `at_most` turns at a time; until it is, there are none.
        """
        self._learn(at_most)
        behind = self._known < len(self.session.turns) - 1
        found = self._found if behind else self.all()
        return [one for one in found if one.hop == hop and one.kind not in MINOR]

    def _learn(self, at_most: int) -> None:
        turns = self.session.turns
        for turn in turns[self._known : self._known + at_most]:
            if turn.finished is None:
                break
            self._found += self._of_turn(turn, learn=True)
            self._past.end(turn)
            self._known += 1

    def _of_turn(self, turn: Turn, learn: bool) -> list[Suspect]:
        """`learn`: for the turns after it, and so only once."""
        self.looked += 1
        past, found = self._past, list(understanding.of_turning(turn, self._past))
        for hop in turn.hops:
            found += self._of_hop(hop, turn)
            if learn and hop.name in _LASTING:
                past.take(hop)
        found += _slow(turn)
        found += calls.of_loop(turn)
        return found

    def _of_hop(self, hop: Hop, turn: Turn) -> Iterator[Suspect]:
        if hop.fault is not None and hop.fault.kind != "cancelled":
            words = f"{hop.fault.kind.replace('_', ' ')}: {hop.fault.message}"
            yield Suspect(hop.id, "failed", words, "Failure")
        match hop.name:
            case "route":
                yield from understanding.of_route(hop)
            case "retrieve":
                yield from understanding.of_retrieve(hop, turn)
            case "prompt":
                yield from understanding.of_prompt(hop, self._past)
            case "parse":
                yield from calls.of_parse(hop)
            case "repair":
                yield from calls.of_repair(hop, turn)
            case "policy":
                yield from calls.of_policy(hop)
            case "execute":
                yield from calls.of_execute(hop, self._past)
            case "respond":
                yield from understanding.of_respond(hop, self.session, turn)
            case _:
                pass
        if hop.events:
            yield from calls.of_faults(hop)


def _slow(turn: Turn) -> Iterator[Suspect]:
    if all((hop.total or 0) <= SLOW_OVER for hop in turn.hops):
        return
    times = times_of(turn)
    for hop in turn.hops:
        spent = times.shares[hop.number].spent
        if hop.total is not None and slow(hop, spent):
            limit = SLOW_INFER if hop.name == "infer" else SLOW_OVER
            words = f"slow: {duration(spent)}, over {duration(limit)}; the turn took"
            yield Suspect(hop.id, "slow", f"{words} {duration(times.total)}", "Time")
