"""Replies of an attempt: what a body brought as JSON, and what went wrong as a fault."""

import inspect
import json
import sqlite3

from sandbox.api import ToolError
from sandbox.domain.base import JSON
from sandbox.domain.faults import Fault, FaultKind
from sandbox.domain.tool import Failed
from sandbox.ports import ToolReply
from sandbox.world.connection import is_busy


def as_json(result: object) -> JSON:
    """The result as JSON has it: tuples become lists, a NaN is no number. Raises `ToolError`."""
    if inspect.iscoroutine(result):
        result.close()
        raise ToolError("a tool is a plain function, not an async one")
    try:
        text = json.dumps(result, ensure_ascii=False, allow_nan=False)
        text.encode()  # half a character would break the log
        return json.loads(text)
    except (TypeError, ValueError, RecursionError):
        raise ToolError(
            f"a tool returns JSON, not {type(result).__name__} with other things in it"
        ) from None


def database_failure(error: sqlite3.Error) -> ToolReply:
    """The back-end itself failed. Being busy passes."""
    if is_busy(error):
        return failed("unavailable", "the back-end is busy: somebody else writes to it", True)
    return failed("unavailable", f"the back-end failed: {error}")


def failed(kind: FaultKind, message: str, retryable: bool = False, hint: str = "") -> ToolReply:
    fault = Fault(kind=kind, message=message, hint=hint)
    return ToolReply(outcome=Failed(fault=fault, retryable=retryable))
