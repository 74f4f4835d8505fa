"""Looking into a world: counts, one page of a table, and SQL that a person typed.

Nothing here can write, and nothing reads a whole table: a page is asked for when it is wanted.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.schema import Column, Table
from sandbox.world.cells import from_cells, quoted, storable
from sandbox.world.query import Guard, guarded
from sandbox.world.sql_place import place_of

PAGE: Final = 500
"""Rows of one page."""

MOST_ROWS: Final = 1_000
"""Rows of one result."""

LONGEST_CELL: Final = 20_000
"""Characters of one cell of a result; what is over is cut and counted."""

MOST_CHARACTERS: Final = 4_000_000
"""Characters of one result, all cells together; rows after that are not read."""

LONGEST_VALUE: Final = 4_000_000
"""Bytes of one value on its way through a query: as many as a cell may hold."""

SECONDS: Final = 5.0
"""How long a query runs."""

_COLUMNS: Final = 200
_MORE: Final = " more characters"


class SqlError(SandboxError):
    """What is wrong with SQL that a person typed. `at`: the character, from 0; -1 = nowhere."""

    def __init__(self, message: str, hint: str, at: int) -> None:
        super().__init__(message, hint, code=2)
        self.at = at


@dataclass(frozen=True)
class Result:
    """Rows of one query. `names` are unique; `more`: not all rows are here.

    `big`: since they would have more than `MOST_CHARACTERS`, and not by their number. `reads`:
    table and column of each cell that the query looked at, None where nobody watched.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    more: bool = False
    big: bool = False
    reads: frozenset[tuple[str, str]] | None = None

    def dicts(self) -> list[dict[str, JSON]]:
        """Each row by name."""
        return [dict(zip(self.names, row, strict=True)) for row in self.rows]


class Look:
    """One person's look into a world, over connections of its own that can't write.

    `connect` opens one; `close` lets go. Every method raises `SandboxError`.
    """

    def __init__(
        self, connect: Callable[[], sqlite3.Connection], tables: Mapping[str, Table]
    ) -> None:
        self.tables = tables
        self._connect = connect
        self._pages: sqlite3.Connection | None = None
        self._asking: set[sqlite3.Connection] = set()

    def count(self, table: str) -> int:
        """How many rows a table has."""
        with self._told():
            return self._one(f"SELECT count(*) FROM {quoted(self._table(table).name)}")

    def page(
        self, table: str, offset: int, without: Iterable[str] = (), limit: int = PAGE
    ) -> list[dict[str, JSON]]:
        """Rows by key from number `offset` on, those with a key of `without` left out.

        Long cells are cut, as in a result.
        """
        found, skip = self._table(table), list(without)
        key = quoted(found.key)
        # One array in place of as many marks: there may be more keys than SQLite takes marks.
        where = f"WHERE {key} NOT IN (SELECT value FROM json_each(?)) " if skip else ""
        cells = ", ".join(map(_short, found.columns))
        sql = f"SELECT {cells} FROM {quoted(table)} {where}ORDER BY {key} LIMIT ? OFFSET ?"
        values = ([json.dumps(skip)] if skip else []) + [limit, offset]
        with self._told():
            return [_row(found, row) for row in self._reader.execute(sql, values)]

    def place(self, table: str, key: str, without: Iterable[str] = ()) -> int:
        """The number that `page` gives the row with this key, or would give it."""
        found, skip = self._table(table), json.dumps(list(without))
        name = quoted(found.key)
        sql = (
            f"SELECT count(*) FROM {quoted(table)} WHERE {name} < ? "
            f"AND {name} NOT IN (SELECT value FROM json_each(?))"
        )
        with self._told():
            return self._one(sql, key, skip)

    def select(self, sql: str, most: int = MOST_ROWS) -> Result:
        """The rows of one query, long cells cut. `stop` ends it from another thread.

        Raises `SqlError`: SQLite's words and where, anything that would write, a query that runs
        away, half a character.
        """
        _check(sql)
        connection = self._connect()
        widest = max((len(table.columns) for table in self.tables.values()), default=0)
        guard = Guard(SECONDS, LONGEST_VALUE, max(_COLUMNS, widest))
        try:
            with self.stoppable(connection), guarded(connection, guard):
                cursor = connection.execute(sql)
                names = _unique(column[0] for column in cursor.description or ())
                rows, more, big = _bounded(cursor, most)
            return Result(names, rows, more, big, frozenset(guard.reads))
        except SandboxError as error:
            at = place_of(connection, sql, error.message)
            where = f", at character {at + 1}" if at >= 0 else ""
            raise SqlError(f"{error.message}{where}", error.hint, at) from None
        finally:
            connection.close()

    @contextmanager
    def stoppable(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Inside, `stop` also ends what runs on this connection."""
        self._asking.add(connection)
        try:
            yield
        finally:
            self._asking.discard(connection)

    def stop(self) -> None:
        """Ends the queries that run now, if any."""
        for connection in tuple(self._asking):
            with suppress(sqlite3.ProgrammingError):  # it has just ended by itself
                connection.interrupt()

    def close(self) -> None:
        """Lets go of the file; the next use opens it again."""
        pages, self._pages = self._pages, None
        if pages is not None:
            pages.close()

    @property
    def _reader(self) -> sqlite3.Connection:
        if self._pages is None:
            self._pages = self._connect()
            self._pages.execute("PRAGMA query_only = ON")
        return self._pages

    def _one(self, sql: str, *values: object) -> int:
        return self._reader.execute(sql, values).fetchone()[0]

    def _table(self, name: str) -> Table:
        try:
            return self.tables[name]
        except KeyError:
            raise SandboxError(f"there is no table {name} in this world", code=2) from None

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise SandboxError(f"the world can't be read: {error}") from None


def _check(sql: str) -> None:
    """Raises `SqlError` for a text that SQLite does not take."""
    if not storable(sql):
        at = next(at for at, one in enumerate(sql) if not storable(one))
        words = f"a NUL or half a character, at character {at + 1}"
        raise SqlError(words, "type it again without", at)


def _bounded(cursor: sqlite3.Cursor, most: int) -> tuple[tuple[tuple[Any, ...], ...], bool, bool]:
    """Rows with long cells cut, at most `most`; whether there are more, and whether by size."""
    rows: list[tuple[Any, ...]] = []
    size = 0
    for row in cursor:
        if len(rows) == most:
            return tuple(rows), True, False
        cells = tuple(map(_cut, row))
        size += sum(len(cell) for cell in cells if isinstance(cell, str))
        if rows and size > MOST_CHARACTERS:
            return tuple(rows), True, True
        rows.append(cells)
    return tuple(rows), False, False


def _short(column: Column) -> str:
    """A column as a page reads it: of two megabytes it takes what can be looked at."""
    name = quoted(column.name)
    if column.type not in ("text", "json"):
        return name
    cut = f"substr({name}, 1, {LONGEST_CELL}) || '… ' || (length({name}) - {LONGEST_CELL})"
    return f"CASE WHEN length({name}) > {LONGEST_CELL} THEN {cut} || '{_MORE}' ELSE {name} END"


def _row(table: Table, cells: tuple[Any, ...]) -> dict[str, JSON]:
    try:
        return from_cells(table, cells)
    except ValueError:  # JSON that was cut
        names = (column.name for column in table.columns)
        return dict(zip(names, cells, strict=True))


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    """`id, id` as `id, id_2`: two columns of one name would be one cell of an object."""
    seen: list[str] = []
    for name in names:
        number, fresh = 2, name
        while fresh in seen:
            fresh, number = f"{name}_{number}", number + 1
        seen.append(fresh)
    return tuple(seen)


def _cut(cell: Any) -> Any:
    if isinstance(cell, bytes):
        return f"{len(cell):,} bytes: {cell[:32].hex()}{'…' if len(cell) > 32 else ''}"
    if isinstance(cell, str) and len(cell) > LONGEST_CELL:
        return f"{cell[:LONGEST_CELL]}… {len(cell) - LONGEST_CELL}{_MORE}"
    return cell
