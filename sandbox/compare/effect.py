"""What an arm did to the back-end, held against the base's effect row by row."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from pydantic import Field

from sandbox.compare.same import Neutral
from sandbox.domain.base import JSON, Frozen
from sandbox.domain.tool import RowChange
from sandbox.log.changes import net
from sandbox.log.codec import canonical

_SHOWN = 3


class RowDifference(Frozen):
    """One row in which two effects part.

    `kind`: the arm did not change it (`missing`), changed it though the base did not (`extra`), or
    left other values in it (`other`), and then `cells` has (base, arm) by column.
    """

    kind: Literal["missing", "extra", "other"]
    table: str
    key: str
    operation: str
    cells: dict[str, tuple[JSON, JSON]] = Field(default_factory=dict)


class Effect(Frozen):
    """`same` when no row differs."""

    rows: tuple[RowDifference, ...] = ()

    @property
    def same(self) -> bool:
        return not self.rows

    @property
    def words(self) -> str:
        """`yes`, or `no: refunds missing, orders O-10042 other`."""
        if self.same:
            return "yes"
        told = list(dict.fromkeys(_told(row) for row in self.rows))
        more = f" and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
        return f"no: {', '.join(told[:_SHOWN])}{more}"


def effect(
    base: Sequence[RowChange], arm: Sequence[RowChange], of_base: Neutral, of_arm: Neutral
) -> Effect:
    """The arm's row changes against the base's, each row once.

    New rows with the same values are the same row whatever their keys, one for one: a call that
    was tried in between may have used up a number. All other rows go by table and key.
    """
    was, now = _rows(base, of_base), _rows(arm, of_arm)
    for at, twin in _twins(was, now):
        del was[at], now[twin]
    return Effect(rows=tuple(_differences(was, now)))


_At = tuple[str, str]
_Rows = dict[_At, RowChange]


def _rows(changes: Iterable[RowChange], same: Neutral) -> _Rows:
    return {
        (change.table, change.key): RowChange(
            table=change.table,
            key=change.key,
            before=_cells(change.before, same),
            after=_cells(change.after, same),
        )
        for change in net(changes)
    }


def _cells(row: dict[str, JSON] | None, same: Neutral) -> dict[str, JSON] | None:
    return None if row is None else {name: same(value) for name, value in row.items()}


def _twins(was: _Rows, now: _Rows) -> list[tuple[_At, _At]]:
    """New rows that both have with the same values: (base's place, arm's place)."""
    there = _new(now)
    return [
        pair
        for content, mine in _new(was).items()
        for pair in _paired(mine, there.get(content, []))
    ]


def _new(rows: _Rows) -> dict[str, list[_At]]:
    """Places of new rows by their values."""
    found: dict[str, list[_At]] = {}
    for at, row in rows.items():
        if row.before is None:
            found.setdefault(_content(row), []).append(at)
    return found


def _paired(base: Sequence[_At], arm: Sequence[_At]) -> Iterator[tuple[_At, _At]]:
    """One for one, and where a key is in both it stays with itself: what is left is then told

    under the key that really is too many or too few.
    """
    both = [at for at in base if at in arm]
    yield from zip(both, both, strict=True)
    alone = ([at for at in one if at not in both] for one in (base, arm))
    yield from zip(*alone, strict=False)


def _content(row: RowChange) -> str:
    cells = {name: value for name, value in (row.after or {}).items() if value != row.key}
    return f"{row.table} {canonical(cells)}"


def _differences(was: _Rows, now: _Rows) -> Iterator[RowDifference]:
    for at, row in was.items():
        if at not in now:
            yield _row("missing", row)
        elif cells := _other_cells(row, now[at]):
            yield RowDifference(
                kind="other", table=row.table, key=row.key, operation=row.operation, cells=cells
            )
    yield from (_row("extra", row) for at, row in now.items() if at not in was)


def _other_cells(base: RowChange, arm: RowChange) -> dict[str, tuple[JSON, JSON]]:
    one, other = base.after or {}, arm.after or {}
    return {
        name: (one.get(name), other.get(name))
        for name in sorted({*one, *other})
        if one.get(name) != other.get(name)
    }


def _row(kind: Literal["missing", "extra"], row: RowChange) -> RowDifference:
    return RowDifference(kind=kind, table=row.table, key=row.key, operation=row.operation)


def _told(row: RowDifference) -> str:
    where = row.table if row.operation == "insert" else f"{row.table} {row.key}"
    return f"{where} {row.kind}"
