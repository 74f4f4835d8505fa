"""Approvals that stand for a session: given once, good for the same tool and rule until withdrawn.

That of an `approve` step is good for that very step as it was written, and for no other.
A fold of the log, so that a replay and a resumed session go by the same ones.
"""

from dataclasses import dataclass
from typing import Final

from sandbox.domain.base import JSON
from sandbox.domain.hop import PolicyOutput
from sandbox.domain.verdict import Decision
from sandbox.log.event import SettingChanged
from sandbox.log.fold import Session

WITHDRAWN: Final = "approvals_withdrawn"
"""Setting whose value is the number of turns up to which no standing approval holds any more."""

UNTRACED_RULE: Final = "untraced-argument"
"""The rule of a write with an argument from nowhere: each is another one, so no approval stands."""

STEP: Final = "step"
"""Evidence of a decision over an `approve` step: the step as written, its paths not filled in."""


@dataclass(frozen=True)
class Standing:
    """One that holds: the hop in which it was given, by whom; of an `approve` step, the `step`."""

    hop: str
    tool: str
    rule: str
    by: str
    step: str = ""

    def covers(self, tool: str, decision: Decision, step: str) -> bool:
        """Whether it answers what `decision` asks about a call of `tool`, or about `step`."""
        return (self.tool, self.rule, self.step) == (tool, decision.rule, step)


def standing_approvals(session: Session) -> list[Standing]:
    """Those that hold now, in the order in which they were given; a later one of a kind counts.

    Only those given for the customer who speaks now: what was waved through for one is not for
    another.
    """
    found: dict[tuple[str, str, str], Standing] = {}
    since, customer = withdrawn(session), session.principal.customer
    for turn in session.turns[since:]:
        for hop in turn.hops:
            output = hop.output
            if not isinstance(output, PolicyOutput) or output.approval is None:
                continue
            given = output.approval.action == "approve" and output.approval.scope == "session"
            if output.decision.rule == UNTRACED_RULE or not given:
                continue
            if session.back.caller(hop.id) == customer:
                step = str(output.decision.evidence.get(STEP, "")) if output.checkpoint else ""
                key = (output.tool, output.decision.rule, step)
                found[key] = Standing(hop.id, *key[:2], output.approval.by, step)
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
