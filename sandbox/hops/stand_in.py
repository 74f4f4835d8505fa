"""What stands in for an answer that did not come. The written order of degradation is here.

1. retry: the same call again, where that may help and is safe (`sandbox.tools.retry`).
2. cached: a read gets the last result of the same call, if nothing was written since; told as old.
3. static: a read gets its contract's `fallback`.
4. abstain: the model is told that there is no answer, and says so.
5. hand_off: a write is kept under its key for a person (`sandbox.log.dead`).
"""

from dataclasses import dataclass

from sandbox.domain.base import JSON
from sandbox.domain.faults import Fault
from sandbox.domain.hop import Degraded
from sandbox.domain.service import is_away
from sandbox.domain.tool import Failed, Ok, ToolContract, ToolOutcome, Unknown
from sandbox.log.back_ends import BackEnds
from sandbox.tools.schemas import result_problem

STALE = "stale"
"""Field of a stand-in result that tells the model how old it is."""


@dataclass(frozen=True)
class StandIn:
    """The outcome that the turn goes on with, by which step, and the hop it comes from."""

    outcome: ToolOutcome
    degraded: Degraded = ""
    source: str = ""


def stand_in(
    contract: ToolContract,
    masked: dict[str, JSON],
    outcome: ToolOutcome,
    back: BackEnds,
    unsure: bool,
) -> StandIn:
    """What a call goes on with after its last attempt came to `outcome`.

    `unsure`: an earlier attempt under the same key may have had its effect.
    """
    if not _no_answer(outcome):
        return StandIn(outcome)
    assert isinstance(outcome, Failed | Unknown)
    if contract.writes:
        return StandIn(_kept(contract, outcome, unsure), "hand_off")
    known = back.result(contract.name, masked)
    if known is not None:
        note = f"as of {known.at}; {contract.service} can't be reached now"
        return StandIn(Ok(result=_noted(known.value, note)), "cached", known.hop)
    if contract.fallback is not None and not result_problem(contract, contract.fallback):
        note = f"a general answer; {contract.service} can't be reached now"
        return StandIn(Ok(result=_noted(contract.fallback, note)), "static")
    return StandIn(outcome, "abstain")


def _no_answer(outcome: ToolOutcome) -> bool:
    if is_away(outcome):
        return True
    # A tool error that may pass is an answer that could not be read; any other is a refusal.
    return isinstance(outcome, Failed) and (
        outcome.fault.kind == "breaker_open"
        or (outcome.fault.kind == "tool_error" and outcome.retryable)
    )


def _kept(contract: ToolContract, outcome: Failed | Unknown, unsure: bool) -> ToolOutcome:
    """A write that nobody confirmed; what may have happened is never said to have failed."""
    fault = outcome.fault
    if not unsure:
        message = f"{fault.message}; nothing was done, and it is kept for a colleague"
        return Failed(fault=fault.model_copy(update={"message": message}))
    message = (
        f"{contract.service} did not confirm it, so it is not known whether it was done; "
        "it is kept for a colleague to check"
    )
    return Unknown(fault=Fault(kind=fault.kind, message=message, hint=fault.message))


def _noted(result: JSON, note: str) -> JSON:
    return {**result, STALE: note} if isinstance(result, dict) else result
