"""execute: idempotency and retry around one tool; a write that has begun is never abandoned."""

import asyncio

from sandbox.domain.base import JSON
from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.tool import Failed, ToolContract
from sandbox.hub.agent import Agent
from sandbox.hub.journal import Running
from sandbox.hub.ports import Ports
from sandbox.log.event import ToolAttempted, ToolResponded
from sandbox.ports import Attempt, ToolReply
from sandbox.tools.idempotency import idempotency_key
from sandbox.world.digest import WorldDigest

_BACKOFF_SECONDS = 0.5


async def execute(
    hop: Running,
    contract: ToolContract,
    arguments: dict[str, JSON],
    agent: Agent,
    ports: Ports,
    world: WorldDigest,
) -> ExecuteOutput:
    """Runs the tool until it succeeds, fails for good, or its retries are used up.

    Raises `asyncio.CancelledError` after the attempt that was under way has been written down.
    """
    key = key_of(contract, hop.journal.mask.mask(arguments, hop.journal.turn), agent)
    number, stopped = 0, False
    while True:
        number += 1
        _announce(hop, contract, arguments, number, key)
        attempt = Attempt(
            tool=contract.name,
            arguments=arguments,
            key=key,
            turn=hop.journal.turn,
            hop=hop.number,
            number=number,
        )
        reply, stopped = await _whole(ports, attempt)
        told = hop.write(
            ToolResponded(
                tool=contract.name,
                outcome=reply.outcome,
                changes=reply.changes,
                from_ledger=reply.from_ledger,
            )
        )
        if not reply.from_ledger:
            world.add(told.changes)
        again = isinstance(reply.outcome, Failed) and reply.outcome.retryable
        if stopped or not again or number > contract.retries:
            break
        pause = _BACKOFF_SECONDS * 2 ** (number - 1)
        ports.clock.move(pause)
        await ports.sleep.sleep(pause)
    output = _output(contract, reply, number, key)
    hop.finish(output)
    if stopped:
        raise asyncio.CancelledError
    return output


def key_of(contract: ToolContract, masked: dict[str, JSON], agent: Agent) -> str:
    """The idempotency key of a write, "" for a read.

    Occurrence rises past every key whose success an earlier turn's shown reply has told, so that
    a repeat within a turn, or after a lost reply, meets the first effect.
    """
    if not contract.writes:
        return ""
    occurrence = 0
    while agent.occurrence_told(key := idempotency_key(contract, masked, occurrence)):
        occurrence += 1
    return key


def _announce(
    hop: Running, contract: ToolContract, arguments: dict[str, JSON], number: int, key: str
) -> None:
    hop.write(ToolAttempted(tool=contract.name, arguments=arguments, number=number, key=key))
    if contract.writes:
        # On disk before the effect: after a crash the log knows that something may have happened.
        hop.journal.sink.sync()


async def _whole(ports: Ports, attempt: Attempt) -> tuple[ToolReply, bool]:
    """The reply of one attempt, and whether somebody stopped the turn meanwhile."""
    task = asyncio.ensure_future(ports.toolbox.attempt(attempt))
    try:
        return await asyncio.shield(task), False
    except asyncio.CancelledError:
        if task.cancelled():
            raise
        return await task, True


def _output(contract: ToolContract, reply: ToolReply, attempts: int, key: str) -> ExecuteOutput:
    return ExecuteOutput(
        tool=contract.name,
        outcome=reply.outcome,
        attempts=attempts,
        key=key,
        from_ledger=reply.from_ledger,
        rows_changed=0 if reply.from_ledger else len(reply.changes),
    )
