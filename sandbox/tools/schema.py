"""JSON Schema (draft 2020-12) of contracts: compiled once, every problem told."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sandbox.domain.base import JSON
from sandbox.domain.verdict import Problem
from sandbox.log.codec import canonical

if TYPE_CHECKING:
    import jsonschema_rs

_SHORT = 80
_NESTED = ("properties", "$defs", "patternProperties", "dependentSchemas")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_SINGLE = ("items", "not", "if", "then", "else", "contains", "additionalProperties")


def problems_of(schema: dict[str, JSON], value: JSON) -> tuple[Problem, ...]:
    """Every problem of `value`, in order of pointer and rule; empty when it is valid."""
    found = [_problem(error) for error in _validator(canonical(schema)).iter_errors(value)]
    return tuple(sorted(found, key=lambda problem: (problem.pointer, problem.rule)))


def closed(schema: dict[str, JSON]) -> dict[str, JSON]:
    """`schema` with every object, at any depth, refusing properties that it does not list.

    An object that says for itself what else may be there is left as it is, and so is one that is
    put together from several schemas: none of its parts knows the others' properties.
    """
    made: dict[str, JSON] = {name: _closed_part(name, part) for name, part in schema.items()}
    open_object = "properties" in schema and not any(
        name in schema for name in ("additionalProperties", "unevaluatedProperties")
    )
    if open_object:
        composed = any(name in schema for name in (*_LISTS[:3], "$ref", "if"))
        made["unevaluatedProperties" if composed else "additionalProperties"] = False
    return made


def _closed_part(name: str, part: JSON) -> JSON:
    if name in _NESTED and isinstance(part, dict):
        return {key: closed(item) if isinstance(item, dict) else item for key, item in part.items()}
    if name in _SINGLE and isinstance(part, dict):
        return closed(part)
    return part


@lru_cache(maxsize=512)
def _validator(text: str) -> "jsonschema_rs.Draft202012Validator":
    # Imported late: the first frame of the screen does without.
    import json

    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(json.loads(text), validate_formats=True)


def _problem(error: "jsonschema_rs.ValidationError") -> Problem:
    kind = error.kind
    rule = str(error.schema_path[-1]) if error.schema_path else kind.name
    detail: dict[str, Any] = kind.as_dict()
    pointer = "".join(f"/{_escaped(part)}" for part in error.instance_path)
    expected, got = _words(kind.name, detail, error)
    if kind.name == "required":
        pointer += f"/{_escaped(detail['property'])}"
    elif kind.name == "additionalProperties" and detail.get("unexpected"):
        pointer += f"/{_escaped(detail['unexpected'][0])}"
    return Problem(pointer=pointer, rule=_rule(rule, kind.name), expected=expected, got=got)


def _rule(rule: str, name: str) -> str:
    return name if rule.isdigit() else rule


def _words(
    name: str, detail: dict[str, Any], error: "jsonschema_rs.ValidationError"
) -> tuple[str, str]:
    """What was expected and what came, in few words."""
    if name == "required":
        return "a value", "nothing"
    if name in ("additionalProperties", "unevaluatedProperties"):
        unexpected = ", ".join(str(item) for item in detail.get("unexpected", ()))
        return "no such field", _short(unexpected)
    expected = {
        "type": " or ".join(detail.get("types", ())),
        "enum": f"one of {_short(detail.get('options'), 160)}",
        "format": f"a {detail.get('format')}",
        "pattern": f"text like {detail.get('pattern')}",
    }
    return expected.get(name, str(error.message)[:160]), _short(error.instance)


def _short(value: object, longest: int = _SHORT) -> str:
    text = value if isinstance(value, str) else canonical(value)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _escaped(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")
