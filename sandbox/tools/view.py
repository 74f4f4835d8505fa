"""What a tool's body sees of the world, and the gate that ends it."""

import threading
from collections.abc import Mapping
from typing import Self

from sandbox.api import ToolError
from sandbox.domain.base import JSON
from sandbox.world import sql
from sandbox.world.rows import RowWriter
from sandbox.world.transaction import Transaction


class Late(BaseException):
    """A body touched the world after its time. Not an `Exception`: no body is to catch it."""


class Gate:
    """Lets one thread at a time touch the world, and nobody once it is shut."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shut = False

    def __enter__(self) -> Self:
        self._lock.acquire()
        if self._shut:
            self._lock.release()
            raise Late
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def shut(self) -> None:
        """From now on nobody enters; whoever is inside is let out in peace."""
        self._shut = True

    def wait(self) -> None:
        """Returns when nobody is inside."""
        with self._lock:
            return


class WorldView:
    """Implements `api.World` over one transaction. See there for each method."""

    def __init__(
        self, tool: str, transaction: Transaction, gate: Gate, now: str, customer: str
    ) -> None:
        self._tool = tool
        self._transaction = transaction
        self._rows = transaction.rows
        self._gate = gate
        self._now = now
        self._customer = customer

    @property
    def now(self) -> str:
        return self._now

    @property
    def customer(self) -> str:
        return self._customer

    def row(self, table: str, key: str) -> dict[str, JSON] | None:
        with self._gate:
            return self._open().row(table, key)

    def rows(self, table: str, /, **equals: JSON) -> list[dict[str, JSON]]:
        with self._gate:
            return self._open().rows(table, **equals)

    def insert(self, table: str, row: dict[str, JSON]) -> dict[str, JSON]:
        with self._gate:
            return self._writable().insert(table, row)

    def update(self, table: str, key: str, /, **changes: JSON) -> dict[str, JSON]:
        with self._gate:
            return self._writable().update(table, key, **changes)

    def delete(self, table: str, key: str) -> None:
        with self._gate:
            self._writable().delete(table, key)

    def new_id(self, table: str) -> str:
        with self._gate:
            return self._writable().new_id(table)

    def select(
        self, query: str, values: Mapping[str, JSON], most: int = sql.MOST_ROWS
    ) -> list[sql.Cells]:
        """Rows of a pack's own SELECT, for tools that are written in SQL."""
        with self._gate:
            return sql.select(self._open().connection, query, values, most)

    def change(self, statement: str, values: Mapping[str, JSON]) -> int:
        """How many rows a pack's own UPDATE or DELETE changed."""
        with self._gate:
            return sql.change(self._writable().connection, statement, values)

    def _open(self) -> RowWriter:
        # SQLite ends a transaction by itself on a full disk; what came after would be kept.
        if not self._transaction.open:
            raise ToolError(f"{self._tool}: the transaction has ended", "unavailable")
        return self._rows

    def _writable(self) -> RowWriter:
        if not self._transaction.writes:
            raise ToolError(f"{self._tool} is declared as a read, so it may not change the world")
        return self._open()
