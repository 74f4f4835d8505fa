"""One call of one tool: its body on a thread, its transaction, and the way to stop both."""

import sqlite3
from collections.abc import Callable
from copy import deepcopy
from typing import Any, Final

from sandbox.api import ToolError
from sandbox.domain.base import JSON
from sandbox.domain.faults import Fault, SandboxError
from sandbox.domain.tool import Failed, Ok, Skipped, ToolContract
from sandbox.ports import Attempt, ToolReply
from sandbox.tools import ledger
from sandbox.tools.replies import as_json, database_failure, failed
from sandbox.tools.schemas import result_problem
from sandbox.tools.scrub import fault_of
from sandbox.tools.view import Gate, Late, WorldView
from sandbox.world.database import WorldDatabase
from sandbox.world.stale import begin_stale
from sandbox.world.transaction import Transaction

_NOT_DONE: Final = Fault(kind="internal", message="it has not been done: no such effect is known")
_AGAIN: Final = ("unavailable", True)


class Call:
    """One body on the world: `run` on a thread of the pool, `stop` from the loop's."""

    def __init__(
        self,
        world: WorldDatabase,
        contract: ToolContract,
        function: Callable[..., Any],
        attempt: Attempt,
        now: str,
        customer: str,
    ) -> None:
        self._world = world
        self._contract = contract
        self._function = function
        self._attempt = attempt
        self._now, self._customer = now, customer
        self._gate = Gate()
        self._transaction: Transaction | None = None
        self._reply: ToolReply | None = None

    def run(self) -> ToolReply | None:
        """Runs the body and ends its transaction. None when it was stopped meanwhile."""
        try:
            with self._gate:
                transaction = self._begin()
                self._reply = self._known(transaction)
            return self._reply or self._run(transaction)
        except Late:
            return None
        except sqlite3.Error as error:
            return self._ended(database_failure(error))
        except SandboxError as error:
            return self._ended(failed("unavailable", error.message, hint=error.hint))
        except BaseException as error:  # an error of a pack may itself be broken
            return self._ended(failed("tool_error", type(error).__name__))

    def stop(self) -> ToolReply | None:
        """Ends it from outside: nothing it does from now on reaches the world.

        Returns the reply when it was done already, a moment before.
        """
        self._gate.shut()
        if self._transaction is not None:
            self._transaction.interrupt()
        self._gate.wait()
        if self._transaction is not None:
            self._transaction.rollback()
        return self._reply

    def _begin(self) -> Transaction:
        if self._suffers("stale_read"):
            self._transaction = begin_stale(self._world)
        else:
            self._transaction = self._world.begin(writes=self._contract.writes)
        return self._transaction

    def _suffers(self, fault: str) -> bool:
        return any(one.fault == fault for one in self._attempt.injected)

    def _ended(self, reply: ToolReply) -> ToolReply | None:
        """The reply of a call that failed outside its body; nothing of it stays."""
        try:
            with self._gate:
                if self._transaction is not None:
                    self._transaction.rollback()
        except Late:
            return None
        return reply

    def _known(self, transaction: Transaction) -> ToolReply | None:
        """What the ledger has under this key; ends the transaction if it has something."""
        if not self._attempt.key:
            return None
        reply = ledger.find(transaction.connection, self._attempt.key)
        if reply is None and self._attempt.lookup:
            reply = ToolReply(outcome=Skipped(fault=_NOT_DONE))
        if reply is not None:
            transaction.rollback()
        return reply

    def _run(self, transaction: Transaction) -> ToolReply:
        view = WorldView(self._contract.name, transaction, self._gate, self._now, self._customer)
        try:
            # A copy, since the attempt's own are in the log.
            result = as_json(self._function(view, **deepcopy(self._attempt.arguments)))
            if problem := result_problem(self._contract, result):
                raise ToolError(
                    f"{self._contract.name} returned what its contract rules out: {problem}"
                )
            with self._gate:
                self._reply = self._finish(transaction, result)
            return self._reply
        except ToolError as error:
            reply = failed(error.kind, str(error.message), bool(error.retryable))
        except sqlite3.OperationalError as error:
            reply = database_failure(error)
        except Late:
            raise
        except BaseException as error:  # whatever a pack's code raises, SystemExit too
            with self._gate:
                reply = self._bug(error, transaction)
        with self._gate:
            transaction.rollback()
            self._reply = reply
        return reply

    def _finish(self, transaction: Transaction, result: JSON) -> ToolReply:
        """Effect and ledger entry together, or neither."""
        if not transaction.writes:
            transaction.rollback()
            return ToolReply(outcome=Ok(result=result))
        if not transaction.open:
            raise ToolError("the transaction has ended", "unavailable", retryable=True)
        if self._suffers("error_before_commit"):
            raise ToolError(f"{self._contract.service} failed before it was done", *_AGAIN)
        changes = transaction.changes()
        if self._attempt.key:
            ledger.enter(transaction.connection, self._attempt, result, changes)
        transaction.commit(self._attempt.turn, self._attempt.hop, self._attempt.tool)
        return ToolReply(outcome=Ok(result=result), changes=changes)

    def _bug(self, error: BaseException, transaction: Transaction) -> ToolReply:
        try:
            fault = fault_of(error, self._function, self._attempt.arguments, transaction.rows)
        except sqlite3.Error:
            fault = Fault(kind="tool_error", message=type(error).__name__)
        return ToolReply(outcome=Failed(fault=fault))
