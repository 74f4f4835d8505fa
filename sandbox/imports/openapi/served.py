"""The code of a pack whose tools rows can answer: the helpers of `rows`, and a function a tool."""

import builtins
import inspect
import json
from collections.abc import Iterable
from typing import Any, Final

from sandbox.domain.schema import Table
from sandbox.imports.openapi import rows
from sandbox.imports.openapi.blank import blank
from sandbox.imports.openapi.roles import Served
from sandbox.imports.openapi.schemas import Schemas
from sandbox.imports.openapi.shapes import Envelope, Resource

FILE: Final = "tools/served.py"
_TAKEN: Final = frozenset((*vars(rows), *vars(builtins), "tool"))
"""Names that mean something in the module already."""


def module_of(served: Iterable[Served], tables: dict[str, Table], schemas: Schemas) -> str:
    """The text of `FILE`."""
    every = list(served)
    resources = {one.resource.table: one.resource for one in every}
    helpers = inspect.getsource(rows).rstrip().replace(" row_of\n", " row_of, tool\n", 1)
    parts = [helpers]
    parts += [_resource(one, tables[one.table], schemas) for one in resources.values()]
    parts += [_Function(one, schemas).text() for one in every]
    return "\n\n\n".join(parts) + "\n"


def constant(resource: Resource) -> str:
    """What the resource is called in the module."""
    return resource.table.upper()


def _resource(resource: Resource, table: Table, schemas: Schemas) -> str:
    columns = tuple(column.name for column in table.columns)
    return _call(
        f"{constant(resource)} = Resource",
        [
            f"table={_text(resource.table)}",
            f"noun={_text(resource.noun.replace('_', ' '))}",
            f"key={_text(resource.key)}",
            f"number={resource.number}",
            f"columns={_shown(columns)}",
            f"blank={_shown(blank(schemas.plain(resource.schema, 'response')))}",
        ],
    )


class _Function:
    """One tool."""

    def __init__(self, served: Served, schemas: Schemas) -> None:
        self._served, self._schemas = served, schemas

    def text(self) -> str:
        """Decorator, signature and body."""
        served, name = self._served, self._served.operation.name
        if name in _TAKEN or name.isupper():
            head = [f"@tool(name={_text(name)})", f"def {name}_tool("]
        else:
            head = ["@tool", f"def {name}("]
        head[-1] += "world: World, **arguments: Any) -> Any:"
        said = f"{served.operation.method.upper()} {served.operation.path}".replace("\\", "/")
        body = _call(f"return {_HELPERS[served.kind]}", self._parts())
        lines = [f'"""{said.replace(chr(34), chr(39))}"""', *body.splitlines()]
        return "\n".join([*head, *(f"    {line}" for line in lines)])

    def _parts(self) -> list[str]:
        served = self._served
        parts = ["world", constant(served.resource)]
        if served.kind == "list":
            page = ", ".join(
                f"{part}={_text(argument)}" for part, argument in served.paging.items()
            )
            return [
                *parts,
                "arguments",
                self._answer(),
                _shown(served.equal),
                f"Page({page})",
                *([_shown(served.unknown)] if served.unknown else []),
            ]
        if served.kind != "create":
            parts.append(f"arguments[{_text(served.key)}]")
        if served.kind in ("create", "change"):
            parts.append(self._given())
        return [*parts, self._answer(), _named(served.equal)]

    def _given(self) -> str:
        if self._served.inside:
            return f"arguments.get({_text(self._served.inside)}) or {{}}"
        return _named(self._served.given)

    def _answer(self) -> str:
        answer = self._served.answer
        if answer is None:
            return "Answer(nothing=True)"
        filled = blank(self._schemas.plain(answer.item, "response"))
        parts = [f"under={_text(answer.under)}"] if answer.under else []
        beside = self._beside(answer)
        if beside:
            parts.append(f"beside={_shown(beside)}")
        if self._served.count:
            parts.append(f"count={_text(self._served.count)}")
        return _call("Answer", [*parts, f"blank={_shown(filled)}"])

    def _beside(self, answer: Envelope) -> dict[str, Any]:
        """What stands around the record, or the list, and has to."""
        if not answer.under:
            return {}
        whole = blank(self._schemas.plain(self._served.operation.answer, "response"))
        return {name: value for name, value in whole.items() if name != answer.under}


_HELPERS: Final = {
    "get": "get_one",
    "list": "list_records",
    "create": "create",
    "change": "change",
    "remove": "remove",
}


def _named(names: dict[str, str]) -> str:
    """The arguments that were given, by the properties that they are."""
    return _call("named", ["arguments", _shown(names)]) if names else "{}"


def _shown(value: Any, width: int = 84) -> str:
    """A literal as Python is written here: in one line where it fits."""
    if isinstance(value, str):
        return _text(value)
    if not value or not isinstance(value, dict | list | tuple):
        return repr(value)
    if isinstance(value, dict):
        parts = [f"{_shown(name)}: {_shown(one, width - 4)}" for name, one in value.items()]
        first, last = "{", "}"
    else:
        parts = [_shown(one, width - 4) for one in value]
        first, last = "[", "]"
    if isinstance(value, tuple):
        first, last = "(", ",)" if len(parts) == 1 else ")"
    line = f"{first}{', '.join(parts)}{last}"
    if len(line) <= width and "\n" not in line:
        return line
    inner = [f"    {row}" for part in parts for row in f"{part},".splitlines()]
    return "\n".join([first, *inner, last[-1]])


def _text(value: str) -> str:
    """A text in double quotes; JSON's escapes are Python's, but for half a character."""
    return json.dumps(value)


def _call(head: str, parts: list[str]) -> str:
    line = f"{head}({', '.join(parts)})"
    if len(line) <= 92 and "\n" not in line:
        return line
    inner = [f"    {row}" for part in parts for row in f"{part},".splitlines()]
    return "\n".join([f"{head}(", *inner, ")"])
