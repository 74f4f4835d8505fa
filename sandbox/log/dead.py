"""Dead letters: calls that failed for good, or of which nobody knows, kept for a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sandbox.domain.base import JSON
from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.tool import Ok
from sandbox.log.codec import canonical
from sandbox.log.event import HopFinished, ToolAttempted
from sandbox.log.fold import Hop, Session


@dataclass(frozen=True)
class DeadLetter:
    """One call, named by its hop (`3.12`). `arguments` are masked; `key` is "" for a read.

    `tries`: how often a person ran it again, in vain.
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


def dead_letters(session: Session) -> list[DeadLetter]:
    """Those that are still open, oldest first; one for each effect, however often it was called.

    A read is open until the same one was answered later.
    """
    again = _reruns(session)
    found: dict[str, DeadLetter] = {}
    for hop in (hop for turn in session.turns for hop in turn.hops if hop.name == "execute"):
        tried = again.get(hop.id, [])
        for letter in _letter(session, hop, len(tried)) if "ok" not in tried else ():
            found.setdefault(_name(letter.key, letter.tool, letter.arguments), letter)
        if isinstance(hop.output, ExecuteOutput) and _answered(hop.output):
            arguments = next(
                (e.arguments for e in hop.events if isinstance(e, ToolAttempted)), None
            )
            found.pop(_name(hop.output.key, hop.output.tool, arguments), None)
    return list(found.values())


def _name(key: str, tool: str, arguments: JSON) -> str:
    """What tells one effect, or one read, from another."""
    return key or canonical([tool, arguments])


def _attempted(hop: Hop) -> JSON:
    return next((e.arguments for e in hop.events if isinstance(e, ToolAttempted)), None)


def _answered(output: ExecuteOutput) -> bool:
    return isinstance(output.outcome, Ok) and not output.degraded


def _letter(session: Session, hop: Hop, tries: int) -> Iterator[DeadLetter]:
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
        tries=tries,
    )


def _judged(session: Session, hop: Hop) -> dict[str, JSON]:
    for earlier in reversed(session.turns[hop.turn - 1].hops[: hop.number - 1]):
        arguments = getattr(earlier.output, "arguments", None)
        if earlier.call == hop.call and isinstance(arguments, dict):
            return arguments
    return {}


def _reruns(session: Session) -> dict[str, list[str]]:
    """How each run by a person came out, by the hop that it ran again."""
    found: dict[str, list[str]] = {}
    hop = ""
    for event in session.outside:
        if isinstance(event, ToolAttempted):
            hop = event.rerun
        elif isinstance(event, HopFinished) and isinstance(event.output, ExecuteOutput):
            found.setdefault(hop, []).append(event.output.outcome.status)
    return found
