"""Tools for a model that takes none: told in words, called by a JSON reply, results as messages.

The examples in the instructions do most of the work with small models, the schema is the safety
net; both hold no value that looks real, because small models copy those into their calls.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sandbox.domain.base import JSON
from sandbox.domain.message import Message, text_message
from sandbox.domain.tool import ToolCall
from sandbox.models.say_stream import writable
from sandbox.ports import ModelReply, ModelRequest, ToolSpec

_LONGEST_SAY: Final = 2000
_LONGEST_STRING: Final = 200
"""Characters. A small model can repeat itself in a string for ever."""

_HOW: Final = """
# How to answer
Answer with one JSON object and nothing else. It is either what you tell the customer:
{"say": "…"}
or the use of one tool:
{"tool": "NAME", "arguments": {…}}
The next message then brings "Result of NAME: …". Use one tool at a time. Use a tool only when the
customer's words need it. Take values only from the customer's words, the state and results; when
one is missing, ask for it with "say". Never repeat a call whose result you have: tell the customer
what it says.
"""
_NOT_WITH_TOOLS: Final = frozenset(("tool_choice", "parallel_tool_calls"))
_FENCE: Final = re.compile(r"^\s*```\w*\s*(.*?)\s*```\s*$", re.DOTALL)
_TAGS: Final = re.compile(r"</?(?:tools?|tool_call)>")


def to_plain(request: ModelRequest, *, schema: bool) -> ModelRequest:
    """The same request without tools. `schema`: the reply is held to a JSON schema."""
    if not request.tools and not any(message.calls for message in request.messages):
        return request
    system = "\n\n".join(m.text for m in request.messages if m.role == "system")
    told = "\n".join([system.rstrip(), _HOW, *_examples(request.tools), *_tools(request.tools)])
    rest = _plain(m for m in request.messages if m.role != "system")
    settings = {k: v for k, v in request.settings.items() if k not in _NOT_WITH_TOOLS}
    if schema:
        settings["response_format"] = {
            "type": "json_schema",
            "json_schema": {"name": "reply", "schema": reply_schema(request.tools)},
        }
    messages = (text_message("system", told), *rest)
    return request.model_copy(update={"messages": messages, "tools": (), "settings": settings})


def reply_schema(tools: Sequence[ToolSpec]) -> dict[str, JSON]:
    """One branch for words and one a tool; every string has an end."""
    return {
        "anyOf": [
            _branch({"say": {"type": "string", "maxLength": _LONGEST_SAY}}),
            *map(_call, tools),
        ]
    }


def read_plain(reply: ModelReply, tools: Iterable[ToolSpec], by: str) -> ModelReply:
    """The reply with the call or the words that its JSON holds; as it is where it is no such JSON.

    `by` is kept in it: "schema" or "prompt". Words beside a call stay its text.
    """
    value = _object(reply.text)
    said = value.get("say")
    words = {"text": writable(said)} if isinstance(said, str) else {}
    name = value.get("tool", value.get("name"))
    known = {tool.name for tool in tools}
    written = _written(value.get("arguments", {}))
    if not isinstance(name, str) or name not in known or written is None:
        return reply.model_copy(update={"calls_by": by, **words})
    call = ToolCall(position=0, id="call_0", tool=name, arguments=written)
    update = {"text": "", **words, "calls": (call,), "finish": "tool_calls", "calls_by": by}
    return reply.model_copy(update=update)


def _written(arguments: JSON) -> str | None:
    """Arguments as the text of an object, which some models write already; None for others."""
    if isinstance(arguments, dict):
        return writable(json.dumps(arguments, ensure_ascii=False))
    if isinstance(arguments, str) and isinstance(_arguments(arguments), dict):
        return writable(arguments)
    return None


def _object(text: str) -> dict[str, Any]:
    """The JSON object that is the whole text, in a fence or tags maybe; {} where there is none."""
    fenced = _FENCE.match(text)
    bare = _TAGS.sub("", fenced[1] if fenced else text).strip()
    # Templates in the manner of Python double the braces, and models learn it from them.
    for written in (bare, bare.replace("{{", "{").replace("}}", "}")):
        try:
            value = json.loads(written)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            return value
    return {}


def _plain(messages: Iterable[Message]) -> Iterator[Message]:
    """Calls as the JSON that stands for them, each followed by its result."""
    found = list(messages)
    results = {m.call_id: m.text for m in found if m.role == "tool"}
    for message in found:
        if message.role == "tool":
            continue
        if message.role != "assistant":
            yield message
        elif not message.calls:
            yield text_message("assistant", _json({"say": message.text}))
        for call in message.calls:
            arguments = _arguments(call.arguments)
            yield text_message("assistant", _json({"tool": call.tool, "arguments": arguments}))
            told = results.get(call.id) or "(no result)"
            yield text_message("user", f"Result of {call.tool}: {told}")


def _arguments(written: str) -> JSON:
    try:
        value = json.loads(written)
    except (ValueError, RecursionError):
        return written
    return value


def _json(value: JSON) -> str:
    return json.dumps(value, ensure_ascii=False)


def _examples(tools: Sequence[ToolSpec]) -> Iterator[str]:
    """How a call, a question and an answer look, with the first tool that wants a value."""
    tool = next((tool for tool in tools if tool.parameters.get("required")), None)
    if tool is None:
        return
    wanted = [str(name) for name in tool.parameters["required"]]  # pyright: ignore
    call = _json({"tool": tool.name, "arguments": dict.fromkeys(wanted, "…")})
    yield "# Examples"
    yield f"The customer needs {tool.name} and gave {', '.join(wanted)}: {call}"
    yield f'The customer did not give {wanted[0]}: {{"say": "…, please?"}}'
    yield f'"Result of {tool.name}: …" has come: {{"say": "what it says, in words"}}'
    yield 'Small talk, or nothing fits: {"say": "…"}'
    yield ""


def _tools(tools: Sequence[ToolSpec]) -> Iterator[str]:
    yield "# Tools"
    for tool in tools:
        yield f"{tool.name}: {tool.description}"
        required = tool.parameters.get("required") or ()
        properties = tool.parameters.get("properties") or {}
        assert isinstance(properties, dict)
        for name, schema in properties.items():
            must = "" if name in required else ", optional"  # pyright: ignore
            yield f"  {name} ({_kind(schema)}{must}): {_described(schema)}"


def _kind(schema: JSON) -> str:
    if not isinstance(schema, dict):
        return "any"
    if isinstance(schema.get("enum"), list):
        return "one of " + ", ".join(map(str, schema["enum"]))  # pyright: ignore
    return str(schema.get("type", "any"))


def _described(schema: JSON) -> str:
    return str(schema.get("description", "")) if isinstance(schema, dict) else ""


def _call(tool: ToolSpec) -> JSON:
    arguments = _bounded({"type": "object", "properties": {}, **tool.parameters})
    return _branch({"tool": {"enum": [tool.name]}, "arguments": arguments})


def _branch(properties: dict[str, JSON]) -> JSON:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _bounded(schema: Mapping[str, JSON]) -> JSON:
    """The schema with a longest length for every string that has none, and without examples."""
    kept = {
        key: _bounded(value) if isinstance(value, dict) else value
        for key, value in schema.items()
        if key not in ("examples", "description", "default")
        # A property may have one of these names.
        or (key != "default" and isinstance(value, dict))
    }
    if kept.get("type") == "string" and not {"enum", "maxLength", "const"} & set(kept):
        kept["maxLength"] = _LONGEST_STRING
    return kept
