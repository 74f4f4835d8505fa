"""Approvals that stand for a session: given once, good for the same tool and rule until withdrawn.

A fold of the log, so that a replay and a resumed session go by the same ones.
"""

from dataclasses import dataclass
from typing import Final

from sandbox.domain.base import JSON
from sandbox.domain.hop import PolicyOutput
from sandbox.log.event import SettingChanged
from sandbox.log.fold import Session

WITHDRAWN: Final = "approvals_withdrawn"
"""Setting whose value is the number of turns up to which no standing approval holds any more."""


@dataclass(frozen=True)
class Standing:
    """One that holds: the hop in which it was given, by whom."""

    hop: str
    tool: str
    rule: str
    by: str


def standing_approvals(session: Session) -> list[Standing]:
    """Those that hold now, in the order in which they were given; a later one of a kind counts.

    Only those given for the customer who speaks now: what was waved through for one is not for
    another.
    """
    found: dict[tuple[str, str], Standing] = {}
    since, customer = withdrawn(session), session.principal.customer
    for turn in session.turns[since:]:
        for hop in turn.hops:
            output = hop.output
            if not isinstance(output, PolicyOutput) or output.approval is None:
                continue
            given = output.approval.action == "approve" and output.approval.scope == "session"
            if given and session.back.caller(hop.id) == customer:
                key = (output.tool, output.decision.rule)
                found[key] = Standing(hop.id, *key, output.approval.by)
    return list(found.values())


def withdrawn(session: Session) -> int:
    """Turns up to which standing approvals were taken back."""
    values = (
        event.value
        for event in session.outside
        if isinstance(event, SettingChanged) and event.name == WITHDRAWN
    )
    return max((value for value in values if isinstance(value, int)), default=0)


def withdrawal(session: Session) -> SettingChanged:
    """The event that takes back all that were given so far."""
    value: JSON = len(session.turns)
    return SettingChanged(name=WITHDRAWN, value=value)
