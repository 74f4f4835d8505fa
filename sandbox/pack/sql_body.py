"""The body of a tool written in SQL, ready to run: steps, then what makes the result."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from sandbox.api import ToolError, World
from sandbox.domain.base import JSON
from sandbox.domain.faults import FaultKind
from sandbox.domain.schema import ColumnType, Table
from sandbox.pack.sql_shape import as_promised, of_column, shaped
from sandbox.world.sql import MOST_ROWS, Cells

_NAMED: Final = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


class SqlWorld(World, Protocol):
    """What an SQL tool needs beyond `api.World`; `sandbox.tools.view.WorldView` has it."""

    def select(self, sql: str, values: Mapping[str, JSON], most: int = ...) -> list[Cells]: ...
    def change(self, sql: str, values: Mapping[str, JSON]) -> int: ...


@dataclass(frozen=True)
class Query:
    """A checked SELECT. `kinds`: type of the columns that it reads under their own name."""

    sql: str
    kinds: Mapping[str, ColumnType] = field(default_factory=dict)
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """What the tool says when a guard holds it back; `{name}` stands for a value."""

    message: str
    kind: FaultKind = "tool_error"

    def names(self) -> list[str]:
        """The values that the message speaks of."""
        return _NAMED.findall(self.message)

    def error(self, values: Mapping[str, JSON]) -> ToolError:
        text = _NAMED.sub(lambda found: _shown(values.get(found[1])), self.message)
        return ToolError(text, self.kind)


@dataclass(frozen=True)
class Require:
    """Refuses when its query gives no row."""

    query: Query
    refusal: Refusal

    def run(self, world: SqlWorld, values: dict[str, JSON]) -> None:
        if not world.select(self.query.sql, values):
            raise self.refusal.error(values)


@dataclass(frozen=True)
class Let:
    """Each column of its one row becomes a value for what follows; null without a row."""

    query: Query
    names: tuple[str, ...]

    def run(self, world: SqlWorld, values: dict[str, JSON]) -> None:
        rows = world.select(self.query.sql, values, 1)
        values.update(dict.fromkeys(self.names) | dict(rows[0] if rows else ()))


@dataclass(frozen=True)
class Insert:
    """Adds each row of its query to `table`, with new keys; `name` becomes the last key."""

    table: Table
    query: Query
    name: str = ""

    def run(self, world: SqlWorld, values: dict[str, JSON]) -> None:
        columns = {column.name: column for column in self.table.columns}
        key: JSON = None
        for cells in world.select(self.query.sql, values):
            row = {name: of_column(columns[name].type, value) for name, value in cells}
            key = world.insert(self.table.name, row)[self.table.key]
        if self.name:
            values[self.name] = key


@dataclass(frozen=True)
class Change:
    """An UPDATE or DELETE. With `refusal` it has to change a row."""

    table: str
    sql: str
    refusal: Refusal | None = None

    def run(self, world: SqlWorld, values: dict[str, JSON]) -> None:
        try:
            changed = world.change(self.sql, values)
        except ToolError as error:
            raise ToolError(f"{self.table}: {error.message}", error.kind) from None
        if self.refusal is not None and not changed:
            raise self.refusal.error(values)


Step = Require | Let | Insert | Change


@dataclass(frozen=True)
class SqlTool:
    """Stands in for a Python function: called with the world and the arguments, gives a result.

    `defaults`: of arguments that a call leaves out. `schema`: of the result.
    """

    name: str
    steps: tuple[Step, ...]
    one: Query | None
    lists: Mapping[str, Query]
    many: Query | None
    missing: Refusal
    defaults: Mapping[str, JSON]
    schema: Mapping[str, Any]

    def __call__(self, world: SqlWorld, /, **arguments: JSON) -> JSON:
        """Raises `ToolError`; what it wrote is then taken back by the caller."""
        values: dict[str, JSON] = {**self.defaults, **arguments}
        values |= {"now": world.now, "customer": world.customer or None}
        for step in self.steps:
            step.run(world, values)
        if self.many is not None:
            return self._list(world, self.many, values, self.schema)
        result: dict[str, JSON] = {}
        if self.one is not None:
            result = shaped(self._only(world, self.one, values), self.schema, self.one.kinds)
        for name, query in self.lists.items():
            schema = self.schema.get("properties", {}).get(name, {})
            result[name] = self._list(world, query, values, schema)
        return result

    def _only(self, world: SqlWorld, query: Query, values: Mapping[str, JSON]) -> Cells:
        rows = world.select(query.sql, values, 1)
        if not rows:
            raise self.missing.error(values)
        return rows[0]

    def _list(
        self, world: SqlWorld, query: Query, values: Mapping[str, JSON], schema: Mapping[str, Any]
    ) -> list[JSON]:
        items = schema.get("items") or {}
        rows = world.select(query.sql, values, MOST_ROWS)
        return [_item(cells, items, query.kinds) for cells in rows]


def _item(cells: Cells, schema: Mapping[str, Any], kinds: Mapping[str, ColumnType]) -> JSON:
    """A row as an object; its only value where the list is to hold no objects."""
    if len(cells) == 1 and schema.get("type", "object") != "object":
        (name, value), *_ = cells
        return as_promised(value, schema, kinds.get(name))
    return shaped(cells, schema, kinds)


def _shown(value: JSON) -> str:
    return "" if value is None else str(value)[:80]
