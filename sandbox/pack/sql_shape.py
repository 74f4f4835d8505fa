"""What SQLite gives as the JSON that a contract promises.

SQLite has neither true, nor nested values, nor amounts of money: the result's schema says which of
a query's values are to be these. Where it is silent, the column of that name does.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from sandbox.api import to_major
from sandbox.domain.base import JSON
from sandbox.domain.schema import ColumnType


def shaped(
    cells: Iterable[tuple[str, Any]], schema: Mapping[str, Any], kinds: Mapping[str, ColumnType]
) -> dict[str, JSON]:
    """A row as an object; a column called `address.city` is the field `city` of `address`."""
    row: dict[str, JSON] = {}
    for name, value in cells:
        *parents, last = name.split(".")
        place, part = row, schema
        for parent in parents:
            place = place.setdefault(parent, {})
            part = _field(part, parent)
        place[last] = as_promised(value, _field(part, last), kinds.get(name))
    return row


def as_promised(value: Any, schema: Mapping[str, Any], kind: ColumnType | None = None) -> JSON:
    """One value by the schema of its field; by the type of its column where that is silent."""
    types = _types(schema)
    if not types:
        return of_column(kind or "text", value)
    if type(value) is int and not types & {"integer", "number"}:
        if "boolean" in types and value in (0, 1):
            return bool(value)
        if "string" in types and _is_amount(schema):
            return to_major(value)
    if isinstance(value, str) and types & {"array", "object"} and "string" not in types:
        value = _parsed(value)
    if isinstance(value, list):
        return [as_promised(one, schema.get("items") or {}) for one in value]
    if isinstance(value, dict):
        return {name: as_promised(one, _field(schema, name)) for name, one in value.items()}
    return value


def of_column(kind: ColumnType, value: Any) -> JSON:
    """A value that SQL made for a column of this type, as tools give it to the world."""
    if kind == "boolean" and type(value) is int and value in (0, 1):
        return bool(value)
    return _parsed(value) if kind == "json" and isinstance(value, str) else value


def _field(schema: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = (schema.get("properties") or {}).get(name)
    return found if isinstance(found, dict) else {}


def _types(schema: Mapping[str, Any]) -> set[str]:
    said = schema.get("type") or ()
    return {said} if isinstance(said, str) else set(said)


def _is_amount(schema: Mapping[str, Any]) -> bool:
    """True for a text that is an amount in major units, such as "49.90"."""
    return schema.get("format") == "money" or _takes_amounts(str(schema.get("pattern") or ""))


@lru_cache(maxsize=256)
def _takes_amounts(pattern: str) -> bool:
    try:
        return bool(pattern and re.search(pattern, "49.90") and not re.search(pattern, "4990"))
    except re.error:
        return False


def _parsed(text: str) -> JSON:
    try:
        return json.loads(text)
    except ValueError:
        return text
