"""Rows that a person changes, snapshots and their return: looked at first, done in a thread."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from sandbox.tui.db.guard import aside, guarded, guarded_work, writable
from sandbox.tui.feed.format import plural

if TYPE_CHECKING:
    from sandbox.domain.tool import RowChange
    from sandbox.tui.db.view import DbView

_ROWS_ALONE = "Rows alone: the conversation, given ids and what was done stay."


async def write(view: DbView, sql: str) -> None:
    """Shows what a statement would change, and does it after a yes."""
    await guarded_work(view, _tried(view, sql), "the statement")


async def _tried(view: DbView, sql: str) -> None:
    back = writable(view)
    changes = await aside(view, back.preview, sql)
    if view.shown.back is back:
        _ask(view, changes, "Write")


def restore(view: DbView, name: str) -> None:
    """Shows what it takes to have the rows of a snapshot again, and does it after a yes."""
    view.stop()
    _begin(view, _compared(view, name), "db-sql", "the comparison")


async def _compared(view: DbView, name: str) -> None:
    back = writable(view)
    changes = await aside(view, back.preview_restore, name)
    if view.shown.back is back:
        _ask(view, changes, f"Restore {name}", name, _ROWS_ALONE)


def take_snapshot(view: DbView, name: str) -> None:
    """A copy of the world by this name. Raises `SandboxError` at once for a bad name."""
    writable(view).check_snapshot(name)
    _begin(view, _taken(view, name), "db-write", "the snapshot")


async def _taken(view: DbView, name: str) -> None:
    back = writable(view)
    view.told.tell("copying the world …")
    taken = await back.snapshot(name)
    if view.shown.back is back:
        view.told.tell(f"snapshot {taken.name}: S has its rows again", "$text-success")


def _ask(
    view: DbView, changes: tuple[RowChange, ...], title: str, restored: str = "", note: str = ""
) -> None:
    from sandbox.tui.db.asking import AskRows

    writable(view)  # a turn may have begun since
    view.told.tell("")
    if not changes:
        view.told.tell("it changes no row")
        return
    assert view.shown.values is not None
    shown = view.shown.values.shown_change

    def answered(yes: bool | None) -> None:
        if yes:
            _begin(view, _done(view, changes, restored), "db-write", "the write")

    title = f"{title} · {plural(len(changes), 'row')}"
    view.app.push_screen(AskRows(title, changes, shown, note), answered)


async def _done(view: DbView, changes: tuple[RowChange, ...], restored: str) -> None:
    back, sql = writable(view), view.sql.value
    view.told.tell(f"writing {plural(len(changes), 'row')} …")
    await back.write(changes, restored)
    if view.shown.back is not back:
        return
    # It may have taken a while, and whoever waited may be somewhere else by now.
    if view.sql.value == sql:
        view.sql.put("")
        view.sql.mode(writes=False)
    guarded(view, lambda: view.shown.choose(changes[0].table))
    view.shown.read()
    view.renew()
    if view.sql.has_focus:
        view.grid.focus()
    words = f"the rows of {restored} are back" if restored else "written"
    view.told.tell(f"{words}: {plural(len(changes), 'row')}, in the log", "$text-success")


def _begin(view: DbView, work: Coroutine[Any, Any, None], group: str, what: str) -> None:
    view.run_worker(
        guarded_work(view, work, what),
        group=group,
        exclusive=group == "db-sql",  # what writes is never cut off
        exit_on_error=False,
    )
