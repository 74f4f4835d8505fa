"""policy, for an `approve` step: a person says whether the procedure may go on."""

from dataclasses import dataclass
from typing import Final

from sandbox.domain.base import JSON
from sandbox.domain.hop import PolicyOutput
from sandbox.domain.procedure import Procedure, Step
from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import Decision
from sandbox.hops.approval import Waiting, approval_of
from sandbox.hops.scope import HopScope
from sandbox.hops.stop import before, finish
from sandbox.log.fold import Session
from sandbox.log.standing import STEP
from sandbox.pack.pack import Pack
from sandbox.ports import Ports
from sandbox.procedures.paths import fill

APPROVE: Final = "approve"
"""What stands in the place of a tool's name: in events, on the screen, in a file of answers."""


@dataclass(frozen=True)
class Checkpoint:
    """The `step` of `procedure` that waits for a person. `state`: what it knows, real values."""

    procedure: Procedure
    step: Step
    state: dict[str, JSON]
    session: Session
    pack: Pack


async def checkpoint(hop: HopScope, at: Checkpoint, ports: Ports) -> PolicyOutput:
    """Asks as for a call, finishes the hop, and returns it; all but an approval is a rejection.

    The rule that asks is named as the procedure in whose file the step stands.
    """
    await before(hop, ports)
    name = at.step.of or at.procedure.id
    step = at.step.source
    reason = fill(at.step.text, at.state)
    decision = Decision(verdict="confirm", rule=name, reason=reason, evidence={STEP: step})
    # Nothing can be edited: what it is about was worked out, or said, before.
    fixed: dict[str, JSON] = {"type": "object", "enum": [at.state]}
    contract = ToolContract(name=APPROVE, service=name, description="", arguments=fixed)
    waiting = Waiting(contract, at.state, decision, at.session, at.pack, step)
    approval = await approval_of(hop, waiting, ports)
    output = PolicyOutput(
        tool=APPROVE, decision=decision, approval=approval, checkpoint=at.procedure.id
    )
    return await finish(hop, ports, output)
