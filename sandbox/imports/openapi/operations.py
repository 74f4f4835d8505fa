"""The operations of a document: how each is called, what it takes, and what it answers."""

import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sandbox.domain.faults import SandboxError
from sandbox.domain.tool import Effect
from sandbox.imports.openapi.document import Document
from sandbox.imports.openapi.schemas import Schemas
from sandbox.imports.specs import Spec

BODY: Final = "body"
"""The argument that holds a body which is no plain object."""
_METHODS: Final[dict[str, Effect]] = {
    "get": "read",
    "head": "read",
    "put": "write",
    "post": "write",
    "patch": "write",
    "delete": "irreversible",
}
_SENT_BY_THE_CLIENT: Final = frozenset(("accept", "authorization", "content-type", "user-agent"))
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LONGEST: Final = 64


@dataclass(frozen=True)
class Input:
    """Where one argument goes: `place` is path, query, header or body; `name` as it is there."""

    name: str
    place: str


@dataclass(frozen=True)
class Operation:
    """One operation. `inputs`: where each argument goes, by its name. `answer`: the schema of its
    success as it is written, None without one; `examples`: values of it."""

    method: str
    path: str
    tag: str
    spec: Spec
    inputs: dict[str, Input]
    answer: Any = None
    examples: list[Any] = field(default_factory=list[Any])

    @property
    def name(self) -> str:
        return self.spec.name

    def at(self, place: str) -> dict[str, str]:
        """Arguments that go to `place`, by their names there."""
        return {one.name: name for name, one in self.inputs.items() if one.place == place}


def read_operations(document: Document, service: str) -> list[Operation]:
    """All operations, in the order of the document; `service`: of those without a tag.

    Raises `SandboxError` that names file, method and path.
    """
    reader = _Reader(document, service)
    return [reader.read(*one) for one in _items(document)]


def _items(document: Document) -> Iterator[tuple[str, str, Mapping[str, Any], list[Any]]]:
    for path, item in document.data["paths"].items():
        node = document.follow(item)
        if not isinstance(node, Mapping):
            raise SandboxError(f"{document.name}: {path[:80]} is no object of operations")
        shared = node.get("parameters") or []
        for method in _METHODS:
            if method in node:
                operation = node[method]
                if not isinstance(operation, Mapping):
                    raise SandboxError(f"{document.name}: {method} {path[:80]} is no object")
                yield method, path, operation, [*shared, *(operation.get("parameters") or ())]


class _Reader:
    def __init__(self, document: Document, service: str) -> None:
        self._document = document
        self._schemas = Schemas(document)
        self._service = service
        self._taken: set[str] = set()

    def read(
        self, method: str, path: str, operation: Mapping[str, Any], parameters: list[Any]
    ) -> Operation:
        arguments = _Arguments(self._document, self._schemas, f"{method} {path}")
        arguments.take_parameters(parameters)
        arguments.take_body(operation.get("requestBody"))
        answer, examples = self._answer(operation.get("responses"))
        spec = Spec(
            name=self._name(operation.get("operationId"), method, path),
            description=_said(operation, method, path),
            parameters=arguments.schema(),
            effect=_METHODS[method],
            result={} if answer is None else self._schemas.plain(answer, "response"),
            service=self._tag(operation),
        )
        return Operation(method, path, spec.service, spec, arguments.inputs, answer, examples)

    def _name(self, given: Any, method: str, path: str) -> str:
        wanted = given if isinstance(given, str) and given.strip() else f"{method} {path}"
        name = snake(wanted)[:_LONGEST].strip("_") or method
        if not name[0].isalpha():
            name = f"{method}_{name}"[:_LONGEST]
        if keyword.iskeyword(name):
            name = f"{name}_it"
        number, whole = 2, name
        while name in self._taken:
            tail = f"_{number}"
            name, number = whole[: _LONGEST - len(tail)] + tail, number + 1
        self._taken.add(name)
        return name

    def _tag(self, operation: Mapping[str, Any]) -> str:
        tags = operation.get("tags")
        first = tags[0] if isinstance(tags, list) and tags else ""
        name = snake(first) if isinstance(first, str) else ""
        return name if name[:1].isalpha() else self._service

    def _answer(self, responses: Any) -> tuple[Any, list[Any]]:
        """Schema and examples of the first success."""
        given = responses if isinstance(responses, Mapping) else {}
        codes = sorted(str(code) for code in given if re.fullmatch(r"2(\d\d|XX)", str(code)))
        for code in codes:
            response = self._document.follow(given[code])
            media = json_of(response.get("content") if isinstance(response, Mapping) else None)
            if media:
                return media.get("schema"), list(_examples(self._document, media))
        return None, []


class _Arguments:
    """The arguments of one operation as they are put together."""

    def __init__(self, document: Document, schemas: Schemas, where: str) -> None:
        self._document, self._schemas = document, schemas
        self._where = f"{document.name}: {where[:100]}"
        self.inputs: dict[str, Input] = {}
        self._properties: dict[str, Any] = {}
        self._required: list[str] = []

    def schema(self) -> dict[str, Any]:
        """One JSON Schema of all of them."""
        found: dict[str, Any] = {"type": "object", "properties": self._properties}
        if self._required:
            found["required"] = self._required
        return {**found, "additionalProperties": False}

    def take_parameters(self, parameters: list[Any]) -> None:
        """Path, query and header parameters; a later one of the same name and place counts."""
        found: dict[tuple[str, str], Mapping[str, Any]] = {}
        for one in parameters:
            node = self._document.follow(one)
            if not isinstance(node, Mapping) or not isinstance(node.get("name"), str):
                raise SandboxError(f"{self._where}: a parameter has no name")
            found[node["name"], str(node.get("in"))] = node
        for (name, place), node in found.items():
            if place == "header" and name.lower() in _SENT_BY_THE_CLIENT:
                continue
            if place in ("path", "query", "header"):
                media = json_of(node.get("content")) or {}
                schema = self._schemas.plain(node.get("schema", media.get("schema")), "request")
                said = self._schemas.plain({"description": node.get("description")}, "request")
                required = node.get("required") is True or place == "path"
                self._add(name, place, {**schema, **said}, required)

    def take_body(self, body: Any) -> None:
        """The properties of a plain object; anything else whole, as the argument `body`."""
        node = self._document.follow(body)
        if not isinstance(node, Mapping):
            return
        content = node.get("content")
        media = json_of(content) or form_of(content)
        required = node.get("required") is True
        if media is None:
            if content:
                said = {"type": "string", "description": f"As {next(iter(content))}."}
                self._add(BODY, "", said, required)
            return
        shape = self._schemas.shape(media.get("schema"))
        if not shape:
            self._add(BODY, "", self._schemas.plain(media.get("schema"), "request"), required)
            return
        plain = self._schemas.plain(media.get("schema"), "request")
        wanted = set(shape["required"]) if required else set()
        for name, schema in shape["properties"].items():
            if not self._schemas.hidden(schema, "request"):
                ready = plain.get("properties", {}).get(name)
                inner = self._schemas.plain(schema, "request") if ready is None else ready
                self._add(name, "body", inner, name in wanted)

    def _add(self, name: str, place: str, schema: dict[str, Any], required: bool) -> None:
        argument = snake(name) or "value"
        if not argument[0].isalpha():
            argument = f"{place or BODY}_{argument}"
        if argument in self.inputs:
            argument = f"{place or BODY}_{argument}"
        number, whole = 2, argument
        while argument in self.inputs:
            argument, number = f"{whole}_{number}", number + 1
        self.inputs[argument] = Input(name, place)
        self._properties[argument] = schema
        if required:
            self._required.append(argument)


def json_of(content: Any) -> Mapping[str, Any] | None:
    """The JSON among media types, None without one."""
    return _first(content, lambda kind: kind == "*/*" or kind.endswith(("/json", "+json")))


def form_of(content: Any) -> Mapping[str, Any] | None:
    """The form among media types, None without one."""
    return _first(content, lambda kind: kind in _FORMS)


_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")


def _first(content: Any, wanted: Any) -> Mapping[str, Any] | None:
    for kind, media in content.items() if isinstance(content, Mapping) else ():
        if isinstance(media, Mapping) and wanted(str(kind).partition(";")[0].strip().lower()):
            return media
    return None


def _examples(document: Document, media: Mapping[str, Any]) -> Iterator[Any]:
    if media.get("example") is not None:
        yield media["example"]
    given = media.get("examples")
    for one in given.values() if isinstance(given, Mapping) else ():
        node = document.follow(one)
        if isinstance(node, Mapping) and node.get("value") is not None:
            yield node["value"]


def _said(operation: Mapping[str, Any], method: str, path: str) -> str:
    """Summary and description in one, at most a few lines."""
    parts = [operation.get("summary"), operation.get("description")]
    texts = [" ".join(part.split()) for part in parts if isinstance(part, str) and part.strip()]
    if len(texts) == 2 and texts[1].startswith(texts[0].rstrip(".")):
        del texts[0]
    said = " ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in texts)
    return (said if len(said) <= 400 else f"{said[:399]}…") or f"{method.upper()} {path}"


def snake(words: str) -> str:
    """`repos/list-for-org`, `listForOrg` → `repos_list_for_org`, `list_for_org`."""
    text = re.sub(r"[^A-Za-z0-9]+", "_", _HUMP.sub("_", words))
    return text.strip("_").lower()
