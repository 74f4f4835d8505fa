"""`/db`: the pane, and what its keys do, by words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sandbox.log.fold import Session
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.db.view import DbView

ARGUMENT: Final = "[TABLE | sql … | write … | diff | snapshot NAME | restore NAME]"

_DIFF: Final = ("who", "table", "key", "column", "before", "after")


def db(app: HopscopeApp, argument: str) -> None:
    """`/db [TABLE | sql … | write … | diff | snapshot NAME | restore NAME]`."""
    app.run_worker(_db(app, argument), group="db", exit_on_error=False)


async def _db(app: HopscopeApp, argument: str) -> None:
    from sandbox.tui.db.guard import guarded
    from sandbox.tui.db.view import DbView

    await app.main.action_open_dock("db")
    view = app.main.dock.view
    if isinstance(view, DbView) and argument:
        guarded(view, lambda: _do(view, argument))


def _do(view: DbView, argument: str) -> None:
    from sandbox.domain.faults import SandboxError
    from sandbox.tui.db import acts, writing

    word, _, rest = argument.partition(" ")
    rest = rest.strip()
    match word:
        case "sql" | "write" if not rest:
            view.type_sql("", writes=word == "write")
        case "sql" | "write":
            view.type_sql(rest, writes=word == "write")
            view.enter(rest, writes=word == "write")
        case "diff":
            show_diff(view)
        case "snapshot" | "restore" if not rest:
            acts.act(view, word)
        case "snapshot":
            writing.take_snapshot(view, rest)
        case "restore":
            writing.restore(view, rest)
        case _ if rest:
            raise SandboxError(f"/db {word[:40]} takes no more words", f"/db {ARGUMENT}", code=2)
        case _:
            view.show_table(word)


def show_diff(view: DbView) -> None:
    """Every cell that the session changed, in order, as rows."""
    from sandbox.world.look import Result

    assert view.driver is not None
    cells = tuple(_cells(view.driver.session, view.driver.restore))
    view.show_result("diff", Result(_DIFF, cells))


def _cells(session: Session, restore: Callable[[Any], Any]) -> Iterator[tuple[Any, ...]]:
    from sandbox.log.row_history import row_history
    from sandbox.tui.db.values import text_of

    for deed in row_history(session):
        for change in deed.changes:
            before, after = restore(change.before) or {}, restore(change.after) or {}
            for name in {**before, **after}:
                if before.get(name) != after.get(name):
                    old, new = text_of(before.get(name)), text_of(after.get(name))
                    yield deed.label, change.table, change.key, name, old, new
