"""Counts of one turn, from its hops: the rows of a turn add up to these."""

from sandbox.domain.hop import ExecuteOutput, PolicyOutput, RepairOutput
from sandbox.domain.money import total_cost
from sandbox.domain.turn import Totals
from sandbox.log.fold import Turn
from sandbox.log.steps import set_anew


def totals_of(turn: Turn) -> Totals:
    """The sums over `turn` as it stands in the log."""
    responses = turn.responses
    outputs = [hop.output for hop in turn.hops]
    return Totals(
        model_calls=len(responses),
        tool_calls=sum(
            isinstance(hop.output, ExecuteOutput) and not set_anew(hop) for hop in turn.hops
        ),
        repairs=sum(isinstance(o, RepairOutput) and o.verdict == "repaired" for o in outputs),
        denials=sum(isinstance(o, PolicyOutput) and not o.go and not _edited(o) for o in outputs),
        input_tokens=sum(event.usage.input for event in responses),
        output_tokens=sum(event.usage.output for event in responses),
        tokens_estimated=any(event.usage.estimated for event in responses),
        cost=total_cost(event.cost for event in responses),
    )


def _edited(output: PolicyOutput) -> bool:
    """True for a call that a person changed: it is judged again, and counts there."""
    return output.approval is not None and output.approval.action == "edit"
