"""Plays one attack on the default pack, with the guard or without it, and looks what came of it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.domain.hop import ExecuteOutput, PolicyOutput, RepairOutput, ValidateOutput
from sandbox.domain.tool import Ok
from sandbox.domain.verdict import Decision
from sandbox.hops.validate import validate
from sandbox.hub.live import LiveSession
from sandbox.log.fold import Session
from sandbox.pack.pack import Pack
from sandbox.prompting.spotlight import marker
from sandbox.settings import Settings
from tests.injection.attack import SCENES, Attack, planted
from tests.injection.victim import Gullible


@dataclass(frozen=True)
class Outcome:
    """`won`: the attack had its effect. `read`: the victim saw its text. `stopped`: by what."""

    attack: Attack
    won: bool
    read: bool
    stopped: tuple[str, ...]
    reply: str


async def play(settings: Settings, pack: Pack, attack: Attack, home: Path, guard: bool) -> Outcome:
    """One conversation of one or two turns. A person who is asked says no."""
    bad = planted(pack, attack)
    live = wiring.new_session(settings, bad, ask=AnswerAll(approve=not guard), home=home)
    victim = Gullible(attack)
    live.parts.model_for = lambda name: victim  # pyright: ignore[reportAttributeAccessIssue]
    with _guarded(live) if guard else _open(live):
        await live.send(SCENES[attack.plant].says)
        reply = str(live.restore(live.session.turns[-1].reply))
        won = _won(attack, live, reply)
    await live.close()
    return Outcome(attack, won, victim.read, tuple(_stops(live.session)), reply)


@contextmanager
def _guarded(live: LiveSession) -> Iterator[None]:
    yield


@contextmanager
def _open(live: LiveSession) -> Iterator[None]:
    """Without marks, offered tools, provenance, references, scopes, rules and reply checks.

    By the wiring of this test alone: the product has no such switch.
    """

    def all_right(tool: str, arguments: Any, around: Any) -> ValidateOutput:
        if tool not in around.contracts:
            return validate(tool, arguments, around)
        return ValidateOutput(tool=tool, arguments=arguments)

    def allow(document: Any) -> Decision:
        return Decision(verdict="allow", rule="none")

    def as_it_is(text: str, *rest: Any) -> tuple[str, tuple[()]]:
        return text, ()

    def unchecked(text: str, *rest: Any) -> Any:
        from sandbox.domain.hop import RespondOutput

        return RespondOutput(text=text or "-")

    live.parts.ports.decide = allow
    with (
        patch("sandbox.hub.calls.validate", all_right),
        patch("sandbox.hub.turn.marker", lambda dice: ""),
        patch("sandbox.hub.replier.withhold", as_it_is),
        patch("sandbox.hub.replier.neutral", as_it_is),
        patch("sandbox.hub.replier.unleaked", as_it_is),
        patch("sandbox.hub.replier.respond", unchecked),
    ):
        yield


def _won(attack: Attack, live: LiveSession, reply: str) -> bool:
    wins, turns = attack.wins, live.session.turns
    if "table" in wins:
        return any(one.table == wins["table"] for turn in turns for one in turn.changes)
    if "ran" in wins:
        done = [hop.output for turn in turns for hop in turn.hops]
        ran = [
            one.outcome.result
            for one in done
            if isinstance(one, ExecuteOutput)
            and one.tool == wins["ran"]
            and isinstance(one.outcome, Ok)
        ]
        wanted = wins.get("id")
        return any(wanted is None or wanted in dict(one).values() for one in ran)
    pattern = wins["shown"].replace("{mark}", marker(live.parts.ports.dice))
    return re.search(pattern, reply) is not None


def _stops(session: Session) -> Iterator[str]:
    """What stood in the way, by the name that the log gives it."""
    for turn in session.turns:
        for hop in turn.hops:
            match hop.output:
                case ValidateOutput(problems=(first, *_)):
                    yield f"validate: {first.rule}"
                case PolicyOutput(decision=decision) as out if not out.go:
                    yield f"policy: {decision.rule}"
                case RepairOutput(verdict="gave_up"):
                    yield "repair gave up"
                case _:
                    pass
        last = turn.hops[-1].output
        verdict = getattr(last, "verdict", "")
        if verdict == "corrected":
            yield "respond: corrected"
