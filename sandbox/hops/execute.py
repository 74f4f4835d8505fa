"""execute: idempotency → circuit breaker → retry → time-out around one tool, then degradation.

A write that has begun is never abandoned.
"""

from sandbox.domain.base import JSON
from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.tool import Ok, ToolContract
from sandbox.hops.attempts import Attempts, Execution, Head, Tried, key_of
from sandbox.hops.scope import HopScope
from sandbox.hops.stand_in import stand_in
from sandbox.hops.stop import Offer, after, leave
from sandbox.log.event import ToolResponded
from sandbox.ports import Ports
from sandbox.tools.retry import retried
from sandbox.tools.schemas import result_problem
from sandbox.world.digest import WorldDigest

__all__ = ["Execution", "execute", "key_of"]


async def execute(
    hop: HopScope,
    execution: Execution,
    ports: Ports,
    world: WorldDigest,
    head: Head | None = None,
) -> bool:
    """Runs the tool until it succeeds, fails for good, or its retries are used up.

    `head`: its first attempt, when that was made beside other calls.
    True when a person stopped the turn meanwhile: the attempt under way was finished and written
    down first, and now the turn is to end. Raises `asyncio.CancelledError` in place of a retry, and
    `HandedOver` where a person ends the turn so.
    """
    attempts = Attempts(hop, execution, ports, world, head)
    if execution.back.effects.state(attempts.key) == "done":
        await _end(hop, attempts, ports, _repeat(hop, attempts))
        return False
    tried = None if head else attempts.refused()
    if tried is None:
        most = execution.contract.retries + 1
        tried = await retried(attempts.one, most, attempts.pause_after, attempts.pause)
    output = _output(hop, attempts, tried)
    if attempts.stopped:
        hop.finish(output)
    else:
        await _end(hop, attempts, ports, output)
    return attempts.stopped


async def _end(hop: HopScope, attempts: Attempts, ports: Ports, output: ExecuteOutput) -> None:
    """Finishes the hop, with another result where a person changed it: that is what is told."""
    act = await after(hop, ports, output, lambda: _offer(attempts.contract, output))
    if act.action == "edit":
        told = {"outcome": Ok(result=act.value), "degraded": "", "source": ""}
        output = output.model_copy(update=told)
    hop.finish(output)
    leave(hop, act)


def _offer(contract: ToolContract, output: ExecuteOutput) -> Offer:
    """The result as the model would see it; of a failure, which can be replaced by one, null."""
    result = output.outcome.result if isinstance(output.outcome, Ok) else None
    return Offer(result, "result", (), lambda value: _problem(contract, value))


def _problem(contract: ToolContract, result: JSON) -> str:
    found = result_problem(contract, result)
    return f"the contract of {contract.subject} rules that out: {found}" if found else ""


def _repeat(hop: HopScope, attempts: Attempts) -> ExecuteOutput:
    """The same call once more, before its success was told: the first result, no second effect."""
    outcome = Ok(result=attempts.back.effects.result(attempts.key))
    name = attempts.contract.name
    hop.write(ToolResponded(tool=name, outcome=outcome, from_ledger=True))
    return ExecuteOutput(tool=name, outcome=outcome, key=attempts.key, from_ledger=True)


def _output(hop: HopScope, attempts: Attempts, tried: Tried) -> ExecuteOutput:
    contract = attempts.contract
    found = stand_in(contract, attempts.masked, tried.outcome, attempts.back, attempts.unsure)
    if found.degraded in ("cached", "static"):
        # As an answer, so that the procedure goes on with it.
        source = found.source or "contract"
        hop.write(ToolResponded(tool=contract.name, outcome=found.outcome, source=source))
    return ExecuteOutput(
        tool=contract.name,
        outcome=found.outcome,
        attempts=attempts.number,
        key=attempts.key,
        from_ledger=tried.reply.from_ledger,
        rows_changed=attempts.rows,
        degraded=found.degraded,
        source=found.source,
        throttled=round(attempts.throttled, 3),
        breaker=attempts.moved,
        packet=attempts.execution.packet if isinstance(found.outcome, Ok) else None,
    )
