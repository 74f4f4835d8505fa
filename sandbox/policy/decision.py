"""How decisions are read and compared: the most severe one wins, and nothing said means no."""

import json
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from sandbox.domain.base import JSON
from sandbox.domain.verdict import Decision, PolicyVerdict
from sandbox.policy.errors import PolicyError

__all__ = [
    "DEFAULT_DENY",
    "ERROR_RULE",
    "SEVERITY",
    "Decision",
    "Verdict",
    "by_severity",
    "denied",
    "most_severe",
    "read_decision",
]

Verdict = PolicyVerdict

SEVERITY: dict[Verdict, int] = {"deny": 0, "escalate": 1, "confirm": 2, "allow": 3}
"""Lower is more severe."""

DEFAULT_DENY = Decision(
    verdict="deny",
    rule="default-deny",
    reason="That is nothing that I may do.",
    evidence={"problem": "no rule speaks about this tool"},
)

ERROR_RULE = "policy-error"
"""The rule id of a deny because something could not be evaluated or read."""

_NEUTRAL = "I can't do that at the moment."


def by_severity(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Most severe first, ties by rule id; the same order whatever order they came in."""
    return tuple(sorted(decisions, key=_rank))


def most_severe(decisions: Iterable[Decision]) -> Decision:
    """The one that counts; `DEFAULT_DENY` when there is none."""
    return min(decisions, key=_rank, default=DEFAULT_DENY)


def _rank(decision: Decision) -> tuple[int, str, str, str]:
    # Reason and evidence make the order total: one rule may speak twice about one call.
    evidence = json.dumps(decision.evidence, sort_keys=True)
    return SEVERITY[decision.verdict], decision.rule, decision.reason, evidence


def read_decision(item: Any) -> Decision:
    """One member of a pack's `decisions`; a malformed one is a deny that names it."""
    try:
        decision = Decision.model_validate(item, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        at = ".".join(str(part) for part in first["loc"]) or "the whole"
        return _malformed(item, f"{at}: {first['msg']}")
    return decision if decision.rule else _malformed(item, "rule: is empty")


def denied(error: PolicyError) -> Decision:
    """The deny that an error amounts to; what is wrong, and where if that is known, is evidence.

    A reason reaches the customer, so it says nothing of the rules.
    """
    place: dict[str, JSON] = {"file": error.file, "line": error.line} if error.file else {}
    evidence = {**place, "problem": error.problem}
    return Decision(verdict="deny", rule=ERROR_RULE, reason=_NEUTRAL, evidence=evidence)


def _malformed(item: Any, problem: str) -> Decision:
    rule = item.get("rule") if isinstance(item, dict) else None
    return denied(PolicyError("", 0, f"malformed decision of rule {json.dumps(rule)}: {problem}"))
