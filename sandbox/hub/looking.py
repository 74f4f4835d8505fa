"""Rows of a back-end as a log would show them, without touching the session's own vault."""

import re
from collections.abc import Callable, Container, Iterable, Mapping
from copy import copy
from typing import Any, Final

from sandbox.domain.schema import Table
from sandbox.domain.tool import RowChange
from sandbox.hub.masking import learn, mask_for
from sandbox.pack.pack import Pack
from sandbox.privacy.kinds import PLACEHOLDER
from sandbox.privacy.mask import Mask
from sandbox.privacy.vault import Vault

_NUMBER: Final = re.compile(r"_\d+\]")
_SECOND: Final = re.compile(r"_\d+$")
_IS_SAFE: Final = re.compile(r"\[[A-Z_]+(?:_\d+)?\]")
_ALL_TURNS: Final = 2**31

ANOTHER: Final = " (another)"
"""Behind a value that is masked to the same as the one before it, and is not the same."""


def looking_mask(vault: Vault, pack: Pack, changes: Iterable[RowChange]) -> Mask:
    """A mask on a copy of `vault`, which also knows the rows that `changes` (real) brought."""
    mask = mask_for(vault.up_to(_ALL_TURNS), pack)
    learn(mask, changes, pack)
    return mask


def as_logged(mask: Mask, known: Container[str]) -> Callable[[Any], Any]:
    """Masks JSON; a value that the log has no placeholder for stands as its kind alone, `[NAME]`.

    A number made up here would be another value's later in the session. `known`: placeholders of
    the log.
    """

    def unnumbered(match: re.Match[str]) -> str:
        return match[0] if match[0] in known else _NUMBER.sub("]", match[0])

    def plain(value: Any) -> Any:
        if isinstance(value, str):
            return PLACEHOLDER.sub(unnumbered, value) if "[" in value else value
        if isinstance(value, dict):
            return {name: plain(item) for name, item in value.items()}
        return [plain(item) for item in value] if isinstance(value, list | tuple) else value

    return lambda value: plain(mask.mask(value, 0))


class Cover:
    """Hides what stands in personal columns of `tables`, also where a mask lets it pass.

    A mask leaves a name alone that is a common word; here the column tells. Where no table is
    named, a column that is called as a personal one of any of them is taken for one.
    """

    def __init__(self, tables: Mapping[str, Table], mask: Callable[[Any], Any]) -> None:
        self.mask = mask
        self._of = {
            table.name: {
                column.name.lower(): column.personal for column in table.columns if column.personal
            }
            for table in tables.values()
        }
        self._any = {name: kind for kinds in self._of.values() for name, kind in kinds.items()}
        self._plain: frozenset[str] | None = None

    def reading(self, reads: Iterable[tuple[str, str]]) -> "Cover":
        """The same for rows of a query that read these tables' columns, and no other.

        Where one of them is personal, a text that is no column as it stands may be made of it:
        such a cell is `[DERIVED]`, unless the mask knows it.
        """
        read = {(table, column.lower()) for table, column in reads}
        cover = copy(self)
        cover._any = {
            column: kind for table, column in read if (kind := self._of.get(table, {}).get(column))
        }
        cover._plain = frozenset(column for _, column in read) if cover._any else None
        return cover

    def row(self, row: Mapping[str, Any] | None, table: str = "") -> dict[str, Any] | None:
        """A row of real values as it may be shown."""
        if row is None:
            return None
        masked = self.mask(dict(row))
        return {name: self.cell(name, value, masked[name], table) for name, value in row.items()}

    def cell(self, name: str, value: Any, masked: Any, table: str = "") -> Any:
        """`masked`, or the kind alone where the column is personal and not all of it was masked."""
        if value in (None, "") or _IS_SAFE.fullmatch(str(masked)):
            return masked
        if table in self._of:
            kind = self._of[table].get(name.lower())
        else:
            kind = self._kind(name.lower(), value)
        return f"[{kind.upper()}]" if kind else masked

    def _kind(self, name: str, value: Any) -> str:
        if self._plain is not None and name not in self._plain:
            name = _SECOND.sub("", name)  # `name, name` of a query are `name, name_2`
        if self._plain is None or name in self._plain:
            return self._any.get(name, "")
        return "derived" if isinstance(value, str) else ""

    def change(self, one: RowChange) -> RowChange:
        """A row change of real values as it may be shown.

        Two values that differ are never shown as one: `[EMAIL]` becomes `[EMAIL] (another)`.
        """
        before, after = self.row(one.before, one.table), self.row(one.after, one.table)
        if before is not None and after is not None:
            real_before, real_after = one.before or {}, one.after or {}
            for name, value in after.items():
                if value == before.get(name) and real_before.get(name) != real_after.get(name):
                    after[name] = f"{value}{ANOTHER}"
        return one.model_copy(update={"before": before, "after": after})

    def changes(self, changes: Iterable[RowChange]) -> tuple[RowChange, ...]:
        """Row changes of real values as they may be shown, see `change`."""
        return tuple(map(self.change, changes))
