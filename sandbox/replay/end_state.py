"""The end state of named tables, explained row by row."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from sandbox.domain.base import JSON
from sandbox.replay.assertions import Failure, TableState
from sandbox.replay.value_rule import ValueRule, rule_for

Row = dict[str, JSON]


class Tables(Protocol):
    """A world at its end, read only."""

    def row(self, table: str, key: str) -> Row | None: ...

    def keys(self, table: str) -> Sequence[str]: ...


def check_table(
    state: TableState, tables: Tables, masked: Callable[[Row], Row], where: str
) -> Iterator[Failure]:
    """What of `state` does not hold, one failure a row that is missing or too many, or a cell.

    Values are compared in the form that logs have: `masked`.
    """
    for key, columns in state.rows.items():
        row = tables.row(state.table, key)
        at = f"{where}.{state.table}/{key}"
        if columns is None and row is not None:
            yield _row_failure(at, state, key, "the row is there", None, masked(row))
        elif columns is not None and row is None:
            yield _row_failure(at, state, key, "the row is missing", columns, None)
        elif columns is not None and row is not None:
            yield from _cells(at, state, key, columns, masked(row))
    if state.complete:
        yield from _others(state, tables, masked, where)


def _cells(at: str, state: TableState, key: str, columns: Row, row: Row) -> Iterator[Failure]:
    for column, spec in columns.items():
        rule = rule_for(spec, f"{at}.{column}")
        if not rule.holds(row.get(column)):
            yield Failure(
                where=f"{at}.{column}",
                said="the value is another",
                expected=rule.said(),
                got=row.get(column),
                table=state.table,
                key=key,
                column=column,
            )


def _others(
    state: TableState, tables: Tables, masked: Callable[[Row], Row], where: str
) -> Iterator[Failure]:
    rules = _rules(state.where, where)
    for key in tables.keys(state.table):
        if key in state.rows:
            continue
        row = tables.row(state.table, key) or {}
        if all(rule.holds(row.get(column)) for column, rule in rules.items()):
            at = f"{where}.{state.table}/{key}"
            yield _row_failure(at, state, key, "the row is one too many", None, masked(row))


def _rules(columns: Row, where: str) -> dict[str, ValueRule]:
    return {name: rule_for(spec, f"{where}.where.{name}") for name, spec in columns.items()}


def _row_failure(
    at: str, state: TableState, key: str, said: str, expected: Row | None, got: Row | None
) -> Failure:
    return Failure(where=at, said=said, expected=expected, got=got, table=state.table, key=key)
