"""What the DB pane shows of a session: its world, what changed, which table, in which form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from sandbox.tui.db.door import BackEnd, HasBackEnd
from sandbox.tui.db.rows import GridRow, ResultRows, TableRows
from sandbox.tui.db.tables import TableLine
from sandbox.tui.db.values import Values
from sandbox.tui.feed.safe import one_line

if TYPE_CHECKING:
    from sandbox.domain.faults import SandboxError
    from sandbox.tui.db.book import Book
    from sandbox.tui.driver import Driver
    from sandbox.world.look import Look


_CLOSED: Final = "…"


class Shown:
    """Reads; nothing here draws. `why_empty` says why there is nothing to show, "" if there is."""

    def __init__(self) -> None:
        self.back: BackEnd | None = None
        self.book: Book | None = None
        self.values: Values | None = None
        self.table = ""
        self.result: ResultRows | None = None
        self.sql = ""
        self.why_empty = ""
        self.wanted_real = False
        self.hidden = False
        self.renamed = False
        self._known = 0
        self._counts: dict[str, int | None] = {}
        self._driver: Driver | None = None

    @property
    def look(self) -> Look | None:
        return self.back.look if self.back is not None else None

    @property
    def real(self) -> bool:
        """Whether real values show."""
        return self.wanted_real and not self.hidden

    @property
    def columns(self) -> dict[str, Sequence[str]]:
        """Names of columns by table."""
        tables = self.back.tables if self.back is not None else {}
        return {name: [one.name for one in table.columns] for name, table in tables.items()}

    @property
    def title(self) -> str:
        """`orders · ~1 · since turn 3`."""
        if self.back is None or self.book is None:
            return ""
        since = f"since turn {self.book.since}" if self.book.since else "since the seed"
        if self.result is not None:
            sql = self.mask(self.sql) if self.hidden else self.sql
            return f"sql · {one_line(sql, 60)}"
        signs = TableLine("", 0, self.book.signs(self.table)).changes or "no change"
        parts = (one_line(self.table, 40), f"{signs} {since}", self.back.note)
        return " · ".join(part for part in parts if part)

    def mask(self, text: str) -> str:
        """A text of a person's, such as a query, without personal values."""
        return str(self.back.mask(text)) if self.back is not None else text

    def open(self, driver: Driver) -> None:
        """Another session. Its world is opened with the first look at it."""
        self.close()
        self._driver = driver
        self.result, self.values, self.book, self.table = None, None, None, ""
        self._counts = {}
        self.why_empty = _CLOSED

    def close(self) -> None:
        """Lets go of the world's file."""
        back, self.back = self.back, None
        if back is not None:
            back.close()

    def read(self) -> bool:
        """Takes what is new; True when rows changed. `renamed`: the log has more placeholders."""
        driver, book = self._driver, self.book
        if driver is None or book is None:
            return False
        known = len(driver.session.placeholders)
        self.renamed, self._known = known != self._known, known
        if self.renamed and self.values is not None:
            self.values.forget()
        changed = book.read(driver.session)
        if changed:
            self._counts = {}
        return changed

    @property
    def door(self) -> Callable[[], BackEnd] | None:
        """What opens the session's world, while it is not open; None too where nothing does."""
        driver = self._driver
        if self.back is not None or driver is None or self.why_empty != _CLOSED:
            return None
        if not isinstance(driver, HasBackEnd):
            self.why_empty = "there is no world here: this session is only viewed"
            return None
        return driver.back_end

    def take(self, back: BackEnd, door: Callable[[], BackEnd]) -> bool:
        """The world that `door` opened; False, and it is closed, where another session came."""
        from sandbox.tui.db.book import Book

        driver = self._driver
        if driver is None or not isinstance(driver, HasBackEnd) or driver.back_end != door:
            back.close()
            return False
        self.back, self.why_empty = back, "no rows"
        self.book = Book()
        self.book.read(driver.session)
        self.values = Values(back.mask, driver.restore, back.tables)
        self.show_values()
        return True

    def failed(self, error: SandboxError) -> None:
        """The world can't be opened."""
        self.why_empty = f"{error.message} ({error.hint})" if error.hint else error.message

    # Tables and rows ---------------------------------------------------------------------------

    def lines(self) -> list[TableLine]:
        """The tables, those with changes first."""
        if self.back is None or self.book is None:
            return []
        lines = [
            TableLine(name, self._count(name), self.book.signs(name)) for name in self.back.tables
        ]
        return sorted(lines, key=lambda one: not one.changes)

    def choose(self, name: str) -> None:
        """Another table, without a query. Raises `SandboxError` (code 2)."""
        from sandbox.domain.faults import SandboxError

        self.result = None
        tables = self.back.tables if self.back is not None else {}
        if name not in tables:
            raise SandboxError(f"there is no table {name}", ", ".join(tables), code=2)
        self.table = name

    def rows(self) -> TableRows | None:
        """The rows of the chosen table."""
        if self.back is None or self.book is None or self.table not in self.back.tables:
            return None
        table = self.back.tables[self.table]
        if self.values is not None:
            self.values.table = table
        total = self._count(self.table) or 0
        return TableRows(self.back.look, table, self.book.of(self.table), total)

    def place_of(self, row: GridRow) -> int:
        """Where a row that was shown stands now."""
        rows = self.rows()
        if rows is None:
            return 0
        return rows.index_of(str(row.values.get(rows.table.key, "")))

    def _count(self, name: str) -> int | None:
        from sandbox.domain.faults import SandboxError

        assert self.back is not None
        if name not in self._counts:
            try:
                self._counts[name] = self.back.look.count(name)
            except SandboxError:
                self._counts[name] = None
        return self._counts[name]

    # Form --------------------------------------------------------------------------------------

    def show_values(self) -> None:
        """Applies whether real values are wanted, and allowed."""
        if self.values is not None:
            self.values.real = self.real

    def since(self, by: int) -> None:
        """Tells the changes since the next turn; round from the last one to the seed."""
        if self.book is not None and self._driver is not None:
            turns = len(self._driver.session.turns)
            # From the seed first to the last turn: what did it just do?
            order = [0, *range(turns, 0, -1)]
            at = order.index(self.book.since) if self.book.since in order else 0
            self.book.begin(order[(at + by) % len(order)])
