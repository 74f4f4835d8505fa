"""What a schema expected, and what it got, in few words for a model and a person."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from sandbox.domain.base import JSON
from sandbox.tools.shape import is_money_schema

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

_LONGEST: Final = 60
_MOST_CHOICES: Final = 12

_FORMATS: Final = {
    "date": "a date like 2026-11-20",
    "date-time": "a time like 2026-11-20T09:00:00Z",
    "email": "a mail address",
    "money": "an amount like 49.90",
}
_LIMITS: Final = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "minProperties": "at least {} properties",
    "maxProperties": "at most {} properties",
    "multipleOf": "a multiple of {}",
    "pattern": "text that matches {}",
    "uniqueItems": "no item twice",
    "contains": "at least one fitting item",
    "falseSchema": "nothing here",
    "not": "something else",
}
_TYPES: Final = {
    "integer": "a whole number",
    "object": "an object",
    "array": "a list",
    "null": "null",
    "boolean": "true or false",
}


def expected(error: "ValidationError", details: dict[str, Any]) -> str:
    """What the keyword that objects asks for; never the value itself."""
    rule = error.kind.name
    if rule in _LIMITS and not (rule == "pattern" and is_money_schema([details])):
        values = [value for value in details.values() if not isinstance(value, dict)]
        return _LIMITS[rule].format(*values or [""]).strip()
    words = {
        "pattern": lambda: _FORMATS["money"],
        "type": lambda: _types(details["types"]),
        "enum": lambda: f"one of: {choices(details['options'])}",
        "const": lambda: shown(details["expected_value"]),
        "format": lambda: _format(details["format"]),
        "anyOf": lambda: _one_of(details.get("context", ())),
        "oneOf": lambda: _one_of(details.get("context", ())),
    }
    return words[rule]() if rule in words else f"what {rule} of the schema says"


def shown(value: JSON) -> str:
    """A value in few words, its type in front where that may be the trouble."""
    text = json.dumps(value, ensure_ascii=False)
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    return f"the text {text}" if isinstance(value, str) else text


def choices(options: Sequence[Any]) -> str:
    """As many as a person reads, whole: a model would complete half a word."""
    words = [one if isinstance(one, str) else json.dumps(one) for one in options]
    more = f", … ({len(words)} in all)" if len(words) > _MOST_CHOICES else ""
    return ", ".join(words[:_MOST_CHOICES]) + more


def _format(name: str) -> str:
    return _FORMATS.get(name, f"the format {name}")


def _types(names: Sequence[str]) -> str:
    return " or ".join(_TYPES.get(name, f"a {name}") for name in names)


def _one_of(branches: "Sequence[list[ValidationError]]") -> str:
    """The types of the branches, where it is about types; else how many there are."""
    kinds = [one.kind.as_dict().get("types", ()) for branch in branches for one in branch[:1]]
    if len(kinds) == len(branches) and all(kinds):
        return _types(list(dict.fromkeys(name for names in kinds for name in names)))
    return f"a value that fits one of {len(branches)} descriptions"
