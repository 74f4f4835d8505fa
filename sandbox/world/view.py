"""What a tool sees of the world, inside its transaction: see `sandbox.api.World`."""

from typing import Any

from sandbox.api import ToolError
from sandbox.world.database import WorldDatabase
from sandbox.world.tables import quoted


class WorldView:
    """Rows to read and write. A column or table that is not there is a `KeyError` of the tool."""

    def __init__(self, world: WorldDatabase, now: str, customer: str) -> None:
        self._world = world
        self.now = now
        self.customer = customer
        self.row = world.row
        self.rows = world.rows

    def insert(self, table: str, row: dict[str, Any]) -> dict[str, Any]:
        """Adds a row, with a new key if it has none; returns it whole."""
        schema = self._world.tables[table]
        whole = {column.name: row.get(column.name) for column in schema.columns}
        whole[schema.key] = whole[schema.key] or self.new_id(table)
        self._known(table, row)
        columns = ", ".join(quoted(name) for name in whole)
        marks = ", ".join("?" for _ in whole)
        statement = f"INSERT INTO {quoted(table)} ({columns}) VALUES ({marks})"
        self._world.connection.execute(statement, tuple(whole.values()))
        return whole

    def update(self, table: str, key: str, **changes: Any) -> dict[str, Any]:
        """Changes columns of one row; returns it whole. `ToolError` when there is no such row."""
        schema = self._world.tables[table]
        self._known(table, changes)
        columns = ", ".join(f"{quoted(name)} = ?" for name in changes)
        done = self._world.connection.execute(
            f"UPDATE {quoted(table)} SET {columns} WHERE {quoted(schema.key)} = ?",
            (*changes.values(), key),
        )
        row = self._world.row(table, key)
        if done.rowcount != 1 or row is None:
            raise ToolError(f"there is no {table} row {key}", "unknown_reference")
        return row

    def delete(self, table: str, key: str) -> None:
        """Removes one row, if it is there."""
        schema = self._world.tables[table]
        self._world.connection.execute(
            f"DELETE FROM {quoted(table)} WHERE {quoted(schema.key)} = ?", (key,)
        )

    def new_id(self, table: str) -> str:
        """The next key of a table; a transaction that is rolled back gives it back."""
        schema = self._world.tables[table]
        found = self._world.connection.execute(
            "UPDATE _counters SET last = last + 1 WHERE tbl = ? RETURNING last", (table,)
        ).fetchone()
        return f"{schema.prefix}{int(found[0]):0{schema.digits}d}"

    def _known(self, table: str, row: dict[str, Any]) -> None:
        columns = {column.name for column in self._world.tables[table].columns}
        unknown = sorted(set(row) - columns)
        if unknown:
            raise KeyError(f"{table} has no column {unknown[0]}")
