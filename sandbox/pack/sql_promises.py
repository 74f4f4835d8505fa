"""Whether what the queries of a tool give is what the result of its contract promises."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.domain.tool import ToolContract
from sandbox.pack.finding import nearest
from sandbox.pack.sql_body import Query

Unkept = tuple[str, str]


def unkept(
    contract: ToolContract, one: Query | None, lists: Mapping[str, Query | None], many: Query | None
) -> Iterator[Unkept]:
    """(message, hint) for each required field that no column gives, and each that is not named."""
    if many is not None:
        yield from _in_list(contract.result, many, "many")
        return
    given = {*(one.columns if one else ()), *lists}
    yield from _in_object(contract.result, given, "the result")
    properties = contract.result.get("properties") or {}
    for name, query in lists.items():
        schema = properties.get(name)
        if query is not None and isinstance(schema, dict):
            yield from _in_list(schema, query, name)


def _in_list(schema: Mapping[str, Any], query: Query, where: str) -> Iterator[Unkept]:
    if schema.get("type") not in (None, "array"):
        yield f"{where} is a list, and its contract says {schema['type']}", "write `type: array`"
    items = schema.get("items")
    if not isinstance(items, dict) or (len(query.columns) == 1 and items.get("type") != "object"):
        return
    yield from _in_object(items, set(query.columns), f"each of {where}")


def _in_object(schema: Mapping[str, Any], given: set[str], where: str) -> Iterator[Unkept]:
    """`address.city` is the field `city` of the object `address`."""
    properties = schema.get("properties") or {}
    heads = {name.partition(".")[0] for name in given}
    for name in schema.get("required") or ():
        if name not in heads:
            yield f"{where} needs {name!r}, which no column gives", nearest(name, heads)
    for name in sorted(heads) if properties else ():
        if name not in properties:
            hint = nearest(name, properties)
            yield f"{where} gives {name!r}, which its contract does not name", hint
    for name, part in properties.items():
        inner = {one.partition(".")[2] for one in given if one.startswith(f"{name}.")}
        if inner and isinstance(part, dict):
            yield from _in_object(part, inner, f"{where}: {name}")
