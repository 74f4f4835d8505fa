"""Runs a statement that was entered: in a thread, until Esc or another session comes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from sandbox.tui.db.acts import ask_changes, complain, writable

if TYPE_CHECKING:
    from sandbox.tui.db.view import DbView

T = TypeVar("T")


async def read(view: DbView, sql: str) -> None:
    """Shows the rows of a query, or in one line why not."""
    from sandbox.domain.faults import SandboxError

    look = view.shown.look
    if look is None:
        view.complain(view.shown.why_empty)
        return
    try:
        result = await _aside(view, look.select, sql)
    except SandboxError as error:
        if view.shown.look is look:
            hint = " (w writes)" if "read-only" in error.message else ""
            view.complain(f"{error.message}{hint}", getattr(error, "at", -1))
    except Exception as error:
        if view.shown.look is look:
            view.complain(f"the query failed: {type(error).__name__}")
    else:
        if view.shown.look is look:
            view.show_result(sql, result)


async def write(view: DbView, sql: str) -> None:
    """Shows what a statement would change, and does it after a yes."""
    from sandbox.domain.faults import SandboxError

    back = view.shown.back
    try:
        changes = await _aside(view, writable(view).preview, sql)
        if view.shown.back is back:
            writable(view)  # a turn may have begun since
            view.told.tell("")
            ask_changes(view, changes, "Write")
    except SandboxError as error:
        if view.shown.back is back:
            complain(view, error)
    except Exception as error:
        if view.shown.back is back:
            view.complain(f"the statement failed: {type(error).__name__}")


async def _aside(view: DbView, do: Callable[[str], T], sql: str) -> T:
    """What a statement gives, worked out in a thread; `DbView.stop` ends it. Raises as `do`."""
    view.asked += 1
    view.told.tell("running … Esc stops it")
    try:
        return await asyncio.to_thread(do, sql)
    finally:
        view.asked -= 1
