"""Where the records of a resource stand in answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.imports.openapi.document import Document
from sandbox.imports.openapi.names import key_of, norm
from sandbox.imports.openapi.operations import Operation
from sandbox.imports.openapi.schemas import Schemas


@dataclass(frozen=True)
class Resource:
    """Records of one schema, and the table for them.

    `key`: the property that names a record; `argument`: the path parameter for it. `schema` is as
    it is written, `shape` with its `allOf` merged.
    """

    table: str
    noun: str
    service: str
    collection: str
    key: str
    number: bool
    schema: Any
    shape: dict[str, Any]


@dataclass(frozen=True)
class Envelope:
    """Where records stand in an answer: `under` a property, or "" for the answer itself; `item`
    is the schema of one, `whole` that of all of it."""

    under: str
    item: Any
    whole: dict[str, Any] = field(default_factory=dict[str, Any])


class Shapes:
    """Reads the answers' schemas of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.schemas = Schemas(document)

    def single(self, schema: Any, noun: str, parameter: str) -> Envelope | None:
        """One record in an answer: the answer itself, or its only property that is one."""
        shape = self.schemas.shape(schema)
        if not shape:
            return None
        if key_of(shape, noun, parameter):
            return Envelope("", schema, shape)
        inner = [
            (name, one)
            for name, one in shape["properties"].items()
            if key_of(self.schemas.shape(one), noun, parameter)
        ]
        fitting = [pair for pair in inner if norm(pair[0]) == norm(noun)] or inner
        return Envelope(*fitting[0], shape) if len(fitting) == 1 else None

    def many(self, schema: Any, resource: Resource) -> Envelope | None:
        """A list of records in an answer: the answer itself, or its only property that is one."""
        node = self._document.follow(schema)
        if not isinstance(node, Mapping):
            return None
        if node.get("type") == "array":
            return (
                Envelope("", node.get("items")) if self.holds(node.get("items"), resource) else None
            )
        shape = self.schemas.shape(node)
        lists = []
        for name, one in shape.get("properties", {}).items():
            inner = self._document.follow(one)
            is_list = isinstance(inner, Mapping) and inner.get("type") == "array"
            if is_list and self.holds(inner.get("items"), resource):
                lists.append(Envelope(name, inner.get("items"), shape))
        return lists[0] if len(lists) == 1 else None

    def answer(self, operation: Operation, resource: Resource) -> Envelope | None:
        """Where the record stands in the answer of an operation on one."""
        shape = self.schemas.shape(operation.answer)
        if not shape:
            return None
        if self.holds(operation.answer, resource):
            return Envelope("", operation.answer, shape)
        inner = [(n, one) for n, one in shape["properties"].items() if self.holds(one, resource)]
        return Envelope(*inner[0], shape) if len(inner) == 1 else None

    def holds(self, schema: Any, resource: Resource) -> bool:
        """Whether a schema is that of the resource's records, or of a part of one with its key."""
        if schema == resource.schema:
            return True
        shape = self.schemas.shape(schema)
        own = resource.shape["properties"]
        names = set(shape.get("properties", ()))
        return resource.key in names and len(names & set(own)) * 2 >= len(names)

    def type_of(self, schema: Any) -> str:
        kind = self.schemas.plain(schema, "response").get("type")
        kinds = [one for one in kind if one != "null"] if isinstance(kind, list) else [kind]
        return kinds[0] if len(kinds) == 1 and isinstance(kinds[0], str) else ""
