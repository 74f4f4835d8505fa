"""Rows as the grid asks for them: those of a table, changed ones first, or those of a query."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from sandbox.tui.db.book import Changed

if TYPE_CHECKING:
    from sandbox.domain.schema import Table
    from sandbox.world.look import Look, Result

_KEPT: Final = 6
"""Pages kept in memory."""


@dataclass(frozen=True)
class GridRow:
    """One row. `values` are real, or of the log, masked, where `changed` tells how it changed."""

    values: Mapping[str, Any]
    changed: Changed | None = None

    @property
    def sign(self) -> str:
        return self.changed.sign if self.changed else " "

    @property
    def before(self) -> Mapping[str, Any]:
        """Earlier values of the columns that differ."""
        if self.changed is None:
            return {}
        before = self.changed.change.before or {}
        return {name: before.get(name) for name in self.changed.columns}


class Rows(Protocol):
    """What a grid shows."""

    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def count(self) -> int: ...
    def row(self, index: int) -> GridRow: ...


class TableRows:
    """Rows of one table, read a page at a time: the changed ones, the latest first, then by key."""

    def __init__(
        self, look: Look, table: Table, changed: Mapping[str, Changed], total: int
    ) -> None:
        self.table = table
        self.changed = list(changed.values())
        self._keys = list(changed)
        self._look = look
        there = sum(one.change.after is not None for one in self.changed)
        self._others = max(total - there, 0)
        self._pages: OrderedDict[int, list[dict[str, Any]]] = OrderedDict()
        differing = {name for one in self.changed for name in one.columns}
        first = [table.key, *(one.name for one in table.columns[1:] if one.name in differing)]
        rest = (one.name for one in table.columns if one.name not in first)
        self.names = (*first, *rest)
        self.differing = frozenset(differing)

    @property
    def count(self) -> int:
        return len(self.changed) + self._others

    def row(self, index: int) -> GridRow:
        """Row `index`; empty where the table has shrunk since it was counted."""
        if index < len(self.changed):
            one = self.changed[index]
            return GridRow(one.change.after or one.change.before or {}, one)
        from sandbox.world.look import PAGE

        number, place = divmod(index - len(self.changed), PAGE)
        page = self._page(number)
        return GridRow(page[place] if place < len(page) else {})

    def index_of(self, key: str) -> int:
        """Where the row with this key stands, or would stand."""
        if key in self._keys:
            return self._keys.index(key)
        place = self._look.place(self.table.name, key, self._keys)
        return min(len(self.changed) + place, max(self.count - 1, 0))

    def _page(self, number: int) -> list[dict[str, Any]]:
        if number not in self._pages:
            from sandbox.world.look import PAGE

            found = self._look.page(self.table.name, number * PAGE, self._keys)
            self._pages[number] = found
            if len(self._pages) > _KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        return self._pages[number]


class ResultRows:
    """Rows of one query."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.names = result.names

    @property
    def count(self) -> int:
        return len(self.result.rows)

    def row(self, index: int) -> GridRow:
        return GridRow(dict(zip(self.names, self.result.rows[index], strict=True)))
