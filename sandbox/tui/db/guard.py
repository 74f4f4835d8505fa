"""What can be done with the world that shows, beside the screen; what is refused is one line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from sandbox.domain.faults import SandboxError
    from sandbox.tui.db.door import BackEnd
    from sandbox.tui.db.view import DbView

T = TypeVar("T")


def guarded(view: DbView, do: Callable[[], None]) -> None:
    """Runs `do`, its errors as one line over the SQL line."""
    from sandbox.domain.faults import SandboxError

    try:
        do()
    except SandboxError as error:
        complain(view, error)


async def guarded_work(view: DbView, work: Awaitable[None], what: str) -> None:
    """Awaits `work`, its errors as one line, unless another session shows by then.

    `what`: how what fails for a reason that nobody thought of is called.
    """
    from sandbox.domain.faults import SandboxError

    back = view.shown.back
    try:
        await work
    except SandboxError as error:
        if view.shown.back is back:
            complain(view, error)
    except Exception as error:
        if view.shown.back is back:
            view.complain(f"{what} failed: {type(error).__name__}")


def complain(view: DbView, error: SandboxError) -> None:
    """One line over the SQL line, with what to do."""
    hint = f" ({error.hint})" if error.hint else ""
    view.complain(f"{error.message}{hint}", getattr(error, "at", -1))


def back_of(view: DbView) -> BackEnd:
    """The world that shows. Raises `SandboxError` where there is none, with why."""
    from sandbox.domain.faults import SandboxError

    if view.shown.back is None:
        raise SandboxError(view.shown.why_empty or "there is no world here")
    return view.shown.back


def writable(view: DbView) -> BackEnd:
    """What can be written now. Raises `SandboxError`."""
    from sandbox.domain.faults import SandboxError

    back = back_of(view)
    if back.read_only:
        raise SandboxError(back.read_only)
    driver = view.driver
    if driver is not None and driver.session.running is not None:
        raise SandboxError("a turn is running", "rows are changed between turns", code=2)
    return back


async def aside(view: DbView, do: Callable[[str], T], text: str) -> T:
    """What `do` gives, worked out in a thread; `DbView.stop` ends it. Raises as `do`."""
    view.asked += 1
    view.told.tell("running … Esc stops it")
    try:
        return await asyncio.to_thread(do, text)
    finally:
        view.asked -= 1
