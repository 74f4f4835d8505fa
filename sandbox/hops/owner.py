"""Whose row it is."""

from sandbox.domain.base import JSON
from sandbox.domain.schema import Table
from sandbox.pack.pack import Pack
from sandbox.ports import Rows


def owner_of(
    table: Table,
    row: dict[str, JSON],
    pack: Pack,
    rows: Rows,
    seen: frozenset[str] = frozenset(),
) -> str | None:
    """The customer that a row belongs to, through the rows it references; None if nobody's.

    "" where somebody should own it and nobody can be found: then it is neither mine nor public.
    """
    if table.name == pack.customer_table:
        return str(row[table.key])
    if table.owner:
        return str(row.get(table.owner) or "")
    seen |= {table.name}
    for column in table.columns:
        parent = pack.tables.get(column.references)
        key = row.get(column.name)
        if parent is None or parent.name in seen or not isinstance(key, str):
            continue
        above = rows.row(parent.name, key)
        owner = "" if above is None else owner_of(parent, above, pack, rows, seen)
        if owner is not None:
            return owner
    return None
