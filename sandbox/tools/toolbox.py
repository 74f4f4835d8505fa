"""The pack's tools on the session's world: one attempt, one transaction, one ledger entry."""

import asyncio
import json
import sqlite3
import sys
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.api import ToolError
from sandbox.domain.base import JSON
from sandbox.domain.faults import Fault, FaultKind
from sandbox.domain.tool import Failed, Ok, ToolContract
from sandbox.ports import Attempt, ToolReply, WorldClock
from sandbox.tools import ledger
from sandbox.tools.arguments import check_result
from sandbox.world.database import WorldDatabase
from sandbox.world.view import WorldView


class _TooLate(Exception):
    """The body came back after its time-out: nothing of it may stay."""


class WorldToolbox:
    """Runs the functions of a pack. Bodies run one after another, in a thread of their own."""

    def __init__(
        self,
        world: WorldDatabase,
        contracts: Mapping[str, ToolContract],
        functions: Mapping[str, Callable[..., Any]],
        customer: Callable[[], str],
        clock: WorldClock,
    ) -> None:
        self.contracts = contracts
        self.functions = functions
        self._world = world
        self._customer = customer
        self._clock = clock
        self._turn = asyncio.Lock()

    async def attempt(self, attempt: Attempt) -> ToolReply:
        """One attempt. A failure of any kind leaves the world as it was."""
        sys.audit("sandbox.tool_call", attempt.tool)
        contract = self.contracts[attempt.tool]
        late: list[bool] = []
        async with self._turn:
            task = asyncio.ensure_future(asyncio.to_thread(self._run, contract, attempt, late))
            try:
                return await asyncio.wait_for(asyncio.shield(task), contract.timeout)
            except TimeoutError:
                late.append(True)
                # The body can't be stopped, but it can't commit any more either.
                return await self._settled(task, contract)

    async def _settled(self, task: "asyncio.Task[ToolReply]", contract: ToolContract) -> ToolReply:
        """Waits a little for a body that is late; it then holds the world no longer."""
        done, _ = await asyncio.wait({task}, timeout=contract.timeout)
        if done and task.exception() is None and isinstance(task.result().outcome, Ok):
            return task.result()  # it had committed in the moment of the time-out
        return _failed("timeout", f"no answer within {contract.timeout:g} s", retryable=True)

    def _run(self, contract: ToolContract, attempt: Attempt, late: list[bool]) -> ToolReply:
        known = ledger.find(self._world, attempt.key)
        if known is not None:
            return known
        try:
            with self._world.transaction(attempt.turn, attempt.hop, contract.writes):
                return self._body(contract, attempt, late)
        except ToolError as error:
            return _failed(error.kind, error.message, error.retryable)
        except _TooLate:
            return _failed("timeout", "came back too late", retryable=True)
        except sqlite3.OperationalError as error:
            return _database_failure(contract, error)
        except Exception as error:
            # The type only: its text may hold a customer's data.
            return _failed("tool_error", f"{contract.name} broke: {type(error).__name__}")

    def _body(self, contract: ToolContract, attempt: Attempt, late: list[bool]) -> ToolReply:
        mark = self._world.mark()
        view = WorldView(self._world, self._clock.now(), self._customer())
        result: JSON = self.functions[contract.name](view, **attempt.arguments)
        result = json.loads(json.dumps(result))
        problem = check_result(contract, result)
        if problem is not None:
            raise ToolError(f"result {problem.pointer or 'as a whole'}: {problem.expected}")
        reply = ToolReply(outcome=Ok(result=result), changes=self._world.changes_since(mark))
        if attempt.key:
            ledger.record(self._world, attempt, reply)
        if late:
            raise _TooLate
        return reply


def _failed(kind: FaultKind, message: str, retryable: bool = False) -> ToolReply:
    return ToolReply(outcome=Failed(fault=Fault(kind=kind, message=message), retryable=retryable))


def _database_failure(contract: ToolContract, error: sqlite3.OperationalError) -> ToolReply:
    text = str(error)
    if "locked" in text or "busy" in text:
        return _failed("unavailable", "the database is busy", retryable=True)
    if "readonly" in text or "read-only" in text or "readonly database" in text:
        return _failed("tool_error", f"{contract.name} is declared as a read but tried to write")
    return _failed("tool_error", f"{contract.name} broke: {type(error).__name__}")
