"""The order in which people see arguments and cells.

A log sorts all names, so that equal values give equal text; while a session runs it has them as
they were written. These are the same in both, from what the log alone tells.
"""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.domain.base import JSON
from sandbox.log.event import ModelRequested
from sandbox.log.fold import Turn

Schemas = Mapping[str, Mapping[str, Any]]
"""Tool to the JSON Schema of its arguments."""

_NONE: Final[Mapping[str, Any]] = {}


def schemas_of(turn: Turn) -> Schemas:
    """The tools that the model was told of in this turn."""
    return {
        tool.name: tool.parameters
        for hop in turn.hops
        for event in hop.events
        if isinstance(event, ModelRequested)
        for tool in event.tools
    }


def by_schema(value: JSON, schema: Mapping[str, Any]) -> JSON:
    """Objects with the required members first, as listed there; what the schema lacks last.

    Of a schema in a log only the list of what is required has kept its order, so what may be left
    out follows by name.
    """
    if isinstance(value, list):
        return [by_schema(item, _part(schema, "items")) for item in value]
    if not isinstance(value, dict):
        return value
    known, first = _part(schema, "properties"), _places(schema.get("required"))
    names = sorted(value, key=lambda name: (first.get(name, len(first)), name not in known, name))
    return {name: by_schema(value[name], _part(known, name)) for name in names}


def in_order(turn: Turn, tool: str, arguments: JSON) -> JSON:
    """Arguments of one call of `turn`."""
    return by_schema(arguments, schemas_of(turn).get(tool, _NONE))


def cells_of(row: Mapping[str, JSON], key: str) -> list[tuple[str, JSON]]:
    """The cells of a new or gone row, its key first, the others by name."""
    return sorted(row.items(), key=lambda cell: (str(cell[1]) != key, cell[0]))


def _places(required: object) -> dict[str, int]:
    """Name to its place in a list of names; what a schema may hold otherwise has none."""
    names = required if isinstance(required, list) else []
    return {name: at for at, name in enumerate(names) if isinstance(name, str)}


def _part(schema: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = schema.get(name)
    return part if isinstance(part, Mapping) else _NONE
