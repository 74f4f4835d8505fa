"""Rows of a back-end as a log would show them, without touching the session's own vault."""

import re
from collections.abc import Callable, Container, Iterable, Mapping
from typing import Any, Final

from sandbox.domain.schema import Table
from sandbox.domain.tool import RowChange
from sandbox.hub.masking import learn, mask_for
from sandbox.pack.pack import Pack
from sandbox.privacy.kinds import PLACEHOLDER
from sandbox.privacy.mask import Mask
from sandbox.privacy.vault import Vault

_NUMBER: Final = re.compile(r"_\d+\]")
_ALL_TURNS: Final = 2**31


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

    A mask leaves a name alone that is a common word; here the column tells. A column of a query
    that is called as one of them is taken for one.
    """

    def __init__(self, tables: Mapping[str, Table], mask: Callable[[Any], Any]) -> None:
        self.mask = mask
        self._kinds = {
            column.name.lower(): column.personal
            for table in tables.values()
            for column in table.columns
            if column.personal
        }

    def row(self, row: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """A row of real values as it may be shown."""
        if row is None:
            return None
        masked = self.mask(dict(row))
        return {name: self.cell(name, value, masked[name]) for name, value in row.items()}

    def cell(self, name: str, value: Any, masked: Any) -> Any:
        """`masked`, or the kind alone where the column is personal and nothing was masked."""
        kind = self._kinds.get(name.lower())
        return f"[{kind.upper()}]" if kind and masked == value not in (None, "") else masked

    def changes(self, changes: Iterable[RowChange]) -> tuple[RowChange, ...]:
        """Row changes of real values as they may be shown."""
        return tuple(
            one.model_copy(update={"before": self.row(one.before), "after": self.row(one.after)})
            for one in changes
        )
