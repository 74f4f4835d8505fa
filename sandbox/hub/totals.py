"""Counts of one turn, from its hops: the rows of a turn add up to these."""

from sandbox.domain.hop import ExecuteOutput, PolicyOutput, RepairOutput
from sandbox.domain.turn import Totals
from sandbox.log.fold import Session, Turn
from sandbox.log.steps import set_anew


def totals_of(turn: Turn) -> Totals:
    """The sums over `turn` as it stands in the log."""
    used = turn.usage
    outputs = [hop.output for hop in turn.hops]
    return Totals(
        model_calls=len(turn.responses),
        tool_calls=sum(
            isinstance(hop.output, ExecuteOutput) and not set_anew(hop) for hop in turn.hops
        ),
        repairs=sum(isinstance(o, RepairOutput) and o.verdict == "repaired" for o in outputs),
        denials=sum(isinstance(o, PolicyOutput) and not o.go and not _edited(o) for o in outputs),
        input_tokens=used.input,
        output_tokens=used.output,
        tokens_estimated=used.estimated,
        cost=turn.cost,
    )


def session_totals(session: Session) -> Totals:
    """The sums over all turns of `session`, of one that runs as far as it has come."""
    found, used = [totals_of(turn) for turn in session.turns], session.usage
    return Totals(
        model_calls=sum(one.model_calls for one in found),
        tool_calls=sum(one.tool_calls for one in found),
        repairs=sum(one.repairs for one in found),
        denials=sum(one.denials for one in found),
        input_tokens=used.input,
        output_tokens=used.output,
        tokens_estimated=used.estimated,
        cost=session.cost,
    )


def _edited(output: PolicyOutput) -> bool:
    """True for a call that a person changed: it is judged again, and counts there."""
    return output.approval is not None and output.approval.action == "edit"
