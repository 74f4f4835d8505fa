"""Schemas of a document as plain JSON Schema (draft 2020-12): no references, and bounded."""

from collections.abc import Mapping
from typing import Any, Final, Literal

from sandbox.imports.openapi.document import Document

Use = Literal["request", "response"]

_DEEPEST: Final = 6
_LARGEST: Final = 150
"""Schemas within one schema; beyond that any value is taken. A tool's whole list goes to a model
with each request."""
_MOST_PARTS: Final = 100
"""An `allOf` within an `allOf` within …: more than these are no object that we can read."""
_LONGEST: Final = 300
"""Characters of a description."""
_WORDS: Final = """
type format enum const default minimum maximum exclusiveMinimum exclusiveMaximum multipleOf
minLength maxLength pattern minItems maxItems uniqueItems minProperties maxProperties
required title
"""
_KEPT: Final = frozenset(_WORDS.split())
_LISTS: Final = ("allOf", "anyOf", "oneOf")
_HIDDEN: Final[dict[Use, str]] = {"request": "readOnly", "response": "writeOnly"}


class Schemas:
    """Turns schemas of one document into plain ones."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def plain(self, schema: Any, use: Use) -> dict[str, Any]:
        """`schema` with its references resolved. In a request read-only properties are left out,
        in a response write-only ones. Where it goes in a circle, or on for too long, any value is
        taken."""
        found = _Walk(self._document, use).of(schema, 0, ())
        return found if isinstance(found, dict) else {}

    def shape(self, schema: Any) -> dict[str, Any]:
        """The schema of an object with the parts of its `allOf` merged, one level deep.

        Properties stay as they are written, references and all; `{}` for what is no one object.
        A part that stands in several places, or within itself, counts once.
        """
        return self._merged(schema, set(), 0) or {}

    def _merged(self, schema: Any, seen: set[int], depth: int) -> dict[str, Any] | None:
        """The shape of a part; None for one that is in `seen`, the ids of the document's nodes."""
        node = self._document.follow(schema)
        if id(node) in seen:
            return None
        seen.add(id(node))
        cases = ("oneOf", "anyOf")
        if not isinstance(node, Mapping) or depth > _MOST_PARTS or any(map(node.get, cases)):
            return {}
        every = [self._merged(part, seen, depth + 1) for part in node.get("allOf") or ()]
        parts = [part for part in every if part is not None]
        if not all(parts):
            return {}
        own = dict(node.get("properties") or {})
        if not own and not parts:
            return {}
        wanted = node.get("required")
        required = [name for part in parts for name in part["required"]]
        required += wanted if isinstance(wanted, list) else ()
        return {
            "properties": {k: v for part in parts for k, v in part["properties"].items()} | own,
            "required": list(dict.fromkeys(name for name in required if isinstance(name, str))),
        }

    def hidden(self, schema: Any, use: Use) -> bool:
        """Whether a property is not for this direction."""
        node = self._document.follow(schema)
        return isinstance(node, Mapping) and node.get(_HIDDEN[use]) is True


class _Walk:
    """One schema on its way; `left` counts down what it may still hold."""

    def __init__(self, document: Document, use: Use) -> None:
        self._document = document
        self._use: Use = use
        self._left = _LARGEST

    def of(self, schema: Any, depth: int, above: tuple[str, ...]) -> Any:
        if isinstance(schema, bool):
            return schema
        if not isinstance(schema, Mapping):
            return {}
        reference = schema.get("$ref")
        if isinstance(reference, str):
            if reference in above:
                return _described(schema)
            beside = {word: value for word, value in schema.items() if word != "$ref"}
            target = self._document.follow(schema)
            merged = {**target, **beside} if isinstance(target, Mapping) else target
            return self.of(merged, depth, (*above, reference))
        self._left -= 1
        if depth > _DEEPEST or self._left < 0:
            return _described(schema)
        return self._plain(schema, depth + 1, above)

    def _plain(self, schema: Mapping[str, Any], depth: int, above: tuple[str, ...]) -> Any:
        found: dict[str, Any] = {
            word: value for word, value in schema.items() if word in _KEPT and value is not None
        } | _described(schema)
        for word in _LISTS:
            if isinstance(schema.get(word), list) and schema[word]:
                found[word] = [self.of(one, depth, above) for one in schema[word]]
        for word in ("items", "not", "additionalProperties"):
            if isinstance(schema.get(word), Mapping | bool):
                found[word] = self.of(schema[word], depth, above)
        if isinstance(schema.get("properties"), Mapping):
            self._properties(schema["properties"], found, depth, above)
        return _mended(found, schema)

    def _properties(
        self, given: Mapping[str, Any], found: dict[str, Any], depth: int, above: tuple[str, ...]
    ) -> None:
        hidden = {name for name, one in given.items() if self._hides(one)}
        found["properties"] = {
            name: self.of(one, depth, above) for name, one in given.items() if name not in hidden
        }
        found.setdefault("type", "object")
        wanted = found.pop("required", None)
        if isinstance(wanted, list) and (left := [n for n in wanted if n not in hidden]):
            found["required"] = left

    def _hides(self, schema: Any) -> bool:
        node = self._document.follow(schema)
        return isinstance(node, Mapping) and node.get(_HIDDEN[self._use]) is True


def _described(schema: Mapping[str, Any]) -> dict[str, Any]:
    said = schema.get("description")
    if not isinstance(said, str) or not said.strip():
        return {}
    words = " ".join(said.split())
    return {"description": words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"}


def _mended(found: dict[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """What OpenAPI 3.0 says in words of its own, in those of JSON Schema."""
    for word, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(found.get(word), bool):
            exclusive = found.pop(word)
            if exclusive and bound in found:
                found[word] = found.pop(bound)
    if not isinstance(found.get("required", []), list):
        del found["required"]
    if found.get("type") == "file":
        found["type"] = "string"
    if schema.get("nullable") is True:
        return _or_null(found)
    return found


def _or_null(found: dict[str, Any]) -> dict[str, Any]:
    kind = found.get("type")
    if isinstance(found.get("enum"), list) and None not in found["enum"]:
        found["enum"] = [*found["enum"], None]
    if isinstance(kind, str) and not any(word in found for word in _LISTS):
        return {**found, "type": [kind, "null"]}
    return {"anyOf": [found, {"type": "null"}]} if found else found
