"""Where the hub did more than pass a call on, read from the hops of a turn."""

from collections.abc import Iterator

from sandbox.domain.hop import (
    ExecuteOutput,
    ParseOutput,
    PolicyOutput,
    RepairOutput,
    RespondOutput,
)
from sandbox.hops.policy import UNTRACED_RULE
from sandbox.imports.played import StepIn
from sandbox.log.fold import Hop, Turn


def step_ins(turn: Turn) -> Iterator[StepIn]:
    """Repairs, decisions that were no plain allow, unsourced values, changed replies, bad ends."""
    for hop in turn.hops:
        said = _said(hop)
        if said:
            yield StepIn(turn.number, hop.name, hop.subject, said)
    end = turn.finished
    if end is not None and end.outcome in ("failed", "cancelled", "interrupted"):
        yield StepIn(turn.number, "turn", "", f"{end.outcome}: {end.why}")


def _said(hop: Hop) -> str:
    match hop.output:
        case RepairOutput() as output:
            return _repaired(output)
        case PolicyOutput() as output:
            return _decided(output)
        case ParseOutput() as output:
            found = [one.how for one in output.recovered]
            return ", ".join([*found, *["could not be read"] * bool(output.unreadable)])
        case ExecuteOutput() as output:
            return _executed(output)
        case RespondOutput() as output:
            return _corrected(output)
        case _:
            return ""


def _repaired(output: RepairOutput) -> str:
    if output.verdict == "repaired":
        return f"mended by {', '.join(step.rule for step in output.steps)}"
    done = "sent back to the model" if output.verdict == "ask_model" else "gave up"
    return f"{done}: {output.message}"


def _executed(output: ExecuteOutput) -> str:
    if output.from_ledger:
        return "answered from the ledger: it was done before"
    return f"degraded: {output.degraded}" if output.degraded else ""


def _corrected(output: RespondOutput) -> str:
    if output.verdict != "corrected":
        return "the reply was replaced by a fixed one" if output.verdict == "static" else ""
    claims = [f'"{claim.words}" is not so' for claim in output.claims if not claim.supported]
    kinds = sorted({leak.kind for leak in output.leaks})
    withheld = [f"somebody's {', '.join(kinds)} withheld"] if kinds else []
    why = "; ".join([*claims, *withheld]) or "it denied what may have been done"
    return f"the reply was corrected: {why}"


def _decided(output: PolicyOutput) -> str:
    decision, approval = output.decision, output.approval
    if decision.verdict == "allow":
        return ""
    who = f", {approval.action} by {approval.by}" if approval else ""
    kind = "provenance" if decision.rule == UNTRACED_RULE else decision.rule
    return f"{decision.verdict} ({kind}{who}): {decision.reason}"
