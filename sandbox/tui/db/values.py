"""Cells as text: masked or real, on one line, safe for the screen."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from sandbox.hub.looking import Cover
from sandbox.tui.db.rows import GridRow
from sandbox.tui.feed.safe import one_line

if TYPE_CHECKING:
    from sandbox.domain.schema import Table
    from sandbox.domain.tool import RowChange

_MOST: Final = 20_000
"""Masked cells that are remembered."""

_IS_SAFE: Final = re.compile(r"\[[A-Z_]+(?:_\d+)?\]")

_PLAIN: Final = ("integer", "real", "boolean")


class Values:
    """Which form of a value is shown. `real`: somebody asked for real values, and may see them.

    `mask` is the back-end's, `restore` the session's; what `tables` call personal is hidden always.
    """

    def __init__(
        self,
        mask: Callable[[Any], Any],
        restore: Callable[[Any], Any],
        tables: Mapping[str, Table],
    ) -> None:
        self.real = False
        self._cover = self._of_tables = Cover(tables, mask)
        self.table: Table | None = None
        self._mask = mask
        self._restore = restore
        self._masked: dict[tuple[str, str, Any], Any] = {}

    def forget(self) -> None:
        """The session went on: what was masked may have another placeholder now."""
        self._masked.clear()

    def of_query(self, reads: frozenset[tuple[str, str]] | None) -> None:
        """From now on cells are those of a query, which read these columns; None = not known."""
        self.table = None
        self._cover = self._of_tables if reads is None else self._of_tables.reading(reads)
        self.forget()

    def of(self, row: GridRow, name: str) -> Any:
        """The value of a cell as it is to be shown."""
        return self._shown(row, name, row.values.get(name))

    def before(self, row: GridRow, name: str) -> Any:
        """The value that a changed cell had before."""
        return self._shown(row, name, row.before.get(name))

    def text(self, row: GridRow, name: str, limit: int = 200) -> str:
        """The cell on one line; `old → new` where it changed."""
        new = text_of(self.of(row, name), limit)
        return f"{text_of(self.before(row, name), limit)} → {new}" if name in row.before else new

    def row(self, row: GridRow, names: tuple[str, ...]) -> dict[str, Any]:
        """The whole row as it is shown, as JSON."""
        return {name: self.of(row, name) for name in names}

    def masked_row(self, row: GridRow, names: tuple[str, ...]) -> dict[str, Any]:
        """The whole row as the log would show it, whatever is shown."""
        values = {name: row.values.get(name) for name in names}
        if row.changed is not None:
            return {name: self._hidden(row, name, value) for name, value in values.items()}
        return self._cover.row(values, self._of) or {}

    def shown_change(self, change: RowChange) -> RowChange:
        """A row change of real values that is not made yet, as it is to be shown."""
        return change if self.real else self._of_tables.change(change)

    def _shown(self, row: GridRow, name: str, value: Any) -> Any:
        if not self.real:
            return self._hidden(row, name, value)
        return value if row.changed is None else self._restore(value)

    def _hidden(self, row: GridRow, name: str, value: Any) -> Any:
        if value is None or self._is_plain(name):
            return value
        if row.changed is not None:
            return value if _IS_SAFE.search(str(value)) else self._cell(name, value, value)
        at = (self._of, name, text_of(value, _MOST))
        if at not in self._masked:
            if len(self._masked) > _MOST:
                self._masked.clear()
            self._masked[at] = self._cell(name, value, self._mask({name: value})[name])
        return self._masked[at]

    def _cell(self, name: str, value: Any, masked: Any) -> Any:
        return self._cover.cell(name, value, masked, self._of)

    @property
    def _of(self) -> str:
        return self.table.name if self.table else ""

    def _is_plain(self, name: str) -> bool:
        """A column that can hold nothing personal: keys, references, choices and figures."""
        columns = self.table.columns if self.table else ()
        column = next((one for one in columns if one.name == name), None)
        if column is None or column.personal or self.table is None:
            return False
        is_id = bool(column.references or column.choices or name == self.table.key)
        return is_id or column.type in _PLAIN


def text_of(value: Any, limit: int = 200) -> str:
    """A value on one line: – for none, yes and no, JSON for lists and objects."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    return one_line(str(value), limit)
