"""The state of an imported world as its own JSON database, and how far it is from another."""

import hashlib
from collections.abc import Mapping
from typing import Final, Protocol

from sandbox.api import record_of
from sandbox.domain.base import JSON
from sandbox.domain.schema import Table
from sandbox.imports import ids, personal
from sandbox.imports.tables import Database

OWN: Final = (ids.TABLE, personal.TABLE)
"""Tables that the import adds; the foreign database does not have them."""


class Tables(Protocol):
    """A world whose rows can be listed (`sandbox.world.database.WorldDatabase`)."""

    @property
    def tables(self) -> Mapping[str, Table]: ...
    def rows(self, table: str, /) -> list[dict[str, JSON]]: ...


def state_of(world: Tables) -> Database:
    """Every record by table and key, as nested as it was imported."""
    return {
        name: {str(row[table.key]): record_of(row) for row in world.rows(name)}
        for name, table in world.tables.items()
        if name not in OWN
    }


def state_diff(before: Database, after: Database) -> dict[str, dict[str, JSON]]:
    """`{table: {key: whole new record}}` of what differs, None for a record that is gone.

    By value, as tau-bench's files have it: a balance of 9 that became 9.0 is no difference.
    """
    found: dict[str, dict[str, JSON]] = {}
    for table in {**before, **after}:
        old, new = before.get(table, {}), after.get(table, {})
        changed = {key: new.get(key) for key in {**old, **new} if old.get(key) != new.get(key)}
        if changed:
            found[table] = changed
    return found


def state_hash(state: JSON) -> str:
    """SHA-256 of the state in tau-bench's form.

    A dict is a tuple of (key, value) sorted by key, a list a tuple, all the way down; of that the
    text that Python's `str` gives.
    """
    return hashlib.sha256(str(frozen(state)).encode()).hexdigest()


def same(one: JSON, other: JSON) -> bool:
    """Equal as JSON: 1 is neither 1.0 nor true; the order of keys does not count."""
    return frozen(one) == frozen(other) and str(frozen(one)) == str(frozen(other))


def frozen(value: JSON) -> object:
    """The value as tuples all the way down, objects sorted by key."""
    if isinstance(value, dict):
        return tuple((key, frozen(item)) for key, item in sorted(value.items()))
    if isinstance(value, list):
        return tuple(map(frozen, value))
    return value
