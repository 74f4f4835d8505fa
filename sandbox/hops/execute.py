"""execute: idempotency → circuit breaker → retry → time-out around one tool, then degradation.

A write that has begun is never abandoned.
"""

from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.tool import Ok
from sandbox.hops.attempts import Attempts, Execution, Head, Tried, key_of
from sandbox.hops.scope import HopScope
from sandbox.hops.stand_in import stand_in
from sandbox.log.event import ToolResponded
from sandbox.ports import Ports
from sandbox.tools.retry import retried
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
    down first, and now the turn is to end. Raises `asyncio.CancelledError` in place of a retry.
    """
    attempts = Attempts(hop, execution, ports, world, head)
    if execution.back.effects.state(attempts.key) == "done":
        _repeat(hop, attempts)
        return False
    tried = None if head else attempts.refused()
    if tried is None:
        most = execution.contract.retries + 1
        tried = await retried(attempts.one, most, attempts.pause_after, attempts.pause)
    _finish(hop, attempts, tried)
    return attempts.stopped


def _repeat(hop: HopScope, attempts: Attempts) -> None:
    """The same call once more, before its success was told: the first result, no second effect."""
    outcome = Ok(result=attempts.back.effects.result(attempts.key))
    name = attempts.contract.name
    hop.write(ToolResponded(tool=name, outcome=outcome, from_ledger=True))
    hop.finish(ExecuteOutput(tool=name, outcome=outcome, key=attempts.key, from_ledger=True))


def _finish(hop: HopScope, attempts: Attempts, tried: Tried) -> None:
    contract = attempts.contract
    found = stand_in(contract, attempts.masked, tried.outcome, attempts.back, attempts.unsure)
    if found.degraded in ("cached", "static"):
        # As an answer, so that the procedure goes on with it.
        source = found.source or "contract"
        hop.write(ToolResponded(tool=contract.name, outcome=found.outcome, source=source))
    hop.finish(
        ExecuteOutput(
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
    )
