"""Dead letters: calls that failed for good, or of which nobody knows, kept for a person."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from sandbox.domain.base import JSON
from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.tool import Ok
from sandbox.log.back_ends import Rerun
from sandbox.log.codec import canonical
from sandbox.log.event import ToolAttempted
from sandbox.log.fold import Hop, Session


@dataclass(frozen=True)
class DeadLetter:
    """One call, named by its hop (`3.12`). `arguments` are masked; `key` is "" for a read.

    `tries`: how often a person ran it again, in vain. `customer`: who spoke then, "" for nobody.
    """

    hop: str
    tool: str
    subject: str
    status: Literal["failed", "unknown"]
    why: str
    at: str
    arguments: dict[str, JSON]
    key: str = ""
    tries: int = 0
    customer: str = ""

    @property
    def name(self) -> str:
        """What tells one effect, or one read, from another."""
        return self.key or canonical([self.tool, self.arguments, self.customer])


def dead_letters(session: Session) -> list[DeadLetter]:
    """Those that are still open, oldest first; one for each effect, however often it was called.

    A read is open until the same one was answered later, in a turn or to a person.
    """
    open_: dict[str, DeadLetter] = {}
    for turn in session.turns:
        for hop in turn.hops:
            for letter in _letter(session, hop):
                open_.setdefault(letter.name, letter)
            if not isinstance(hop.output, ExecuteOutput) or not open_:
                continue
            if isinstance(hop.output.outcome, Ok) and not hop.output.degraded:
                open_.pop(_name(session, hop, hop.output), None)
        for again in session.back.reruns if open_ else ():
            if again.after == turn.number:
                _ran_again(open_, again)
    return list(open_.values())


def _ran_again(open_: dict[str, DeadLetter], again: Rerun) -> None:
    letter = next((one for one in open_.values() if one.hop == again.hop), None)
    if letter is not None and again.status == "ok":
        del open_[letter.name]
    elif letter is not None:
        open_[letter.name] = replace(letter, tries=letter.tries + 1)


def _name(session: Session, hop: Hop, output: ExecuteOutput) -> str:
    """The name that a letter of this hop would have."""
    attempted = (event.arguments for event in hop.events if isinstance(event, ToolAttempted))
    customer = session.back.caller(hop.id)
    return output.key or canonical([output.tool, next(attempted, None), customer])


def _letter(session: Session, hop: Hop) -> Iterator[DeadLetter]:
    if hop.name != "execute":
        return
    attempted = [event for event in hop.events if isinstance(event, ToolAttempted)]
    output = hop.output if isinstance(hop.output, ExecuteOutput) else None
    key = output.key if output else attempted[-1].key if attempted else ""
    state = session.back.effects.state(key) if key else ""
    if state == "done":
        return
    if output is not None and output.degraded in ("abstain", "hand_off"):
        assert not isinstance(output.outcome, Ok)
        status, why = output.outcome.status, output.outcome.fault.message
    elif output is None and state == "unsure":
        status, why = "unknown", "it was begun, and how it ended is not known"
    else:
        return
    arguments = attempted[-1].arguments if attempted else None
    if not isinstance(arguments, dict):
        # Refused before its first attempt; the arguments stand in the hop that judged it.
        arguments = _judged(session, hop)
    yield DeadLetter(
        hop=hop.id,
        tool=output.tool if output else attempted[-1].tool,
        subject=hop.subject,
        status="unknown" if state == "unsure" or status == "unknown" else "failed",
        why=why,
        at=hop.at,
        arguments=arguments,
        key=key,
        customer=session.back.caller(hop.id),
    )


def _judged(session: Session, hop: Hop) -> dict[str, JSON]:
    for earlier in reversed(session.turns[hop.turn - 1].hops[: hop.number - 1]):
        arguments = getattr(earlier.output, "arguments", None)
        if earlier.call == hop.call and isinstance(arguments, dict):
            return arguments
    return {}
