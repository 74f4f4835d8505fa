"""Compiled JSON Schemas (draft 2020-12, by jsonschema-rs), one of each kind a contract."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.tool import ToolContract
from sandbox.tools.closed import closed_schema

if TYPE_CHECKING:
    from jsonschema_rs import Validator

_MOST: Final = 512
_MONEY: Final = re.compile(r"-?[0-9]+\.[0-9]{2}")

_known: Final[dict[tuple[str, int], tuple[ToolContract, "Validator"]]] = {}
"""By identity, because a contract holds dicts; it is kept alive, so its id is not given again."""


def is_money(text: str) -> bool:
    """The format `money`: a decimal string with two places, `49.90`."""
    return _MONEY.fullmatch(text) is not None


def argument_validator(contract: ToolContract) -> "Validator":
    """Checks arguments, by the strict schema. Raises `SandboxError` for a bad schema."""
    return _cached("arguments", contract, closed_schema)


def result_problem(contract: ToolContract, result: JSON) -> str:
    """Where a result breaks its schema, as pointer and rule without any value; "" if nowhere."""
    if not contract.result:
        return ""
    validator = _cached("result", contract, lambda one: one.result)
    if validator.is_valid(result):
        return ""
    error = next(iter(validator.iter_errors(result)))
    missing = getattr(error.kind, "property", "")
    what = f" ({missing})" if missing else ""
    return f"{pointer_of(error.instance_path) or 'the result'}: {error.kind.name}{what}"


def compile_schema(schema: Mapping[str, Any]) -> "Validator":
    """A validator that checks formats and fetches nothing. Raises `ValueError` in one line."""
    # Late: 50 ms, and the first frame of the screen validates nothing.
    import jsonschema_rs

    try:
        return jsonschema_rs.Draft202012Validator(
            dict(schema), validate_formats=True, formats={"money": is_money}, offline=True
        )
    except jsonschema_rs.ValidationError as error:
        where = pointer_of(error.instance_path)
        raise ValueError(f"{where or 'schema'}: {error.message}") from None


def pointer_of(path: list[str | int]) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def path_of(pointer: str) -> list[str]:
    """The parts of a JSON pointer, indexes of lists as text."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _cached(
    kind: str, contract: ToolContract, schema_of: Callable[[ToolContract], Mapping[str, Any]]
) -> "Validator":
    found = _known.get((kind, id(contract)))
    if found is not None:
        return found[1]
    if len(_known) >= _MOST:
        _known.clear()
    try:
        validator = compile_schema(schema_of(contract))
    except ValueError as error:
        raise SandboxError(f"{contract.name}: its {kind} schema: {error}") from None
    _known[kind, id(contract)] = (contract, validator)
    return validator
