"""`WorldDatabase`: the back-end of one session as one SQLite file."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, Self

from sandbox.api import ToolError
from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.schema import Table
from sandbox.world.connection import connect, not_a_world
from sandbox.world.meta import read_meta, tables_from
from sandbox.world.rows import RowReader
from sandbox.world.transaction import Transaction


class PackOfTables(Protocol):
    """What the world needs of a pack (`sandbox.pack.pack.Pack`)."""

    @property
    def name(self) -> str: ...
    @property
    def tables(self) -> Mapping[str, Table]: ...
    @property
    def rows(self) -> Mapping[str, tuple[dict[str, Any], ...]]: ...


class WorldDatabase:
    """Implements `ports.Rows`. Opens its file on first use; `close` lets go of every descriptor.

    A connection belongs to one transaction or one look at a time, and then waits for the next: one
    does for a whole turn. Who looks meanwhile gets another, so the screen never sees a half-done
    call. `scratch`: a copy that may be lost with the
    machine, so that it never waits for the disk. Its tables are those it was made with, whatever
    the pack says now.
    """

    def __init__(self, path: Path, pack_name: str, *, scratch: bool = False) -> None:
        self.path = path
        self.pack_name = pack_name
        self._scratch = scratch
        self._reader: sqlite3.Connection | None = None
        self._idle: list[sqlite3.Connection] = []
        self._lent: set[sqlite3.Connection] = set()
        self._tables: Mapping[str, Table] | None = None

    @classmethod
    def create(cls, path: Path, pack: PackOfTables, *, scratch: bool = False) -> Self:
        """A new world with the pack's seed rows. The second one of a pack is a copy of bytes.

        Raises `SandboxError` for a bad schema or seed row, or when the file is there already.
        """
        from sandbox.world.image import image_of

        image = image_of(pack)
        try:
            with path.open("xb") as file:
                file.write(image)
        except FileExistsError:
            raise SandboxError(f"there is a world in {path.name} already") from None
        return cls(path, pack.name, scratch=scratch)

    @classmethod
    def open(cls, path: Path, pack: PackOfTables, *, scratch: bool = False) -> Self:
        """An existing world, opened on first use. Raises `SandboxError` when there is none."""
        if not path.exists():
            raise SandboxError(f"there is no world in {path.name}", "the session's folder is torn")
        return cls(path, pack.name, scratch=scratch)

    @property
    def tables(self) -> Mapping[str, Table]:
        """The tables that this world was made with."""
        if self._tables is None:
            with self._look():
                pass
        return self._tables or {}

    def row(self, table: str, key: str) -> dict[str, JSON] | None:
        """The row with this key; None when row or table is not there. Raises `SandboxError`."""
        with self._told(), self._look() as rows:
            return rows.row(table, key) if table in rows.tables else None

    def keys(self, table: str) -> list[str]:
        """All keys of a table, in order; none for a table that is not there."""
        with self._told(), self._look() as rows:
            return rows.keys(table) if table in rows.tables else []

    def rows(self, table: str, /, **equals: JSON) -> list[dict[str, JSON]]:
        """Rows whose columns equal these values, ordered by key. Raises `SandboxError`."""
        with self._told(), self._look() as rows:
            return rows.rows(table, **equals)

    def query(self, sql: str, limit: int = 1_000) -> list[dict[str, JSON]]:
        """Rows of one SELECT that a person wrote, at most `limit`.

        Raises `SandboxError` (code 2) with SQLite's words, for anything that would write, and for
        a query that runs away.
        """
        from sandbox.world.query import query

        return query(self._connect, sql, limit)

    def begin(self, *, writes: bool = True) -> Transaction:
        """A transaction of the one who changes the world; `writes=False` for one that may not.

        Raises `sqlite3.OperationalError` (busy).
        """
        connection = self._take()
        try:
            tables = self._tables_of(connection)
            return Transaction(connection, tables, writes, lambda: self._put(connection))
        except BaseException:
            self._put(connection)
            raise

    @contextmanager
    def writing(self, turn: int = 0, hop: int = 0, tool: str = "") -> Iterator[Transaction]:
        """A transaction that commits at the end of the block, or rolls back if it raises."""
        transaction = self.begin()
        try:
            yield transaction
            transaction.commit(turn, hop, tool)
        finally:
            transaction.rollback()

    def reader(self) -> sqlite3.Connection:
        """A connection of its own that can't write, for what takes long."""
        if self._reader is None:
            self._reader = self._connect()
            self._reader.execute("PRAGMA query_only = ON")
        return self._reader

    def close(self) -> None:
        """Lets go of the file. The next use opens it again."""
        reader, self._reader = self._reader, None
        idle, self._idle = self._idle, []
        # A transaction under way closes its own when it has ended.
        self._lent = set()
        for connection in (*idle, *([reader] if reader else [])):
            connection.close()

    @property
    def at_rest(self) -> bool:
        """True while it holds no descriptor."""
        return self._reader is None and not self._idle and not self._lent

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What goes wrong in SQLite, in words for a person."""
        try:
            yield
        except ToolError as error:
            raise SandboxError(error.message) from None
        except sqlite3.Error as error:
            raise not_a_world(self.path, error) from None

    @contextmanager
    def _look(self) -> Iterator[RowReader]:
        connection = self._take()
        try:
            yield RowReader(connection, self._tables_of(connection))
        finally:
            self._put(connection)

    def _take(self) -> sqlite3.Connection:
        """A connection that nobody else uses until it is put back."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        self._lent.add(connection)
        return connection

    def _put(self, connection: sqlite3.Connection) -> None:
        """Keeps one for the next; more were needed for a moment only."""
        is_ours = connection in self._lent
        self._lent.discard(connection)
        if is_ours and not self._idle and not connection.in_transaction:
            self._idle.append(connection)
        else:
            connection.close()

    def _tables_of(self, connection: sqlite3.Connection) -> Mapping[str, Table]:
        if self._tables is None:
            self._tables = self._read_tables(connection)
        return self._tables

    def _read_tables(self, connection: sqlite3.Connection) -> Mapping[str, Table]:
        try:
            pack, tables = read_meta(connection)
        except sqlite3.DatabaseError as error:
            raise not_a_world(self.path, error) from None
        if pack != self.pack_name:
            raise SandboxError(f"this world is of the pack {pack}, not {self.pack_name}")
        return tables_from(tables)

    def _connect(self) -> sqlite3.Connection:
        return connect(self.path, durable=not self._scratch)
