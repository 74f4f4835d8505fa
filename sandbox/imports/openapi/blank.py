"""The least that a schema takes, and the records that a document gives as examples."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sandbox.imports.openapi.document import Document
from sandbox.imports.openapi.roles import Served
from sandbox.imports.openapi.schemas import Schemas

NOW: Final = "<now>"
"""As `rows.NOW`."""
_SECRET: Final = re.compile(r"passw(or)?d|secret|token|api_?key", re.IGNORECASE)
_DEEPEST: Final = 6
_NONE: Final[dict[str, Any]] = {
    "string": "",
    "integer": 0,
    "number": 0,
    "boolean": False,
    "array": [],
    "null": None,
}


def blank(schema: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """The required properties of an object of a plain schema, each with the least it takes."""
    found: dict[str, Any] = {}
    for part in schema.get("allOf", ()):
        found |= blank(part, depth)
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        found[name] = least(properties.get(name, {}), depth + 1)
    return found


def least(schema: Any, depth: int = 0) -> Any:
    """A default or a choice if the schema names one, else nothing of its type."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return None
    named = [schema[word] for word in ("const", "default") if word in schema]
    named += (schema.get("enum") or [])[:1]
    branches = [schema[word][-1] for word in ("anyOf", "oneOf") if schema.get(word)]
    if named or branches:
        return named[0] if named else least(branches[0], depth)
    return _nothing(schema, depth)


def _nothing(schema: Mapping[str, Any], depth: int) -> Any:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = "null" if "null" in kind else next(iter(kind), "")
    if kind == "object" or "properties" in schema or "allOf" in schema:
        return blank(schema, depth)
    if kind == "string" and schema.get("format") == "date-time":
        return NOW
    if kind in ("integer", "number"):
        return schema.get("minimum", 0)
    return _NONE.get(str(kind))


def examples(document: Document, served: list[Served]) -> dict[str, dict[str, dict[str, Any]]]:
    """Records by table and key: those of the answers, else those that the schemas describe."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for one in served:
        resource = one.resource
        records = found.setdefault(resource.table, {})
        for record in map(_without_secrets, _records(one)):
            key = record.get(resource.key)
            if _is_key(key, resource.number):
                records.setdefault(str(key), record)
    for one in served:
        records = found[one.resource.table]
        described = None if records else _described(document, one.resource.schema, 0)
        if isinstance(described, dict) and _is_key(
            key := described.get(one.resource.key), one.resource.number
        ):
            records[str(key)] = _without_secrets(described)
    return found


def _without_secrets(record: dict[str, Any]) -> dict[str, Any]:
    """A pack is shared, and an agent has no use for a password, be it an example."""
    return {name: value for name, value in record.items() if not _SECRET.search(name)}


def _is_key(key: Any, number: bool) -> bool:
    if number:
        return isinstance(key, int) and not isinstance(key, bool)
    return isinstance(key, str) and bool(key.strip())


def _records(served: Served) -> Iterator[dict[str, Any]]:
    if served.answer is None:
        return
    for value in served.operation.examples:
        under = served.answer.under
        inner = value.get(under) if under and isinstance(value, Mapping) else value
        for record in inner if isinstance(inner, list) else [inner]:
            if isinstance(record, dict):
                yield record


def _described(document: Document, schema: Any, depth: int) -> Any:
    """The example of a schema, or one put together of those of its parts; None without."""
    node = document.follow(schema)
    if not isinstance(node, Mapping) or depth > _DEEPEST:
        return None
    if node.get("example") is not None:
        return node["example"]
    given = node.get("examples")
    if isinstance(given, list) and given:
        return given[0]
    if node.get("type") == "array":
        item = _described(document, node.get("items"), depth + 1)
        return None if item is None else [item]
    properties = Schemas(document).shape(node).get("properties", {})
    parts = {name: _described(document, one, depth + 1) for name, one in properties.items()}
    return {name: value for name, value in parts.items() if value is not None} or None
