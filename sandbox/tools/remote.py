"""One attempt of a tool that runs on another machine, or in another process.

Its effect and our ledger can't be one transaction: the key is committed as pending first, and the
outcome after. A key that stays pending, for a crash, a lost reply or an error in the midst of it,
is unknown: it is not sent again, and a person decides.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final, Protocol

from sandbox.domain.base import JSON
from sandbox.domain.faults import Fault, FaultKind
from sandbox.domain.tool import Ok, Skipped, ToolContract, Unknown
from sandbox.pack.remote import RemoteBody, RemoteServer
from sandbox.ports import Attempt, ToolReply
from sandbox.tools import ledger
from sandbox.tools.replies import failed
from sandbox.tools.schemas import result_problem
from sandbox.world.database import WorldDatabase
from sandbox.world.transaction import Transaction

_PENDING: Final = "pending "
_NOT_DONE: Final = Fault(kind="internal", message="it has not been done: no such effect is known")


class RemoteFault(Exception):
    """What a server, or the way to it, failed with. `sent`: it may have done its work all the
    same."""

    def __init__(
        self, kind: FaultKind, message: str, hint: str = "", *, sent: bool, retryable: bool = False
    ) -> None:
        super().__init__(message)
        self.fault = Fault(kind=kind, message=message, hint=hint)
        self.sent, self.retryable = sent, retryable


class Remote(Protocol):
    """Connections to servers, opened at the first call and closed with the session."""

    async def call(
        self, server: RemoteServer, tool: str, arguments: dict[str, JSON], seconds: float
    ) -> JSON:
        """The result. Raises `RemoteFault`."""
        ...

    async def aclose(self) -> None:
        """Ends every process and connection."""
        ...


class RemoteTools:
    """Runs remote bodies. `lock`: one writes to the world at a time."""

    def __init__(self, world: WorldDatabase, remote: Remote | None, lock: asyncio.Lock) -> None:
        self._world, self._remote, self._lock = world, remote, lock

    async def attempt(
        self, contract: ToolContract, body: RemoteBody, attempt: Attempt
    ) -> ToolReply:
        """What came of it; nothing but `asyncio.CancelledError` is raised."""
        if self._remote is None:
            message = f"{contract.service} is an MCP server and can't be called in the sandbox"
            return failed("unavailable", message, hint="replay strictly: that needs no server")
        if attempt.key:
            known = await self._write(lambda begun: self._known(begun, attempt))
            if known is not None:
                return known
        try:
            result = await self._remote.call(
                body.server, body.tool, attempt.arguments, contract.timeout
            )
        except RemoteFault as error:
            return await self._failed(error, contract, attempt)
        return await self._done(result, contract, attempt)

    async def _write(self, work: Callable[[Transaction], Any]) -> Any:
        async with self._lock:
            with self._world.writing() as begun:
                return work(begun)

    def _known(self, begun: Transaction, attempt: Attempt) -> ToolReply | None:
        """What the ledger says of the key; else it is pending from now on."""
        reply = ledger.find(begun.connection, attempt.key)
        if reply is not None:
            return reply
        pending = _pending(attempt)
        if ledger.find(begun.connection, pending.key) is not None:
            fault = Fault(
                kind="timeout",
                message=f"{attempt.tool} was sent before; nobody knows what came of it",
                hint="look in the service itself whether it was done",
            )
            return ToolReply(outcome=Unknown(fault=fault))
        if attempt.lookup:
            return ToolReply(outcome=Skipped(fault=_NOT_DONE))
        ledger.enter(begun.connection, pending, None, ())
        return None

    async def _failed(
        self, error: RemoteFault, contract: ToolContract, attempt: Attempt
    ) -> ToolReply:
        if contract.writes and error.sent:
            return ToolReply(outcome=Unknown(fault=error.fault))
        if attempt.key:
            await self._write(lambda begun: _forget(begun, attempt))
        fault = error.fault
        return failed(fault.kind, fault.message, error.retryable, fault.hint)

    async def _done(self, result: JSON, contract: ToolContract, attempt: Attempt) -> ToolReply:
        if attempt.key:

            def enter(begun: Transaction) -> None:
                _forget(begun, attempt)
                ledger.enter(begun.connection, attempt, result, ())

            await self._write(enter)
        if problem := result_problem(contract, result):
            message = f"{contract.service} gave an answer that can't be read"
            hint = f"its contract rules it out: {problem}"
            if contract.writes:
                fault = Fault(kind="tool_error", message=message, hint=hint)
                return ToolReply(outcome=Unknown(fault=fault))
            return failed("tool_error", message, hint=hint)
        return ToolReply(outcome=Ok(result=result))


def _pending(attempt: Attempt) -> Attempt:
    return attempt.model_copy(update={"key": f"{_PENDING}{attempt.key}"})


def _forget(begun: Transaction, attempt: Attempt) -> None:
    begun.connection.execute("DELETE FROM _ledger WHERE key = ?", (_pending(attempt).key,))
