"""A toolbox whose services break as the attempt says: what an armed fault does is done here."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager

from sandbox.domain.base import JSON
from sandbox.domain.faults import Fault
from sandbox.domain.tool import Failed, Ok, Skipped, ToolContract, Unknown
from sandbox.ports import Attempt, Injected, ToolReply
from sandbox.tools.drift import drifted, malformed
from sandbox.tools.injection import seconds_of
from sandbox.tools.replies import database_failure, failed
from sandbox.tools.schemas import result_problem
from sandbox.tools.toolbox import WorldToolbox


class FaultyToolbox:
    """Implements `ports.Toolbox` around `inner`. Waiting was done by the execute hop already.

    `lock` holds the world against writers, as another program would. A fault before the tool runs
    (unavailable, 429, time-out, lock) leaves it untouched; one after it (lost reply, malformed
    result, drifted enum) leaves its effect in place, and what a write did is then unknown.
    """

    def __init__(
        self, inner: WorldToolbox, lock: Callable[[], AbstractContextManager[object]]
    ) -> None:
        self.inner = inner
        self._lock = lock

    async def attempt(self, attempt: Attempt) -> ToolReply:
        """What came of it; see `WorldToolbox.attempt`."""
        contract = self.inner.contracts.get(attempt.tool)
        if contract is None or not attempt.injected:
            return await self.inner.attempt(attempt)
        for one in attempt.injected:
            if (refused := _before(one, contract)) is not None:
                return refused
        reply = await self._run(attempt, contract)
        for one in attempt.injected:
            reply = _after(one, contract, reply)
        return reply

    async def aclose(self) -> None:
        """Ends what runs elsewhere for this session."""
        await self.inner.aclose()

    async def _run(self, attempt: Attempt, contract: ToolContract) -> ToolReply:
        if not any(one.fault == "locked_database" for one in attempt.injected):
            return await self.inner.attempt(attempt)
        if not contract.writes:
            # A reader does not wait for a writer here; elsewhere it would.
            return _locked()
        try:
            with self._lock():
                return await self.inner.attempt(attempt)
        except sqlite3.Error as error:
            return database_failure(error)


def _before(one: Injected, contract: ToolContract) -> ToolReply | None:
    """The reply of a service that never came to run the tool."""
    service = contract.service
    match one.fault:
        case "timeout":
            seconds = contract.timeout if one.seconds is None else one.seconds
            return _late(contract, seconds)
        case "latency" if seconds_of(one) >= contract.timeout:
            return _late(contract, contract.timeout)
        case "unavailable":
            return failed("unavailable", f"{service} can't be reached", retryable=True)
        case "rate_limited":
            wait = seconds_of(one)
            message = f"{service} takes no more calls for {wait:g} s (429)"
            fault = Fault(kind="rate_limited", message=message, retry_after=wait)
            return ToolReply(outcome=Failed(fault=fault, retryable=True))
        case "error_before_commit" if not contract.writes:
            return failed("unavailable", f"{service} failed (500)", retryable=True)
        case _:
            return None


def _after(one: Injected, contract: ToolContract, reply: ToolReply) -> ToolReply:
    """What is left of a reply on its way back."""
    if not isinstance(reply.outcome, Ok | Skipped):
        return reply
    match one.fault:
        case "error_after_commit":
            fault = Fault(kind="timeout", message=f"the reply of {contract.subject} was lost")
            return _lost(reply, fault, contract)
        case "malformed_result":
            return _spoiled(reply, contract, malformed)
        case "enum_drift":
            return _spoiled(reply, contract, drifted)
        case _:
            return reply


def _spoiled(
    reply: ToolReply, contract: ToolContract, spoil: Callable[[ToolContract, JSON], JSON]
) -> ToolReply:
    if not isinstance(reply.outcome, Ok):
        return reply
    result = spoil(contract, reply.outcome.result)
    problem = result_problem(contract, result)
    if not problem:
        # Without a schema nobody notices; that is what schemas are for.
        return reply.model_copy(update={"outcome": Ok(result=result)})
    fault = Fault(
        kind="tool_error",
        message=f"{contract.service} gave an answer that can't be read",
        hint=f"its contract rules it out: {problem}",
    )
    return _lost(reply, fault, contract)


def _lost(reply: ToolReply, fault: Fault, contract: ToolContract) -> ToolReply:
    """A write keeps its row changes, which come from the world's journal; nobody was told."""
    outcome = Unknown if contract.writes else Failed
    reply_lost = outcome(fault=fault, retryable=True)
    return reply.model_copy(update={"outcome": reply_lost})


def _late(contract: ToolContract, seconds: float) -> ToolReply:
    message = f"{contract.subject} did not answer within {seconds:g} s"
    return failed("timeout", message, retryable=True)


def _locked() -> ToolReply:
    return failed("unavailable", "the back-end is busy: somebody else writes to it", True)
