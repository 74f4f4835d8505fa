"""Builds the mask of a session from its pack: what is personal in the seed, and what is an id."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from sandbox.domain.schema import Table
from sandbox.domain.tool import RowChange
from sandbox.pack.pack import Pack
from sandbox.privacy.keys import KeyShapes
from sandbox.privacy.known import KnownValues
from sandbox.privacy.mask import Mask
from sandbox.privacy.spelling import Cell
from sandbox.privacy.vault import Vault


def mask_for(vault: Vault, pack: Pack) -> Mask:
    """The mask of one session; what the seed knows is shared by all sessions of a pack."""
    known, keys = _of_seed(_Identity(pack))
    return Mask(vault, known, keys, pack.region)


def new_vault(pack: Pack) -> Vault:
    """An empty vault for a session of `pack`."""
    return Vault(pack.region)


def learn(mask: Mask, changes: Iterable[RowChange], pack: Pack) -> None:
    """Teaches the mask the personal cells of rows that were written, before they are logged."""
    mask.known.extend(
        cell
        for change in changes
        if change.after is not None and change.table in pack.tables
        for cell in cells_of(pack.tables[change.table], change.after)
    )


def cells_of(table: Table, row: Mapping[str, Any]) -> Iterator[Cell]:
    """The cells of a row whose column is marked `personal:`."""
    key = str(row.get(table.key, ""))
    for column in table.columns:
        value = row.get(column.name)
        if column.personal and value not in (None, ""):
            name, kind = column.name, column.personal
            yield Cell(table.service, table.name, key, name, kind, str(value))


class _Identity:
    """A pack as a key of a cache: by identity, for its maps can't be hashed."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __hash__(self) -> int:
        return id(self.pack)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and self.pack is other.pack


@lru_cache(maxsize=8)
def _of_seed(identity: _Identity) -> tuple[KnownValues, KeyShapes]:
    pack = identity.pack
    tables = pack.tables
    cells = [
        cell
        for name, table in tables.items()
        for row in pack.rows.get(name, ())
        for cell in cells_of(table, row)
    ]
    keys = [
        frozenset(str(row[table.key]) for row in pack.rows.get(name, ()))
        for name, table in tables.items()
    ]
    return KnownValues(cells), KeyShapes(keys, [t.pattern for t in tables.values() if t.pattern])
