"""The strict form of a schema: properties that it does not list are refused, at every level."""

from collections.abc import Mapping
from typing import Any, Final

from sandbox.domain.base import JSON
from sandbox.domain.tool import ToolContract

_IN_PLACE_LISTS: Final = ("allOf", "anyOf", "oneOf")
_IN_PLACE: Final = ("if", "then", "else")
_CHILD_MAPS: Final = ("properties", "patternProperties")
_CHILD_LISTS: Final = ("prefixItems",)
_PART_MAPS: Final = ("$defs", "dependentSchemas")
_CHILDREN: Final = ("items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems")
_CLOSED_IN_PLACE: Final = ("then", "else")
_SAID: Final = ("additionalProperties", "unevaluatedProperties")


def closed_schema(contract: ToolContract) -> dict[str, JSON]:
    """The contract's arguments as they are checked: strict where it is `closed`, else as written.

    Where a schema says itself what may be added, that stands. An object below the root that lists
    no properties at all is a free form and stays open, also as one branch of several; `if`, `not`
    and `contains` ask rather than describe, and stay as they are. Schemas put together (allOf,
    anyOf, $ref) are closed around the whole by `unevaluatedProperties` (JSON Schema 2020-12, core
    11.3).
    """
    schema = {"type": "object", **contract.arguments}
    if not contract.closed:
        return schema
    closed = _closed(schema, schema)
    if not any(word in closed for word in _SAID):
        closed["additionalProperties"] = False
    return closed


def parts(schema: Mapping[str, Any], root: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The schema and all that apply to the same value: branches of allOf, anyOf, …, and `$ref`."""
    found: list[Mapping[str, Any]] = []
    waiting: list[Any] = [schema]
    while waiting:
        one = waiting.pop(0)
        if not isinstance(one, Mapping) or any(one is known for known in found):
            continue
        found.append(one)
        waiting += [branch for word in _IN_PLACE_LISTS for branch in one.get(word, ())]
        waiting += [one.get(word) for word in _IN_PLACE]
        waiting += one.get("dependentSchemas", {}).values()
        waiting.append(_resolved(one.get("$ref"), root))
    return found


def _closed(schema: Any, root: Mapping[str, Any], whole: bool = True) -> Any:
    """A copy. `whole`: it describes a value of its own, not a part of another description."""
    if not isinstance(schema, Mapping):
        return schema
    copy = {word: _inside(word, value, root) for word, value in schema.items()}
    if whole and not any(word in copy for word in _SAID):
        all_parts = parts(schema, root)
        listing = any("properties" in part for part in all_parts)
        if listing and not any(_free_branch(part, root) for part in all_parts):
            alone = len(all_parts) == 1
            copy["additionalProperties" if alone else "unevaluatedProperties"] = False
    return copy


def _free_branch(part: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """True when one of its branches is an object of any properties whatever."""
    branches = [*part.get("anyOf", ()), *part.get("oneOf", ())]
    return "properties" not in part and any(
        isinstance(branch, Mapping)
        and branch.get("type") == "object"
        and not any("properties" in one for one in parts(branch, root))
        for branch in branches
    )


def _inside(word: str, value: Any, root: Mapping[str, Any]) -> Any:
    """What stands under one keyword. Whoever refers to a definition is closed around it."""
    below, part = word in _CHILD_MAPS, word in _PART_MAPS
    if isinstance(value, Mapping) and (below or part):
        return {name: _closed(one, root, whole=below) for name, one in value.items()}
    below, part = word in _CHILD_LISTS, word in _IN_PLACE_LISTS
    if isinstance(value, list) and (below or part):
        return [_closed(one, root, whole=below) for one in value]
    if word in _CHILDREN or word in _CLOSED_IN_PLACE:
        return _closed(value, root, whole=word in _CHILDREN)
    return value


def _resolved(reference: Any, root: Mapping[str, Any]) -> Any:
    """What a local `$ref` names; None for anything else."""
    if not isinstance(reference, str) or not reference.startswith("#"):
        return None
    here: Any = root
    for part in reference[1:].split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        here = here.get(name) if isinstance(here, Mapping) else None
    return here
