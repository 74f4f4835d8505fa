"""Which operations rows can answer, and how."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from sandbox.imports.openapi.document import Document
from sandbox.imports.openapi.names import key_of, like, norm, plural, singular
from sandbox.imports.openapi.operations import Operation, snake
from sandbox.imports.openapi.shapes import Envelope, Resource, Shapes

Kind = Literal["get", "list", "create", "change", "remove"]

_ITEM: Final = re.compile(r"(?P<collection>.*/[^{}/]+)/\{(?P<key>[^{}/]+)\}(?P<tail>\.[a-z]+)?/?$")
_PAGING: Final[dict[str, frozenset[str]]] = {
    "limit": frozenset(("limit", "perpage", "pagesize", "size", "maxresults", "maxitems")),
    "offset": frozenset(("offset", "skip", "startindex")),
    "page": frozenset(("page", "pagenumber")),
    "after": frozenset(("after", "startingafter", "cursor", "marker", "pagetoken")),
}
_SHOWING: Final = """
fields expand include includes embed select properties propertieswithhistory associations
sort sortby order orderby orderdirection direction sortorder locale archived
"""
_HARMLESS: Final = frozenset(_SHOWING.split())
"""Parameters of a list that change how its records are shown, not which they are."""
_COUNTS: Final = ("count", "total", "totalcount", "totalresults", "totalitems")
_SCALARS: Final = ("string", "integer", "number", "boolean")


@dataclass(frozen=True)
class Served:
    """An operation that rows can answer.

    `key`: the argument with the key. `given`: arguments to properties of the record, `inside` an
    argument that holds them all ("" for none). `equal`: arguments that a record has to match.
    `paging` and `unknown`: other arguments of a list. `answer`: None where nothing is answered.
    """

    operation: Operation
    resource: Resource
    kind: Kind
    answer: Envelope | None = None
    key: str = ""
    given: dict[str, str] = field(default_factory=dict[str, str])
    inside: str = ""
    equal: dict[str, str] = field(default_factory=dict[str, str])
    paging: dict[str, str] = field(default_factory=dict[str, str])
    unknown: tuple[str, ...] = ()
    count: str = ""


class Finder:
    """Looks a document's operations through."""

    def __init__(self, document: Document, operations: Iterable[Operation]) -> None:
        self._shapes = Shapes(document)
        self._operations = list(operations)
        self._resources: list[Resource] = []

    def served(self) -> list[Served]:
        """Every operation that rows can answer, in the order of the document."""
        for one in self._operations:
            found = self._resource(one) if one.method == "get" else None
            if found and all(found.collection != known.collection for known in self._resources):
                self._resources.append(found)
        every = (self._role(one) for one in self._operations)
        return [one for one in every if one is not None]

    # Resources: what `GET /things/{id}` answers

    def _resource(self, operation: Operation) -> Resource | None:
        path = _ITEM.match(operation.path)
        if path is None:
            return None
        words = [part for part in path["collection"].split("/") if part and "{" not in part]
        table = plural(snake(words[-1]))
        noun = singular(table)
        envelope = self._shapes.single(operation.answer, noun, path["key"])
        if envelope is None or not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", table):
            return None
        shape = self._shapes.schemas.shape(envelope.item)
        key = key_of(shape, noun, path["key"])
        parents = set(operation.at("path")) - {path["key"]}
        if any(like(name, shape) is None for name in parents):
            return None
        kind = self._shapes.type_of(shape["properties"][key])
        if kind not in ("integer", "number", "string"):
            return None
        table = self._free(table, path["collection"])
        number = kind != "string"
        collection = path["collection"] + (path["tail"] or "")
        return Resource(table, noun, operation.tag, collection, key, number, envelope.item, shape)

    def _free(self, table: str, collection: str) -> str:
        taken = {one.table for one in self._resources}
        if table not in taken:
            return table
        words = [snake(part) for part in collection.split("/") if part and "{" not in part]
        whole = "_".join(words)[-50:].strip("_")
        return whole if whole not in taken else f"{whole}_{len(taken)}"

    # Operations

    def _role(self, operation: Operation) -> Served | None:
        at_item = _ITEM.match(operation.path)
        if at_item:
            path = at_item["collection"] + (at_item["tail"] or "")
            for resource in self._resources:
                if resource.collection == path:
                    return self._on_item(operation, resource, at_item["key"])
        for resource in self._resources:
            if operation.path.rstrip("/") == resource.collection:
                return self._on_collection(operation, resource)
        return self._search(operation) if operation.method == "get" else None

    def _on_item(self, operation: Operation, resource: Resource, key: str) -> Served | None:
        argument = operation.at("path")[key]
        equal = self._parents(operation, resource, key)
        if equal is None:
            return None
        answer = self._shapes.answer(operation, resource)
        if operation.answer is not None and answer is None and operation.method != "delete":
            return None
        base = {"answer": answer, "key": argument, "equal": equal}
        if operation.method == "get":
            return Served(operation, resource, "get", **base)
        if operation.method == "delete":
            known = answer is not None or operation.answer is None
            return Served(operation, resource, "remove", **base) if known else None
        given, inside = self._given(operation, resource)
        if not given and not inside:
            return None
        return Served(operation, resource, "change", given=given, inside=inside, **base)

    def _on_collection(self, operation: Operation, resource: Resource) -> Served | None:
        if operation.method == "get":
            return self._list(operation, resource)
        given, inside = self._given(operation, resource)
        equal = self._parents(operation, resource, "")
        answer = self._shapes.answer(operation, resource)
        unclear = operation.answer is not None and answer is None
        if equal is None or unclear or not (given or inside):
            return None
        base = {"answer": answer, "given": given, "inside": inside, "equal": equal}
        if operation.method == "post":
            return Served(operation, resource, "create", **base)
        key = next((name for name, prop in given.items() if prop == resource.key), "")
        if operation.method in ("put", "patch") and key:
            return Served(operation, resource, "change", key=key, **base)
        return None

    def _search(self, operation: Operation) -> Served | None:
        """`GET /pets/findByStatus`: a list below the collection, by nothing but properties."""
        for resource in self._resources:
            if "{" not in operation.path and operation.path.startswith(f"{resource.collection}/"):
                found = self._list(operation, resource)
                return found if found and found.equal and not found.unknown else None
        return None

    def _list(self, operation: Operation, resource: Resource) -> Served | None:
        equal = self._parents(operation, resource, "")
        envelope = self._shapes.many(operation.answer, resource)
        if equal is None or envelope is None:
            return None
        paging: dict[str, str] = {}
        unknown: list[str] = []
        for name, argument in operation.at("query").items():
            prop, word = like(name, resource.shape), norm(name)
            kind = self._shapes.type_of(resource.shape["properties"][prop]) if prop else ""
            page = next((part for part, names in _PAGING.items() if word in names), "")
            if page and page not in paging:
                paging[page] = argument
            elif prop is not None and kind in _SCALARS:
                equal[argument] = prop
            elif word not in _HARMLESS:
                unknown.append(argument)
        return Served(
            operation,
            resource,
            "list",
            envelope,
            equal=equal,
            paging=paging,
            unknown=tuple(unknown),
            count=self._count(envelope),
        )

    def _given(self, operation: Operation, resource: Resource) -> tuple[dict[str, str], str]:
        """Arguments that are properties of the record, or the one that holds them all."""
        own, taken = resource.shape["properties"], operation.at("body")
        given = {argument: like(name, resource.shape) or name for name, argument in taken.items()}
        if len(taken) == 1 and not set(taken) & set(own):
            name, argument = next(iter(taken.items()))
            inner = operation.spec.parameters["properties"][argument]
            if norm(name) == norm(resource.noun) and inner.get("type") == "object":
                return {}, argument
        query = operation.at("query").items() if operation.method != "get" else ()
        given |= {argument: name for name, argument in query if name in own}
        return given if set(given.values()) & set(own) else {}, ""

    def _parents(self, operation: Operation, resource: Resource, key: str) -> dict[str, str] | None:
        """Path parameters above the key, by the property that holds them; None for an unknown."""
        found: dict[str, str] = {}
        for name, argument in operation.at("path").items():
            if name != key:
                prop = like(name, resource.shape)
                if prop is None:
                    return None
                found[argument] = prop
        return found

    def _count(self, envelope: Envelope) -> str:
        shape = envelope.whole.get("properties", {})
        names = (name for name in shape if norm(name) in _COUNTS)
        return next(
            (n for n in names if self._shapes.type_of(shape[n]) in ("integer", "number")), ""
        )
