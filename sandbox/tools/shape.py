"""What a schema says about the value at one place."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sandbox.tools.closed import parts


def schemas_at(root: Mapping[str, Any], path: Sequence[str]) -> list[Mapping[str, Any]]:
    """Every schema that describes the value at `path`; branches that may not apply included."""
    here = parts(root, root)
    for name in path:
        below = [child for one in here for child in _child(one, name)]
        here = [part for child in below for part in parts(child, root)]
    return here


def properties_at(root: Mapping[str, Any], path: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """The properties that the object at `path` may have, in the schema's order."""
    found: dict[str, Mapping[str, Any]] = {}
    for one in schemas_at(root, path):
        for name, schema in one.get("properties", {}).items():
            found.setdefault(name, schema if isinstance(schema, Mapping) else {})
    return found


def required_at(root: Mapping[str, Any], path: Sequence[str]) -> set[str]:
    """The properties that the object at `path` must have, in any branch."""
    return {name for one in schemas_at(root, path) for name in one.get("required", ())}


def types_of(schemas: Iterable[Mapping[str, Any]]) -> set[str]:
    """The types that a value may have; empty when the schemas name none."""
    found: set[str] = set()
    for one in schemas:
        named = one.get("type", ())
        found.update((named,) if isinstance(named, str) else named)
    return found


def choices_of(schemas: Iterable[Mapping[str, Any]]) -> list[Any]:
    """The values of `enum` and `const`, each once."""
    found: list[Any] = []
    for one in schemas:
        values = [*one.get("enum", ()), *([one["const"]] if "const" in one else ())]
        found += [value for value in values if value not in found]
    return found


def _child(schema: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """What a schema says about a property, or about an item of a list."""
    found: list[Any] = []
    properties = schema.get("properties", {})
    if name in properties:
        found.append(properties[name])
    elif isinstance(schema.get("additionalProperties"), Mapping):
        found.append(schema["additionalProperties"])
    if name.isdigit():
        first = schema.get("prefixItems", ())
        found.append(first[int(name)] if int(name) < len(first) else schema.get("items"))
    return [one for one in found if isinstance(one, Mapping)]


def is_money_schema(schemas: Iterable[Mapping[str, Any]]) -> bool:
    """True when the value is a decimal string with two places, by its format or its pattern."""
    return any(one.get("format") == "money" or _is_money(one.get("pattern")) for one in schemas)


def _is_money(pattern: object) -> bool:
    """A pattern means money when it takes sums with cents and nothing shorter or other."""
    if not isinstance(pattern, str):
        return False
    try:
        takes = re.compile(pattern).search
    except re.error:
        return False
    return all(map(takes, ("49.90", "0.05", "1234.00"))) and not any(
        map(takes, ("49", "49.9", "49.900", "x", ""))
    )


def fits_patterns(schemas: Iterable[Mapping[str, Any]], text: str) -> bool:
    """True when every pattern among the schemas takes the text, and there is one."""
    patterns = [one["pattern"] for one in schemas if isinstance(one.get("pattern"), str)]
    try:
        return bool(patterns) and all(re.search(pattern, text) for pattern in patterns)
    except re.error:
        return False


def fits_form(
    schemas: Iterable[Mapping[str, Any]], value: Any, inner: Mapping[str, Mapping[str, Any]]
) -> bool:
    """True when the value is of a form that few others have, and that the schemas ask for.

    One of the choices, a text of a strict pattern or format, an object of just these properties
    (`inner`) or a list of such objects.
    """
    every = list(schemas)
    if isinstance(value, dict):
        return bool(value) and bool(inner) and all(name in inner for name in value)
    if not isinstance(value, str):
        return False
    if value in choices_of(every):
        return True
    if any(one.get("format") in _FORMS for one in every):
        return all(_FORMS[one["format"]].fullmatch(value) for one in every if "format" in one)
    return fits_patterns(every, value) and not any(fits_patterns(every, one) for one in _ANYTHING)


_FORMS: Final = {
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}"),
    "date": re.compile(r"\d{4}-\d{2}-\d{2}"),
}
_ANYTHING: Final = ("x", "1", "12345", "some words", "Word", "49.90")
"""A pattern that takes one of these tells too little."""
