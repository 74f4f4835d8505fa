"""One transaction: all of it or nothing, its changes labelled with the call that made them."""

import sqlite3
from collections.abc import Callable, Mapping

from sandbox.domain.schema import Table
from sandbox.domain.tool import RowChange
from sandbox.world import journal
from sandbox.world.rows import RowWriter


class Transaction:
    """Begins on construction, then ends with exactly one of `commit` and `rollback`.

    `rows` reads and, with `writes`, changes the world inside it. Without `writes` SQLite itself
    refuses any change. `ended` is called once, when it has ended. Raises
    `sqlite3.OperationalError` (busy) when somebody else writes.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        tables: Mapping[str, Table],
        writes: bool = True,
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        self.connection = connection
        self.writes = writes
        self.rows = RowWriter(connection, tables)
        self._tables = tables
        self._ended: Callable[[], None] | None = ended
        if writes:
            connection.execute("BEGIN IMMEDIATE")
            self._mark = journal.mark(connection)
        else:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("BEGIN")

    @property
    def open(self) -> bool:
        """False once it has ended, also when SQLite ended it by itself (disk full, interrupted)."""
        return self._ended is not None and self.connection.in_transaction

    def changes(self) -> tuple[RowChange, ...]:
        """What the transaction changes so far."""
        return journal.changes_since(self.connection, self._tables, self._mark)

    def commit(self, turn: int = 0, hop: int = 0, tool: str = "") -> None:
        """Keeps it. A turn of 0 means by hand, after whatever came last."""
        if turn:
            journal.label(self.connection, self._mark, turn, hop, tool)
        self.connection.execute("COMMIT")
        self._let_go()

    def rollback(self) -> None:
        """Takes it back; does nothing when it has ended."""
        try:
            if self.open:
                self.connection.execute("ROLLBACK")
        finally:
            self._let_go()

    def interrupt(self) -> None:
        """Stops the statement that runs in it, if any; from whatever thread."""
        if self._ended is not None:
            self.connection.interrupt()

    def _let_go(self) -> None:
        """The connection is somebody else's from here on."""
        ended, self._ended = self._ended, None
        if ended is None:
            return
        try:
            if not self.writes:
                self.connection.execute("PRAGMA query_only = OFF")
        finally:
            ended()
