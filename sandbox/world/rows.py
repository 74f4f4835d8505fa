"""Rows of an open world: reading, and writing inside a transaction."""

import sqlite3
from collections.abc import Mapping
from typing import Any

from sandbox.api import ToolError
from sandbox.domain.base import JSON
from sandbox.domain.schema import Column, Table
from sandbox.world.cells import (
    BadCell,
    columns_of,
    from_cells,
    names_of,
    quoted,
    storable,
    to_cell,
    to_cells,
)
from sandbox.world.counters import keep_ahead, new_id


class RowReader:
    """Reads rows over one connection. Raises `ToolError` for no such table or column."""

    def __init__(self, connection: sqlite3.Connection, tables: Mapping[str, Table]) -> None:
        self.connection = connection
        self.tables = tables

    def row(self, table: str, key: str) -> dict[str, JSON] | None:
        """The row with this key, or None."""
        found = self._table(table)
        if not isinstance(key, str) or not storable(key):
            return None
        sql = f"SELECT {names_of(found)} FROM {quoted(table)} WHERE {quoted(found.key)} = ?"
        cells = self.connection.execute(sql, (key,)).fetchone()
        return from_cells(found, cells) if cells else None

    def rows(self, table: str, /, **equals: JSON) -> list[dict[str, JSON]]:
        """Rows whose columns equal these values, ordered by key."""
        found = self._table(table)
        where = " AND ".join(f"{quoted(name)} IS ?" for name in equals)
        values = [self._comparable(found, name, value) for name, value in equals.items()]
        sql = f"SELECT {names_of(found)} FROM {quoted(table)}"
        sql += f" WHERE {where}" if where else ""
        sql += f" ORDER BY {quoted(found.key)}"
        return [from_cells(found, cells) for cells in self.connection.execute(sql, values)]

    def keys(self, table: str) -> list[str]:
        """All keys, in order."""
        key = quoted(self._table(table).key)
        return [
            k for (k,) in self.connection.execute(f"SELECT {key} FROM {quoted(table)} ORDER BY 1")
        ]

    def _table(self, name: str) -> Table:
        try:
            return self.tables[name]
        except KeyError:
            raise ToolError(f"there is no table {name} in this world") from None

    def _comparable(self, table: Table, name: str, value: JSON) -> object:
        column = columns_of(table).get(name)
        if column is None:
            raise ToolError(f"{table.name}.{name}: there is no such column")
        if value is None:
            return None
        # A choice that does not exist is refused here too: it is a misspelt word in a tool.
        return _cell(table, column, value)


class RowWriter(RowReader):
    """Writes rows too. Raises `ToolError` for what the schema does not allow."""

    def insert(self, table: str, row: Mapping[str, JSON]) -> dict[str, JSON]:
        """Adds a row, with a new key if it has none, and returns it whole."""
        found = self._table(table)
        key = row.get(found.key)
        if key is None or key == "":
            key = new_id(self.connection, found)
            row = {**row, found.key: key}
        cells = _cells(found, row)
        marks = ", ".join("?" * len(cells))
        sql = f"INSERT INTO {quoted(table)} ({names_of(found)}) VALUES ({marks})"
        self._execute(found, sql, cells, row)
        keep_ahead(self.connection, found, key)
        return from_cells(found, cells)

    def update(self, table: str, key: str, /, **changes: JSON) -> dict[str, JSON]:
        """Changes columns of a row and returns it whole."""
        found = self._table(table)
        columns = columns_of(found)
        if unknown := [name for name in changes if name not in columns]:
            raise ToolError(f"{table}.{unknown[0]}: there is no such column")
        if changes.get(found.key, key) != key:
            raise ToolError(f"{table}.{found.key}: a key never changes")
        if changes:
            values = [_cell(found, columns[name], changes[name]) for name in changes]
            settings = ", ".join(f"{quoted(name)} = ?" for name in changes)
            sql = f"UPDATE {quoted(table)} SET {settings} WHERE {quoted(found.key)} = ?"
            self._execute(found, sql, [*values, key], changes)
        row = self.row(table, key)
        if row is None:
            raise ToolError(f"there is no {key} in {table}", "unknown_reference")
        return row

    def delete(self, table: str, key: str) -> None:
        """Removes a row."""
        found = self._table(table)
        sql = f"DELETE FROM {quoted(table)} WHERE {quoted(found.key)} = ?"
        if not self._execute(found, sql, [key], {}).rowcount:
            raise ToolError(f"there is no {key} in {table}", "unknown_reference")

    def new_id(self, table: str) -> str:
        """The next key of a table."""
        return new_id(self.connection, self._table(table))

    def _execute(
        self, table: Table, sql: str, values: list[object], row: Mapping[str, JSON]
    ) -> sqlite3.Cursor:
        try:
            return self.connection.execute(sql, values)
        except sqlite3.IntegrityError as error:
            raise ToolError(self._why(table, row, str(error))) from None

    def _why(self, table: Table, row: Mapping[str, JSON], said: str) -> str:
        """An integrity error in words: SQLite names neither the column nor the row."""
        if "UNIQUE" in said:
            return f"there is already a {row.get(table.key)} in {table.name}"
        for column in table.columns:
            value = row.get(column.name)
            if not column.references or value is None:
                continue
            if self.row(column.references, str(value)) is None:
                return f"{table.name}.{column.name}: there is no {value} in {column.references}"
        if "FOREIGN KEY" in said:
            return f"other rows refer to this row of {table.name}"
        return f"{table.name}: {said}"


def _cell(table: Table, column: Column, value: JSON) -> Any:
    try:
        return to_cell(column, value)
    except BadCell as error:
        raise ToolError(f"{table.name}.{error}") from None


def _cells(table: Table, row: Mapping[str, JSON]) -> list[Any]:
    try:
        return to_cells(table, row)
    except BadCell as error:
        raise ToolError(f"{table.name}.{error}") from None
