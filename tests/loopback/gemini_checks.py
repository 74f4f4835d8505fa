"""What generateContent refuses, checked as strictly as the provider does.

Source: the Gemini API reference (v1beta) and the 400s it is known to send. Stricter in one place:
blank text is refused, which only some of its versions do.
"""

import re
from typing import Any

from tests.loopback.openai_checks import Refused

_REQUEST_KEYS = frozenset(
    [
        "contents",
        "systemInstruction",
        "tools",
        "toolConfig",
        "generationConfig",
        "safetySettings",
        "cachedContent",
    ]
)
_PART_KEYS = frozenset(("text", "thought", "thoughtSignature", "functionCall", "functionResponse"))
_DATA = ("text", "functionCall", "functionResponse")
_SCHEMA_KEYS = frozenset(
    [
        "type",
        "format",
        "title",
        "description",
        "nullable",
        "enum",
        "items",
        "minItems",
        "maxItems",
        "properties",
        "required",
        "minProperties",
        "maxProperties",
        "minLength",
        "maxLength",
        "pattern",
        "example",
        "anyOf",
        "propertyOrdering",
        "default",
        "minimum",
        "maximum",
    ]
)
_TYPES = frozenset(("string", "number", "integer", "boolean", "array", "object", "null"))
_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}")


def check_request(body: dict[str, Any], *, signed: bool) -> None:
    """Raises `Refused` at the first thing wrong. `signed`: calls need a signature (Gemini 3)."""
    _known(body, _REQUEST_KEYS, "")
    contents = body.get("contents")
    if not isinstance(contents, list) or not contents:
        raise Refused("contents is not specified")
    if "systemInstruction" in body:
        _check_parts(body["systemInstruction"], "system_instruction", ("text",))
    _check_tools(body.get("tools") or ())
    for index, content in enumerate(contents):
        where = f"contents[{index}]"
        _known(content, frozenset(("role", "parts")), where)
        if content.get("role") not in ("user", "model"):
            raise Refused("Please use a valid role: user, model.")
        mine = ("text", "functionCall" if content["role"] == "model" else "functionResponse")
        _check_parts(content, where, mine)
    _check_turns(contents, signed)


def snake_to_camel(value: Any) -> Any:
    """Proto JSON takes both spellings; free-form arguments and schemas stay as they are."""
    if isinstance(value, list):
        return [snake_to_camel(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = ("args", "response", "properties")
    return {
        _camel(key): inner if key in kept else snake_to_camel(inner) for key, inner in value.items()
    }


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def _known(value: dict[str, Any], known: frozenset[str], where: str) -> None:
    if unknown := set(value) - known:
        raise Refused(
            f"Invalid JSON payload received. Unknown name \"{min(unknown)}\" at '{where}': "
            "Cannot find field."
        )


def _check_parts(content: dict[str, Any], where: str, allowed: tuple[str, ...]) -> None:
    parts = content.get("parts")
    if not parts:
        raise Refused(f"{where}.parts: contents.parts must not be empty.")
    for index, part in enumerate(parts):
        here = f"{where}.parts[{index}]"
        _known(part, _PART_KEYS, here)
        data = [key for key in _DATA if key in part]
        if len(data) != 1:
            raise Refused(f"{here}.data: required oneof field 'data' must have one initialized")
        if data[0] not in allowed:
            raise Refused(f"{here}: {data[0]} is not allowed in the role {content.get('role')}")
        if data[0] == "text" and not part["text"].strip():
            raise Refused(f"{here}: the text parameter must not be empty")
        if data[0] != "text":
            _check_call(part[data[0]], here)


def _check_call(call: dict[str, Any], here: str) -> None:
    _known(call, frozenset(("id", "name", "args", "response")), here)
    if not _NAME.fullmatch(call.get("name", "")):
        raise Refused(f"{here}.name: Name cannot be empty, or is invalid")
    for key in ("args", "response"):
        if key in call and not isinstance(call[key], dict):
            raise Refused(f"{here}.{key}: Proto field is not repeating, expected a Struct")


def _check_tools(tools: Any) -> None:
    seen: set[str] = set()
    for tool in tools:
        for index, function in enumerate(tool.get("functionDeclarations", ())):
            name, where = function.get("name", ""), f"tools[0].function_declarations[{index}]"
            _known(function, frozenset(("name", "description", "parameters")), where)
            if not _NAME.fullmatch(name):
                raise Refused(f"{where}.name: Invalid function name")
            if name in seen:
                raise Refused(f"Duplicate function declaration found: {name}")
            seen.add(name)
            if "parameters" in function:
                _check_schema(function["parameters"], f"{where}.parameters")


def _check_schema(schema: dict[str, Any], where: str) -> None:
    _known(schema, _SCHEMA_KEYS, where)
    kind = schema.get("type")
    if kind is not None and (not isinstance(kind, str) or kind.lower() not in _TYPES):
        raise Refused(f"Invalid value at '{where}.type'")
    if kind == "string" and schema.get("format") not in (None, "enum", "date-time"):
        raise Refused(f"{where}.format: only 'enum' and 'date-time' are supported for STRING type")
    if "enum" in schema and not all(isinstance(one, str) and one for one in schema["enum"]):
        raise Refused(f"{where}.enum: cannot be empty, and only strings")
    for name, inner in schema.get("properties", {}).items():
        _check_schema(inner, f"{where}.properties[{name}]")
    if unknown := set(schema.get("required", ())) - set(schema.get("properties", {})):
        raise Refused(f"{where}.required[0]: property is not defined: {min(unknown)}")
    if isinstance(schema.get("items"), dict):
        _check_schema(schema["items"], f"{where}.items")


def _check_turns(contents: list[dict[str, Any]], signed: bool) -> None:
    """Calls come right after a user's turn or results, results right after their calls."""
    if contents[0]["role"] != "user" or contents[-1]["role"] != "user":
        raise Refused("Please ensure that the conversation begins and ends with a user turn.")
    waiting: list[tuple[str, str]] = []
    before = ""
    for content in contents:
        if content["role"] == before:
            raise Refused("Please ensure that multiturn requests alternate between user and model.")
        before = content["role"]
        parts = content["parts"]
        results = [_named(p["functionResponse"]) for p in parts if "functionResponse" in p]
        if len(results) != len(waiting):
            raise Refused(
                "Please ensure that the number of function response parts is equal to the number "
                "of function call parts of the function call turn."
            )
        if results != waiting:
            raise Refused("Please ensure that function responses match their function calls.")
        calls = [p for p in parts if "functionCall" in p]
        if signed and calls and not calls[0].get("thoughtSignature"):
            raise Refused("Function call is missing a thought_signature in functionCall parts.")
        waiting = [_named(call["functionCall"]) for call in calls]
    if waiting:
        raise Refused("Please ensure that function call turn comes immediately before its results.")


def _named(call: dict[str, Any]) -> tuple[str, str]:
    return call["name"], call.get("id", "")
