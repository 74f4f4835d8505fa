"""Results as a broken service gives them: out of shape, or with a value nobody has heard of."""

from collections.abc import Iterator
from typing import Any, Final

from sandbox.domain.base import JSON
from sandbox.domain.tool import ToolContract

_DRIFTED: Final = "_v2"


def has_enum(contract: ToolContract) -> bool:
    """Whether the result names any enum that could drift."""
    return next(_enums(contract.result), None) is not None


def malformed(contract: ToolContract, result: JSON) -> JSON:
    """`result` without the first field that its schema requires, or as a cut-off text."""
    required = contract.result.get("required")
    names = [name for name in required if name in result] if isinstance(required, list) else []
    if isinstance(result, dict) and (names or result):
        gone = names[0] if names else next(iter(result))
        return {name: value for name, value in result.items() if name != gone}
    return f"{str(result)[:3]}…"


def drifted(contract: ToolContract, result: JSON) -> JSON:
    """`result` with the first enum value that it holds renamed; itself where it holds none."""
    for path in _enums(contract.result):
        changed, done = _renamed(result, path)
        if done:
            return changed
    return result


def _enums(schema: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Paths of the enums in a schema, `*` for any item of a list."""
    if not isinstance(schema, dict):
        return
    if isinstance(schema.get("enum"), list) and path:
        yield path
    properties = schema.get("properties")
    for name, inner in properties.items() if isinstance(properties, dict) else ():
        yield from _enums(inner, (*path, name))
    yield from _enums(schema.get("items"), (*path, "*"))


def _renamed(value: JSON, path: tuple[str, ...]) -> tuple[JSON, bool]:
    if not path:
        return (f"{value}{_DRIFTED}", True) if isinstance(value, str) else (value, False)
    name, rest = path[0], path[1:]
    if name == "*" and isinstance(value, list) and value:
        first, done = _renamed(value[0], rest)
        return [first, *value[1:]], done
    if isinstance(value, dict) and name in value:
        inner, done = _renamed(value[name], rest)
        return {**value, name: inner}, done
    return value, False
