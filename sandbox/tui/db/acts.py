"""What a person does in the DB pane: jump, copy, export, write, snapshot, restore, keep a query."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.tui.feed.format import plural
from sandbox.tui.feed.safe import one_line
from sandbox.tui.widgets.lines import LineView

if TYPE_CHECKING:
    from sandbox.domain.faults import SandboxError
    from sandbox.domain.tool import RowChange
    from sandbox.tui.db.door import BackEnd
    from sandbox.tui.db.view import DbView


def act(view: DbView, what: str) -> None:
    """Does what a key asks for; what is wrong with it is one line."""
    guarded(view, lambda: _ACTS[what](view))


def guarded(view: DbView, do: Callable[[], None]) -> None:
    """Runs `do`, its errors as one line over the SQL line."""
    from sandbox.domain.faults import SandboxError

    try:
        do()
    except SandboxError as error:
        complain(view, error)


def complain(view: DbView, error: SandboxError) -> None:
    """One line over the SQL line, with what to do."""
    hint = f" ({error.hint})" if error.hint else ""
    view.complain(f"{error.message}{hint}", getattr(error, "at", -1))


def _back(view: DbView) -> BackEnd:
    from sandbox.domain.faults import SandboxError

    if view.shown.back is None:
        raise SandboxError(view.shown.why_empty or "there is no world here")
    return view.shown.back


def writable(view: DbView) -> BackEnd:
    """What can be written now. Raises `SandboxError`."""
    from sandbox.domain.faults import SandboxError

    back = _back(view)
    if back.read_only:
        raise SandboxError(back.read_only)
    driver = view.driver
    if driver is not None and driver.session.running is not None:
        raise SandboxError("a turn is running", "rows are changed between turns", code=2)
    return back


# Looking -------------------------------------------------------------------------------------


def _enter(view: DbView) -> None:
    if view.tables.has_focus:
        view.grid.focus()
        return
    row = view.grid.row
    if row is None or row.changed is None:
        view.told.tell("nobody changed this row; v shows values, y copies it")
        return
    deed = row.changed.deeds[-1]
    if deed.tool or not (deed.hop or (view.driver and view.driver.session.turns)):
        after = f"after turn {deed.after}" if deed.after else "before the first turn"
        view.told.tell(f"{deed.label}, {after}: the trace has no row of it")
    else:
        view.post_message(view.Jumped(deed.hop or f"edit:{deed.after}"))


def _since(view: DbView, by: int) -> None:
    view.shown.since(by)
    view.renew(keep=True)


def _values(view: DbView) -> None:
    if view.shown.hidden and not view.shown.wanted_real:
        view.told.tell("the whole screen is masked: /mask shows values again")
        return
    view.shown.wanted_real = not view.shown.wanted_real
    view.show_values()


def _columns(view: DbView, by: int) -> None:
    if view.tables.has_focus:
        if by > 0:
            view.grid.focus()
    elif not view.grid.move_columns(by) and by < 0:
        view.tables.focus()


def _copy(view: DbView, as_json: bool) -> None:
    row, rows, values = view.grid.row, view.grid.rows, view.shown.values
    if row is None or rows is None or values is None:
        return
    if as_json:
        text = json.dumps(values.row(row, rows.names), ensure_ascii=False)
    else:
        text = "\t".join(values.text(row, name, 20_000) for name in rows.names)
    view.post_message(LineView.Copied(text, "the row as JSON" if as_json else "the row"))


# Files and names -----------------------------------------------------------------------------


def _ask_name(view: DbView, title: str, value: str, hint: str, then: Callable[[str], None]) -> None:
    from sandbox.tui.screens.ask import AskLine

    def named(name: str | None) -> None:
        if name and name.strip():
            guarded(view, lambda: then(name.strip()))

    view.app.push_screen(AskLine(title, value, hint), named)


def _export(view: DbView) -> None:
    rows = view.grid.rows
    if rows is None or view.shown.values is None:
        return
    name = "result" if view.shown.result is not None else view.shown.table
    safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in name)[:40] or "rows"
    hint = "Enter writes it, masked as the log is; .csv or .json"
    _ask_name(view, "Export these rows", f"{safe}.csv", hint, partial(export_to, view))


def export_to(view: DbView, name: str) -> None:
    """Writes the rows that show to a file, masked."""
    from sandbox.tui.db.export import check

    path = Path(name).expanduser()
    check(path)
    view.run_worker(_exported(view, path), exit_on_error=False)


async def _exported(view: DbView, path: Path) -> None:
    from sandbox.tui.db.export import MOST, masked, write

    rows, values = view.grid.rows, view.shown.values
    if rows is None or values is None:
        return
    view.told.tell("writing …")
    found = await masked(rows, values)
    cut = f", the first {MOST:,} of {rows.count:,}" if len(found) < rows.count else ""
    words = f"{plural(len(found), 'row')} in {one_line(path.name)}, masked{cut}"
    view.told.tell(words, "$text-success")
    guarded(view, lambda: write(found, rows.names, path))


def _queries(view: DbView) -> None:
    from sandbox.domain.faults import SandboxError
    from sandbox.tui.screens.picker import Choice, Picker

    kept = dict(_back(view).queries())
    if not kept:
        raise SandboxError("no query is kept", "K keeps the last one")
    choices = [Choice(name, name, one_line(sql, 200)) for name, sql in kept.items()]

    def picked(name: str | None) -> None:
        if name in kept:
            view.type_sql(kept[name])
            view.enter(kept[name])

    view.app.push_screen(Picker("Kept queries", choices), picked)


def _keep(view: DbView) -> None:
    from sandbox.domain.faults import SandboxError

    sql = view.sql.value.strip() or view.shown.sql
    if not sql:
        raise SandboxError("there is no query to keep", "type one after :")
    back = _back(view)

    def keep(name: str) -> None:
        back.save_query(name, sql)
        view.told.tell(f"kept as {name}", "$text-success")

    _ask_name(view, "Keep this query", "", f"a name for {one_line(sql, 160)}", keep)


# Writing -------------------------------------------------------------------------------------


def _write(view: DbView) -> None:
    writable(view)
    view.type_sql("", writes=True)


def ask_changes(
    view: DbView, changes: tuple[RowChange, ...], title: str, restored: str = "", note: str = ""
) -> None:
    """Shows what would change, and does it after a yes."""
    from sandbox.tui.db.asking import AskRows

    if not changes:
        view.told.tell("it changes no row")
        return
    assert view.shown.values is not None
    shown = view.shown.values.shown_change

    def answered(yes: bool | None) -> None:
        if yes:
            guarded(view, lambda: _do(view, changes, restored))

    title = f"{title} · {plural(len(changes), 'row')}"
    view.app.push_screen(AskRows(title, changes, shown, note), answered)


def _do(view: DbView, changes: tuple[RowChange, ...], restored: str) -> None:
    writable(view).write(changes, restored)
    view.sql.put("")
    view.sql.mode(writes=False)
    view.shown.choose(changes[0].table)
    view.shown.read()
    view.renew()
    view.grid.focus()
    words = f"the rows of {restored} are back" if restored else "written"
    view.told.tell(f"{words}: {plural(len(changes), 'row')}, in the log", "$text-success")


def _snapshot(view: DbView) -> None:
    writable(view)
    hint = "a name: small letters, digits, - and _"
    _ask_name(view, "Snapshot of the world", "", hint, partial(take_snapshot, view))


def take_snapshot(view: DbView, name: str) -> None:
    """A copy of the world by this name."""
    taken = writable(view).snapshot(name)
    view.told.tell(f"snapshot {taken.name}: S has its rows again", "$text-success")


def _restore(view: DbView) -> None:
    from sandbox.domain.faults import SandboxError
    from sandbox.tui.screens.picker import Choice, Picker

    back = writable(view)
    choices = [
        Choice(one.name, one.name, f"after {plural(one.after, 'turn')}, {one.at}")
        for one in back.snapshots()
    ]
    if not choices:
        raise SandboxError("there is no snapshot", "s takes one")

    def picked(name: str | None) -> None:
        if name:
            guarded(view, lambda: restore(view, name))

    view.app.push_screen(Picker("Restore the rows of", choices), picked)


def restore(view: DbView, name: str) -> None:
    """Shows what it takes to have the rows of a snapshot again, and does it after a yes."""
    note = "Rows alone: the conversation, given ids and what was done stay."
    changes = writable(view).preview_restore(name)
    ask_changes(view, changes, f"Restore {name}", name, note)


_ACTS: dict[str, Callable[[DbView], None]] = {
    "enter": _enter,
    "sql": lambda view: view.type_sql(),
    "values": _values,
    "since": lambda view: _since(view, 1),
    "since_back": lambda view: _since(view, -1),
    "right": lambda view: _columns(view, 1),
    "left": lambda view: _columns(view, -1),
    "copy": lambda view: _copy(view, as_json=False),
    "json": lambda view: _copy(view, as_json=True),
    "export": _export,
    "queries": _queries,
    "keep": _keep,
    "write": _write,
    "snapshot": _snapshot,
    "restore": _restore,
}
