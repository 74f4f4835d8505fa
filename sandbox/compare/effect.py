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
    """The arm's row changes against the base's, each row once, by table and key.

    A new row that has the base's values under another key is the same row: a call that was tried
    in between may have used up a number.
    """
    was, now = _rows(base, of_base), _rows(arm, of_arm)
    for at, twin in _twins(was, now):
        now[at] = was[at]
        del now[twin]
    return Effect(rows=tuple(_differences(was, now)))


_Rows = dict[tuple[str, str], RowChange]


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


def _twins(was: _Rows, now: _Rows) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """New rows of the base that the arm has under another key: (base's place, arm's place)."""
    rest = {_content(row): at for at, row in now.items() if at not in was and row.before is None}
    for at, row in was.items():
        if at not in now and row.before is None and (twin := rest.pop(_content(row), None)):
            yield at, twin


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
