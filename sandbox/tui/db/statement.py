"""Runs a query that was entered: in a thread, until Esc or another session comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.tui.db.guard import aside

if TYPE_CHECKING:
    from sandbox.tui.db.view import DbView


async def read(view: DbView, sql: str) -> None:
    """Shows the rows of a query, or in one line why not."""
    from sandbox.domain.faults import SandboxError

    look = view.shown.look
    if look is None:
        view.complain(view.shown.why_empty)
        return
    try:
        result = await aside(view, look.select, sql)
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
