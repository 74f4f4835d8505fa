"""Arguments that name rows: where they stand."""

from collections.abc import Iterator, Mapping

from sandbox.domain.base import JSON
from sandbox.domain.schema import Table
from sandbox.domain.tool import ToolContract
from sandbox.domain.verdict import Problem
from sandbox.ports import Rows
from sandbox.tools.schemas import pointer_of
from sandbox.tools.words import shown


def named_rows(
    references: Mapping[str, str], arguments: JSON
) -> Iterator[tuple[list[str | int], str, JSON]]:
    """Path, table and value of every argument that names a row, in document order.

    A reference is an argument's name, or names joined by dots (`address.country`); lists on the way
    and at the end are walked item by item.
    """
    yield from _walk(references, arguments, [], ())


def missing_rows(
    contract: ToolContract, arguments: JSON, rows: Rows, tables: Mapping[str, Table]
) -> Iterator[Problem]:
    """A problem for every reference to a row that does not exist.

    It names no near keys: they may be other people's, and the model would take one.
    """
    for path, table, value in named_rows(contract.references, arguments):
        if not isinstance(value, str) or rows.row(table, value) is not None:
            continue
        noun = tables[table].noun if table in tables else ""
        yield Problem(
            pointer=pointer_of(path),
            rule="reference",
            expected=f"an existing {noun or table}",
            got=shown(value),
        )


def _walk(
    references: Mapping[str, str], value: JSON, path: list[str | int], names: tuple[str, ...]
) -> Iterator[tuple[list[str | int], str, JSON]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _walk(references, item, [*path, name], (*names, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(references, item, [*path, index], names)
    elif table := references.get(".".join(names)):
        yield path, table, value
