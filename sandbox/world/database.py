"""One SQLite file a session: rows to read, transactions to write, a journal of what changed."""

import json
import sqlite3
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sandbox.domain.faults import SandboxError
from sandbox.domain.schema import Table
from sandbox.domain.tool import RowChange
from sandbox.world.seed import seed
from sandbox.world.tables import make_tables, quoted

_BUSY_MS = 2_000


class Seeded(Protocol):
    """The part of a pack that a world is made from."""

    @property
    def name(self) -> str: ...
    @property
    def tables(self) -> Mapping[str, Table]: ...
    @property
    def rows(self) -> Mapping[str, Iterable[Mapping[str, Any]]]: ...


class WorldDatabase:
    """A session's back-end. Opens its file when it is first used; `close` lets go of it again."""

    def __init__(self, path: Path, tables: Mapping[str, Table]) -> None:
        self.path = path
        self.tables = tables
        self._open: sqlite3.Connection | None = None

    @classmethod
    def create(cls, path: Path, pack: Seeded) -> "WorldDatabase":
        """A new world with the pack's seed rows. Raises `SandboxError` for a row that won't fit."""
        world = cls(path, pack.tables)
        connection = world.connection
        connection.execute("PRAGMA journal_mode = WAL")
        make_tables(connection, pack.tables)
        connection.execute("BEGIN")
        try:
            seed(connection, pack.tables, pack.rows)
            connection.execute("UPDATE _context SET off = 0")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        return world

    @classmethod
    def open(cls, path: Path, pack: Seeded) -> "WorldDatabase":
        """An existing world. Raises `SandboxError` when the file is missing or none of ours."""
        if not path.exists():
            raise SandboxError(f"{path.name} is missing", "the session can still be viewed")
        world = cls(path, pack.tables)
        try:
            world.connection.execute("SELECT turn FROM _context").fetchone()
        except sqlite3.DatabaseError:
            world.close()
            raise SandboxError(f"{path.name} is not a world of ours, or is damaged") from None
        return world

    @property
    def connection(self) -> sqlite3.Connection:
        """The open file. Transactions are begun by hand, so Python must not begin any."""
        if self._open is None:
            connection = sqlite3.connect(
                self.path, isolation_level=None, check_same_thread=False, timeout=_BUSY_MS / 1000
            )
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA synchronous = FULL")
            self._open = connection
        return self._open

    def close(self) -> None:
        """Lets go of the file; the next use opens it again."""
        if self._open is not None:
            self._open.close()
            self._open = None

    # Rows

    def row(self, table: str, key: str) -> dict[str, Any] | None:
        """One row by key, None if there is none."""
        schema = self._table(table)
        found = self.connection.execute(
            f"SELECT * FROM {quoted(table)} WHERE {quoted(schema.key)} = ?", (key,)
        ).fetchone()
        return self._plain(schema, found) if found else None

    def rows(self, table: str, **equals: Any) -> list[dict[str, Any]]:
        """Rows whose columns equal these values, by key."""
        schema = self._table(table)
        known = {column.name for column in schema.columns}
        unknown = set(equals) - known
        if unknown:
            raise KeyError(f"{table} has no column {min(unknown)}")
        where = " AND ".join(f"{quoted(name)} IS ?" for name in equals) or "1"
        found = self.connection.execute(
            f"SELECT * FROM {quoted(table)} WHERE {where} ORDER BY {quoted(schema.key)}",
            tuple(equals.values()),
        )
        return [self._plain(schema, row) for row in found]

    def keys(self, table: str) -> Sequence[str]:
        """Every key of a table, sorted."""
        key = quoted(self._table(table).key)
        found = self.connection.execute(f"SELECT {key} FROM {quoted(table)} ORDER BY {key}")
        return [row[0] for row in found]

    def query(self, sql: str) -> list[dict[str, Any]]:
        """A read-only query. Raises `SandboxError` for bad SQL or an attempt to write."""
        connection = self.connection
        connection.execute("PRAGMA query_only = 1")
        try:
            return [dict(row) for row in connection.execute(sql)]
        except sqlite3.Error as error:
            raise SandboxError(f"SQL: {error}", code=2) from None
        finally:
            connection.execute("PRAGMA query_only = 0")

    # Writing

    @contextmanager
    def transaction(self, turn: int, hop: int, writes: bool) -> Generator[None]:
        """One transaction; an exception rolls all of it back. A reading one can't write."""
        connection = self.connection
        connection.execute(f"PRAGMA query_only = {0 if writes else 1}")
        connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
        try:
            if writes:
                connection.execute("UPDATE _context SET turn = ?, hop = ?", (turn, hop))
            yield
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        else:
            connection.execute("COMMIT")
        finally:
            connection.execute("PRAGMA query_only = 0")

    def mark(self) -> int:
        """Where the journal of row changes stands; for `changes_since`."""
        found = self.connection.execute("SELECT coalesce(max(seq), 0) FROM _changes").fetchone()
        return int(found[0])

    def changes_since(self, mark: int) -> tuple[RowChange, ...]:
        """Row changes after `mark`, in order."""
        found = self.connection.execute(
            "SELECT tbl, key, before, after FROM _changes WHERE seq > ? ORDER BY seq", (mark,)
        )
        return tuple(
            RowChange(table=table, key=key, before=_load(before), after=_load(after))
            for table, key, before, after in found
        )

    def _table(self, name: str) -> Table:
        if name not in self.tables:
            raise KeyError(f"there is no table {name}")
        return self.tables[name]

    def _plain(self, table: Table, row: sqlite3.Row) -> dict[str, Any]:
        plain = dict(row)
        for column in table.columns:
            if column.type == "boolean" and plain.get(column.name) is not None:
                plain[column.name] = bool(plain[column.name])
        return plain


def _load(text: str | None) -> dict[str, Any] | None:
    return None if text is None else json.loads(text)
