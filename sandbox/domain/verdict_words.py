"""What came of a hop, in the words that a break point may wait for (`verdict:denied`)."""

from collections.abc import Iterator

from sandbox.domain.hop import (
    ExecuteOutput,
    HopOutput,
    ParseOutput,
    PolicyOutput,
    RepairOutput,
    RespondOutput,
    RouteOutput,
    ValidateOutput,
)

_APPROVALS = {
    "approve": "approved",
    "reject": "rejected",
    "edit": "edited",
    "escalate": "escalate",
}


def verdict_words(output: HopOutput) -> tuple[str, ...]:
    """Words of `sandbox.domain.break_spec.VERDICTS`; () where there is nothing to say."""
    return tuple(_words(output))


def _words(output: HopOutput) -> Iterator[str]:
    match output:
        case ValidateOutput(problems=(_, *_)):
            yield "invalid"
        case RepairOutput(verdict=verdict):
            yield verdict
        case PolicyOutput(decision=decision, approval=approval):
            yield decision.verdict
            if approval is not None:
                yield _APPROVALS[approval.action]
            if not output.go and not (approval and approval.action == "edit"):
                yield "denied"
        case ExecuteOutput(outcome=outcome):
            yield outcome.status
            if output.degraded:
                yield "degraded"
            if output.from_ledger:
                yield "ledger"
        case ParseOutput(recovered=recovered, unreadable=unreadable):
            if recovered:
                yield "recovered"
            if unreadable:
                yield "unreadable"
        case RouteOutput(action=action):
            yield action
        case RespondOutput(verdict=verdict):
            yield verdict
        case _:
            pass
