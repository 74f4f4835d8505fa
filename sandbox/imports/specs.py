"""OpenAI function specs: what a foreign agent may call."""

import json
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from sandbox.domain.base import JSON
from sandbox.domain.faults import SandboxError
from sandbox.domain.tool import Effect
from sandbox.imports.sources import read_json

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LOOKUPS: Final = """
calculate check compare compute count describe echo estimate fetch find get has is list lookup
preview query read retrieve search show think track validate verify view
"""
_READS: Final = frozenset(_LOOKUPS.split())
"""First words of names that tell of a lookup; whatever begins otherwise is taken for a write."""


@dataclass(frozen=True)
class Spec:
    """One function: its name, what it does, and its parameters as JSON Schema.

    `effect`, the schema of its `result`, its `service`, and the seconds it may take: "", {} and 0
    where nobody says.
    """

    name: str
    description: str
    parameters: dict[str, JSON]
    effect: Effect | Literal[""] = ""
    result: dict[str, JSON] = field(default_factory=dict)
    service: str = ""
    timeout: float = 0

    @property
    def reads(self) -> bool:
        """Whether it only looks something up. Unsaid, a name that begins as a lookup's does; a
        guess that a person may correct."""
        if self.effect:
            return self.effect == "read"
        return self.name.split("_", 1)[0] in _READS


def read_specs(path: Path) -> list[Spec]:
    """The functions of `[{"type": "function", "function": {…}}]`, bare or under `tools`.

    Raises `SandboxError` that names file and function.
    """
    data = read_json(path)
    items = data.get("tools", data) if isinstance(data, dict) else data
    if not isinstance(items, list) or not items:
        hint = 'a list of {"type": "function", "function": {"name": …, "parameters": …}}'
        raise SandboxError(f"{path.name} holds no function specs", hint)
    specs = [_spec(path.name, number, item) for number, item in enumerate(items, 1)]
    for name in _twice(specs):
        raise SandboxError(f"{path.name}: two functions are called {name}", "rename one")
    return specs


def _spec(file: str, number: int, item: Any) -> Spec:
    function = item.get("function", item) if isinstance(item, dict) else None
    if not isinstance(function, dict) or not isinstance(function.get("name"), str):
        raise SandboxError(f"{file}: function {number} has no name")
    name, parameters = function["name"], function.get("parameters")
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        hint = "small letters, digits and _, a letter first, and no word of Python's own"
        raise SandboxError(f"{file}: the function name {name[:60]!r} can't be a tool's", hint)
    _check_text(f"{file}: {name}", function)
    if parameters is None:
        parameters = {"type": "object", "properties": {}}
    if not isinstance(parameters, dict) or parameters.get("type", "object") != "object":
        raise SandboxError(f"{file}: {name}: its parameters are no JSON Schema of an object")
    _check_members(f"{file}: {name}", parameters)
    said = function.get("description")
    description = said.strip() if isinstance(said, str) and said.strip() else name
    return Spec(name, description, {"type": "object", **parameters})


def _check_text(where: str, function: dict[str, Any]) -> None:
    try:
        json.dumps(function, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = f"\\u{ord(error.object[error.start]):04x}"
        hint = "write the whole character, or leave it out"
        raise SandboxError(f"{where}: {half} is half of a surrogate pair", hint) from None


def _check_members(where: str, parameters: dict[str, Any]) -> None:
    properties, required = parameters.get("properties", {}), parameters.get("required", [])
    if not isinstance(properties, dict):
        hint = 'write {"name": {"type": …}}'
        raise SandboxError(f"{where}: its properties are no object of schemas by name", hint)
    for name, schema in properties.items():
        if not isinstance(schema, dict | bool):
            raise SandboxError(f"{where}: its property {name[:60]!r} is no JSON Schema")
    if not isinstance(required, list) or not all(isinstance(name, str) for name in required):
        raise SandboxError(f"{where}: what it says is required is no list of names", '["…"]')


def _twice(specs: list[Spec]) -> Iterator[str]:
    seen: set[str] = set()
    for spec in specs:
        if spec.name in seen:
            yield spec.name
        seen.add(spec.name)
