"""Builds the mask of a session from its pack: what is personal in the seed, and what is an id."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from sandbox.domain.schema import Table
from sandbox.domain.tool import RowChange
from sandbox.log.by_identity import ByIdentity
from sandbox.pack.pack import Pack
from sandbox.privacy.keys import KeyShapes
from sandbox.privacy.known import KnownValues
from sandbox.privacy.mask import Mask
from sandbox.privacy.plain import PlainTexts
from sandbox.privacy.rules import rules_of
from sandbox.privacy.spelling import Cell
from sandbox.privacy.vault import Vault
from sandbox.privacy.words import WORD, fold


def mask_for(vault: Vault, pack: Pack) -> Mask:
    """The mask of one session; what the seed knows is shared by all sessions of a pack."""
    known, keys, plain = _of_seed(pack)
    return Mask(vault, known, keys, pack.region, plain, rules_of(pack.privacy))


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


def _seen(pack: Pack) -> tuple[KnownValues, KeyShapes, PlainTexts]:
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
    patterns = [t.pattern for t in tables.values() if t.pattern]
    shapes = KeyShapes(keys, patterns, frozenset(_things(pack)))
    return KnownValues(cells), shapes, PlainTexts()


def _things(pack: Pack) -> Iterator[str]:
    """Folded words by which the pack calls what belongs to nobody: its goods and services."""
    for name, table in pack.tables.items():
        if table.owner or name == pack.customer_table:
            continue
        texts = [
            at.name for at in table.columns[1:] if at.type in ("text", "json") and not at.personal
        ]
        for row in pack.rows.get(name, ()):
            for column in texts:
                # A JSON column's text is its words too, with their names among them.
                yield from (fold(word) for word in WORD.findall(str(row.get(column) or "")))


_of_seed: Final = ByIdentity(_seen)
