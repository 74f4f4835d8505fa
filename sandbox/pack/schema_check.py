"""Checks the JSON Schemas of contracts. Loads the validator late: the first screen has none."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sandbox.domain.tool import ToolContract
from sandbox.pack.finding import Report, nearest
from sandbox.pack.yaml_text import Located

_SUBSCHEMA: Final = frozenset(
    ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames")
)
_LISTS: Final = frozenset(("allOf", "anyOf", "oneOf", "prefixItems"))
_NAMED: Final = frozenset(("properties", "patternProperties", "$defs", "dependentSchemas"))
_OTHER: Final = """
$anchor $comment $id $ref $schema const default dependentRequired deprecated description enum
examples exclusiveMaximum exclusiveMinimum format maxContains maxItems maxLength maxProperties
maximum minContains minItems minLength minProperties minimum multipleOf pattern readOnly
required title type unevaluatedItems unevaluatedProperties uniqueItems writeOnly
"""
_KNOWN: Final = _SUBSCHEMA | _LISTS | _NAMED | frozenset(_OTHER.split())

Pointer = tuple[str | int, ...]


def check_schemas(contracts: Mapping[str, ToolContract], located: Located, report: Report) -> None:
    """Reports a schema that is no JSON Schema (draft 2020-12) by tool and pointer.

    A keyword that nobody knows is an error too: a validator skips it without a word.
    """
    import jsonschema_rs

    for name, contract in contracts.items():
        for part in ("arguments", "result"):
            schema = getattr(contract, part)
            for pointer, word in _unknown_words(schema, ()):
                where = _pointer((*pointer, word))
                line = located.line(name, part, *pointer, word)
                message = f"tool {name}: {part}{where} is no keyword of JSON Schema"
                report.error(located.file, message, line, nearest(word, _KNOWN))
            try:
                # A `$ref` to somewhere else is refused: its text would be fetched by native code,
                # past every guard.
                validator = jsonschema_rs.Draft202012Validator(schema, offline=True)
            except ValueError as error:
                hint = "see json-schema.org, draft 2020-12"
                _tell(error, name, part, located, report, hint)
                continue
            if part == "result" and contract.fallback is not None:
                for error in validator.iter_errors(contract.fallback):
                    hint = "it stands in for a result, so it has to look like one"
                    _tell(error, name, "fallback", located, report, hint)


def _tell(
    error: ValueError, name: str, part: str, located: Located, report: Report, hint: str
) -> None:
    path: Pointer = tuple(getattr(error, "instance_path", ()))
    said = str(getattr(error, "message", error)).splitlines()[0]
    message = f"tool {name}: {part}{_pointer(path)}: {said}"
    report.error(located.file, message, located.line(name, part, *path), hint)


def _unknown_words(schema: Any, at: Pointer) -> Iterator[tuple[Pointer, str]]:
    if not isinstance(schema, dict):
        return
    for word, value in schema.items():
        if word not in _KNOWN and not word.startswith("x-"):
            yield at, word
        elif word in _SUBSCHEMA:
            yield from _unknown_words(value, (*at, word))
        elif word in _LISTS and isinstance(value, list):
            for index, item in enumerate(value):
                yield from _unknown_words(item, (*at, word, index))
        elif word in _NAMED and isinstance(value, dict):
            for key, item in value.items():
                yield from _unknown_words(item, (*at, word, key))


def _pointer(path: Pointer) -> str:
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
