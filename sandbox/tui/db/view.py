"""The DB pane: tables, rows, and a SQL line under them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widget import Widget

from sandbox.tui.db import acts, statement, writing
from sandbox.tui.db.grid import DbLines, GridHead, GridView
from sandbox.tui.db.rows import ResultRows
from sandbox.tui.db.shown import Shown
from sandbox.tui.db.sqlline import SqlLine, SqlTold
from sandbox.tui.db.tables import TablesView
from sandbox.tui.dock.view import DockView
from sandbox.tui.feed.format import plural
from sandbox.tui.feed.safe import one_line

if TYPE_CHECKING:
    from sandbox.tui.db.door import BackEnd
    from sandbox.tui.driver import Driver
    from sandbox.world.look import Result

_BESIDE = 66
"""Cells from which the tables stand beside the rows."""


class DbView(DockView):
    """Shows one world. What it reads is in `shown`; what a person does in `sandbox.tui.db.acts`."""

    DEFAULT_CSS = """
    DbView #db-body { height: 1fr; layout: vertical; }
    DbView #db-tables { height: auto; max-height: 30%; }
    DbView #db-right { height: 1fr; }
    DbView.-beside #db-body { layout: horizontal; }
    DbView.-beside #db-tables { width: 30; height: 1fr; max-height: 100%; margin-right: 1; }
    DbView.-beside #db-right { width: 1fr; }
    DbView #db-rows { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.shown = Shown()
        self.tables = TablesView()
        self.head = GridHead()
        self.grid = GridView(self.head)
        self.told = SqlTold()
        self.sql = SqlLine(self.told)
        self.asked = 0
        self.driver: Driver | None = None

    def compose(self) -> ComposeResult:
        with Container(id="db-body"):
            yield self.tables
            with Vertical(id="db-right"):
                yield self.head
                yield self.grid
        yield self.told
        yield self.sql

    # What the host asks and tells --------------------------------------------------------------

    @property
    def home(self) -> Widget:
        return self.grid if self.shown.result is not None else self.tables

    @property
    def title(self) -> str:
        return self.shown.title

    @property
    def below(self) -> str:
        values = "real values" if self.shown.real else "masked, v shows values"
        return " · ".join(part for part in (self.grid.position, values) if part)

    def opened(self, driver: Driver) -> None:
        self.stop()  # its rows are not this session's
        self.driver = driver
        self.shown.open(driver)
        self.sql.forget()
        if self.told.words:
            self.told.tell("")
        self.renew()

    def changed(self) -> None:
        door = self.shown.door
        if door is not None:
            self._open(door)
        elif self.shown.read():
            self.renew(keep=True)
        elif self.shown.renamed:
            self.grid.values_changed()

    def _open(self, door: Callable[[], BackEnd]) -> None:
        """Opens the world: at once where a session has it, in a thread where it has to be made."""
        from sandbox.domain.faults import SandboxError

        if self.driver is not None and not self.driver.live:
            slowly = self._open_slowly(door)
            self.run_worker(slowly, group="db-open", exclusive=True, exit_on_error=False)
            return
        try:
            self.shown.take(door(), door)
        except SandboxError as error:
            self.shown.failed(error)
        self.renew()

    async def _open_slowly(self, door: Callable[[], BackEnd]) -> None:
        from sandbox.domain.faults import SandboxError

        try:
            self.shown.take(await asyncio.to_thread(door), door)
        except SandboxError as error:
            self.shown.failed(error)
        self.renew()

    def hide_values(self, hide: bool, restore: Callable[[Any], Any]) -> None:
        self.shown.hidden = hide
        self.sql.mask = self.shown.mask if hide else None
        self.sql.cover()
        if hide:
            self.told.tell("")  # SQLite's words repeat what was typed
        self.show_values()

    def step_back(self) -> bool:
        if self.asking:
            self.stop()
        elif self.sql.has_focus:
            self.grid.focus()
        elif self.shown.result is not None:
            self.show_table(self.shown.table)
        else:
            return False
        return True

    def on_unmount(self) -> None:
        self.stop()
        self.shown.close()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= _BESIDE, "-beside")

    # Showing -----------------------------------------------------------------------------------

    def renew(self, *, keep: bool = False) -> None:
        """Shows the tables anew, and the rows of the one that is chosen."""
        if not self.is_mounted:
            self.call_after_refresh(self.renew)
            return
        row = self.grid.row if keep and self.shown.result is None else None
        self.sql.tables = self.shown.columns
        self.tables.show(self.shown.lines(), self.shown.table)
        self.shown.table = self.tables.name_chosen
        if self.shown.result is None:
            self.grid.empty = self.shown.why_empty
            rows = self.shown.rows()
            place = None
            if keep:
                place = self.shown.place_of(row) if row is not None else 0
            self.grid.show(rows, self.shown.values, place)
        self.post_message(self.Changed())

    def show_table(self, name: str) -> None:
        """The rows of one table. Raises `SandboxError` when there is none of that name."""
        if self.shown.result is not None:
            self.told.tell("")
        self.shown.choose(name)
        self.renew()

    def show_result(self, sql: str, result: Result) -> None:
        """The rows of a query, until Esc."""
        self.shown.result, self.shown.sql = ResultRows(result), sql
        if self.shown.values is not None:
            self.shown.values.of_query(result.reads)
        self.grid.empty = "no rows"
        self.grid.show(self.shown.result, self.shown.values)
        self.grid.focus()
        count = plural(len(result.rows), "row")
        size = ", which fill a result" if result.big else ""
        self.told.tell(f"the first {count}{size}; there are more" if result.more else count)
        self.post_message(self.Changed())

    def show_values(self) -> None:
        """The same in real values, or masked."""
        self.shown.show_values()
        if self.is_mounted:
            self.grid.values_changed()
        self.post_message(self.Changed())

    def complain(self, words: str, at: int = -1) -> None:
        """One line over the SQL line, the cursor where the mistake is."""
        self.told.tell(one_line(words), "$text-error")
        if at >= 0:
            self.sql.cursor_position = at

    # The SQL line ------------------------------------------------------------------------------

    def type_sql(self, text: str | None = None, *, writes: bool = False) -> None:
        """Goes to the SQL line, with `text` in it."""
        self.sql.mode(writes=writes)
        if text is not None:
            self.sql.put(text)
        self.sql.focus()
        self.sql.hint()

    def on_sql_line_entered(self, event: SqlLine.Entered) -> None:
        event.stop()
        self.enter(event.sql, writes=event.writes)

    def enter(self, sql: str, *, writes: bool = False) -> None:
        """Runs a statement, or shows what one that writes would change."""
        self.sql.remember(sql)
        self.stop()
        work = writing.write(self, sql) if writes else statement.read(self, sql)
        self.run_worker(work, group="db-sql", exclusive=True, exit_on_error=False)

    @property
    def asking(self) -> bool:
        """True while a query runs."""
        return self.asked > 0

    def stop(self) -> None:
        """Ends the query that runs, if any."""
        if self.shown.look is not None and self.asking:
            self.shown.look.stop()

    # Keys --------------------------------------------------------------------------------------

    def on_tables_view_chosen(self, event: TablesView.Chosen) -> None:
        event.stop()
        if self.shown.result is not None:
            self.told.tell("")  # it counted the rows of the query
        self.shown.choose(event.name)
        self.grid.empty = self.shown.why_empty
        self.grid.show(self.shown.rows(), self.shown.values)
        self.post_message(self.Changed())

    def on_db_lines_wanted(self, event: DbLines.Wanted) -> None:
        event.stop()
        self.action_db(event.what)

    def action_db(self, what: str) -> None:
        """What a key of this pane does."""
        acts.act(self, what)
