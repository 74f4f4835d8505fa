"""One figure for all rows that differ from the seed, kept up to date change by change."""

from collections.abc import Iterable

from sandbox.domain.base import JSON
from sandbox.domain.tool import RowChange
from sandbox.log.codec import digest

_MODULUS = 1 << 128


class WorldDigest:
    """Sum (mod 2^128) over the changed rows of a hash of table, key and present row.

    The order of changes does not matter, and a row that is back in its seeded form counts as
    unchanged. Takes masked changes, so that a replay with surrogates comes to the same figure.
    """

    def __init__(self) -> None:
        self._seeded: dict[tuple[str, str], JSON] = {}
        self._hashes: dict[tuple[str, str], int] = {}
        self._sum = 0

    def add(self, changes: Iterable[RowChange]) -> None:
        """Takes more changes, in the order in which they happened."""
        for change in changes:
            at = (change.table, change.key)
            seeded = self._seeded.setdefault(at, change.before)
            self._sum -= self._hashes.pop(at, 0)
            if change.after != seeded:
                self._hashes[at] = int(digest([*at, change.after]), 16)
                self._sum += self._hashes[at]

    def value(self) -> str:
        """32 hex digits; all zero when nothing differs from the seed."""
        return f"{self._sum % _MODULUS:032x}"
