"""execute: idempotency and retry around one tool; a write that has begun is never abandoned."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from sandbox.domain.base import JSON
from sandbox.domain.hop import ExecuteOutput
from sandbox.domain.tool import Failed, RowChange, ToolContract
from sandbox.hops.scope import HopScope
from sandbox.log.event import ToolAttempted, ToolResponded
from sandbox.ports import Attempt, Ports, ToolReply
from sandbox.tools.idempotency import idempotency_key
from sandbox.world.digest import WorldDigest

_BACKOFF_SECONDS = 0.5


@dataclass(frozen=True)
class Execution:
    """One call that may run, with real values in `arguments`.

    `told`: whether an earlier turn's shown reply has told the success under this key. `written`:
    is given the rows each attempt wrote, real ones, before they are logged.
    """

    contract: ToolContract
    arguments: dict[str, JSON]
    told: Callable[[str], bool]
    written: Callable[[tuple[RowChange, ...]], None]


async def execute(hop: HopScope, execution: Execution, ports: Ports, world: WorldDigest) -> bool:
    """Runs the tool until it succeeds, fails for good, or its retries are used up.

    True when a person stopped the turn meanwhile: the attempt under way was finished and written
    down first, and now the turn is to end. Raises `asyncio.CancelledError` in place of a retry.
    """
    contract = execution.contract
    key = key_of(contract, hop.mask(execution.arguments), execution.told)
    number = 0
    while True:
        number += 1
        reply, stopped = await _attempt(hop, execution, ports, world, Numbered(number, key))
        again = isinstance(reply.outcome, Failed) and reply.outcome.retryable
        if not again or number > contract.retries:
            break
        pause = _BACKOFF_SECONDS * 2 ** (number - 1)
        ports.clock.move(pause)
        if stopped:
            # As if the wait had been stopped: that is how a replay meets it.
            raise asyncio.CancelledError
        await ports.sleep.sleep(pause)
    hop.finish(_output(contract, reply, number, key))
    return stopped


def key_of(contract: ToolContract, masked: dict[str, JSON], told: Callable[[str], bool]) -> str:
    """The idempotency key of a write, "" for a read.

    Occurrence rises past every key whose success an earlier turn's shown reply has told, so that
    a repeat within a turn, or after a lost reply, meets the first effect.
    """
    if not contract.writes:
        return ""
    occurrence = 0
    while told(key := idempotency_key(contract, masked, occurrence)):
        occurrence += 1
    return key


class Numbered(NamedTuple):
    """Which attempt, under which key."""

    number: int
    key: str


async def _attempt(
    hop: HopScope, execution: Execution, ports: Ports, world: WorldDigest, which: Numbered
) -> tuple[ToolReply, bool]:
    """One attempt in the log: announced, made, answered. True when the turn was stopped."""
    contract = execution.contract
    _announce(hop, execution, which)
    attempt = Attempt(
        tool=contract.name,
        arguments=execution.arguments,
        key=which.key,
        turn=hop.turn,
        hop=hop.number,
        number=which.number,
    )
    reply, stopped = await _whole(ports, attempt)
    execution.written(reply.changes)
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
    return reply, stopped


def _announce(hop: HopScope, execution: Execution, which: Numbered) -> None:
    contract, arguments = execution.contract, execution.arguments
    number, key = which
    hop.write(ToolAttempted(tool=contract.name, arguments=arguments, number=number, key=key))
    if contract.writes:
        # On disk before the effect: after a crash the log knows that something may have happened.
        hop.sync()


async def _whole(ports: Ports, attempt: Attempt) -> tuple[ToolReply, bool]:
    """The reply of one attempt, and whether somebody stopped the turn meanwhile."""
    task = asyncio.ensure_future(ports.toolbox.attempt(attempt))
    stopped = False
    while True:
        try:
            return await asyncio.shield(task), stopped
        except asyncio.CancelledError:
            # However often somebody presses Esc, what has begun is finished.
            if task.cancelled():
                raise
            stopped = True


def _output(contract: ToolContract, reply: ToolReply, attempts: int, key: str) -> ExecuteOutput:
    return ExecuteOutput(
        tool=contract.name,
        outcome=reply.outcome,
        attempts=attempts,
        key=key,
        from_ledger=reply.from_ledger,
        rows_changed=0 if reply.from_ledger else len(reply.changes),
    )
