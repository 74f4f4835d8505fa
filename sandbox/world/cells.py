"""Values of a row as Python has them and as SQLite keeps them: exact, or refused."""

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from sandbox.domain.base import JSON
from sandbox.domain.schema import Column, Table
from sandbox.log.by_identity import ByIdentity

_WORDS: Final = {
    "text": "text",
    "integer": "a whole number",
    "real": "a number",
    "boolean": "yes or no",
    "json": "JSON",
}
_BIGGEST: Final = 2**63 - 1
# SQLite's JSON functions end a text at NUL, so an undo would cut it; half a surrogate pair has no
# UTF-8.
_UNKEEPABLE: Final = re.compile("[\0\ud800-\udfff]")


class BadCell(ValueError):
    """A value that its column can't hold. Says which column and what was expected, no value."""


def to_cells(table: Table, row: Mapping[str, JSON]) -> list[Any]:
    """The row's values in the order of the columns, missing ones None. Raises `BadCell`."""
    if unknown := [name for name in row if name not in columns_of(table)]:
        raise BadCell(f"{unknown[0]}: there is no such column")
    return [to_cell(column, row.get(column.name)) for column in table.columns]


def to_cell(column: Column, value: JSON) -> Any:
    """One value as SQLite keeps it. Raises `BadCell`."""
    if value is None:
        if column.required:
            raise BadCell(f"{column.name}: a value is required")
        return None
    if column.type == "json":
        return _json_text(column, value)
    if column.type == "integer" and isinstance(value, float) and value.is_integer():
        value = int(value)  # JSON has one kind of number: a model's 3.0 is a whole number
    if not _fits(column, value):
        raise BadCell(f"{column.name}: expected {_WORDS[column.type]}, got {_trouble(value)}")
    if column.choices and value not in column.choices:
        raise BadCell(f"{column.name}: expected one of {', '.join(column.choices)}")
    if column.type == "boolean":
        return int(value)
    return float(value) if column.type == "real" else value


def from_cells(table: Table, cells: Sequence[Any]) -> dict[str, JSON]:
    """A row as tools see it, from values in the order of the columns."""
    return {
        column.name: _READ[column.type](cell) if column.type in _READ and cell is not None else cell
        for column, cell in zip(table.columns, cells, strict=True)
    }


def from_journal(table: Table, text: str | None) -> dict[str, JSON] | None:
    """A row as the journal wrote it: JSON with 0 and 1 for booleans and reals as text."""
    if text is None:
        return None
    row: dict[str, Any] = json.loads(text)
    for column in table.columns:
        value = row[column.name]
        if value is not None and column.type == "real":
            row[column.name] = float(value)
        elif value is not None and column.type in _READ:
            row[column.name] = _READ[column.type](value)
    return row


def storable(text: str) -> bool:
    """False for a text that no cell can hold, so that no row has it as its key."""
    return _UNKEEPABLE.search(text) is None


def _by_name(table: Table) -> Mapping[str, Column]:
    return MappingProxyType({column.name: column for column in table.columns})


columns_of: Final = ByIdentity(_by_name)
"""Columns of a table by name."""


def names_of(table: Table) -> str:
    """Quoted column names, as a SELECT lists them."""
    return ", ".join(quoted(column.name) for column in table.columns)


def quoted(name: str) -> str:
    """An identifier as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def kind_of(value: object) -> str:
    """What a value is, in words, without the value."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes or no"
    kinds: Iterable[tuple[Any, str]] = (
        (str, "text"), (int, "a whole number"), (float, "a number"),
        (list, "a list"), (dict, "an object"),
    )  # fmt: skip
    return next((word for kind, word in kinds if isinstance(value, kind)), type(value).__name__)


_READ: Final[Mapping[str, Callable[[Any], Any]]] = {"boolean": bool, "json": json.loads}
"""How the cell of a column of this type becomes a value again, where it is not the value itself."""


def _json_text(column: Column, value: JSON) -> str:
    """The value as JSON text, in its own order of keys; what no cell can hold is escaped."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        return text if storable(text) else json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise BadCell(f"{column.name}: expected JSON, got {kind_of(value)}") from None


def _trouble(value: object) -> str:
    if isinstance(value, str) and not storable(value):
        return "text with a NUL or half a character in it"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "a number that is too big" if abs(value) > _BIGGEST else kind_of(value)
    return kind_of(value)


def _fits(column: Column, value: object) -> bool:
    if column.type == "boolean":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if column.type == "text":
        return isinstance(value, str) and storable(value)
    if isinstance(value, int):
        return -_BIGGEST <= value <= _BIGGEST
    return column.type == "real" and isinstance(value, float) and math.isfinite(value)
