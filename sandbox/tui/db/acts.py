"""What a person does in the DB pane: jump, copy, export, write, snapshot, restore, keep a query."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.tui.db.guard import back_of, guarded, writable
from sandbox.tui.db.writing import restore, take_snapshot
from sandbox.tui.feed.format import plural
from sandbox.tui.feed.safe import one_line
from sandbox.tui.widgets.lines import LineView

if TYPE_CHECKING:
    from sandbox.tui.db.view import DbView


def act(view: DbView, what: str) -> None:
    """Does what a key asks for; what is wrong with it is one line."""
    guarded(view, lambda: _ACTS[what](view))


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
    """Asks until `then` takes what is typed, or Esc."""
    from sandbox.tui.screens.ask import AskLine

    def take(name: str) -> None:
        if name.strip():
            then(name.strip())

    view.app.push_screen(AskLine(title, value, hint, take=take))


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

    kept = dict(back_of(view).queries())
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
    from sandbox.tui.screens.ask import AskLine

    sql = view.sql.value.strip() or view.shown.sql
    if not sql:
        raise SandboxError("there is no query to keep", "type one after :")
    back = back_of(view)

    def keep(name: str) -> None:
        back.save_query(name, sql)
        view.told.tell(f"kept as {name}", "$text-success")

    def named(name: str | None) -> None:
        # It may be the query that can't be kept, and another name would not help.
        if name and name.strip():
            guarded(view, lambda: keep(name.strip()))

    hint = f"a name for {one_line(sql, 160)}"
    view.app.push_screen(AskLine("Keep this query", "", hint), named)


# Writing -------------------------------------------------------------------------------------


def _write(view: DbView) -> None:
    writable(view)
    view.type_sql("", writes=True)


def _snapshot(view: DbView) -> None:
    writable(view)
    hint = "a name: small letters, digits, - and _"
    _ask_name(view, "Snapshot of the world", "", hint, partial(take_snapshot, view))


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
