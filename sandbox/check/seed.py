"""The pack's seed as a world that is only read."""

from collections.abc import Sequence
from typing import Any

from sandbox.domain.base import JSON
from sandbox.pack.pack import Pack


class SeedRows:
    """Implements `ports.Rows` over the seed rows of a pack."""

    def __init__(self, pack: Pack) -> None:
        self._tables: dict[str, dict[str, dict[str, Any]]] = {
            name: {str(row[table.key]): row for row in pack.rows.get(name, ())}
            for name, table in pack.tables.items()
        }
        self._keys = {name: tuple(sorted(rows)) for name, rows in self._tables.items()}

    def row(self, table: str, key: str) -> dict[str, JSON] | None:
        row = self._tables.get(table, {}).get(key)
        return dict(row) if row is not None else None

    def keys(self, table: str) -> Sequence[str]:
        return self._keys.get(table, ())
