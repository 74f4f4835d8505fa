"""A conversation as any provider takes it, and back.

Providers refuse, drop or misread different things (blank contents, broken JSON in old arguments,
calls without results, foreign ids, system messages midway), so every request is brought into the
one form that all of them accept. Rules, with who needs them:

1. One system message, first (Gemini hoists, Anthropic rewrites a later one).
2. A user message follows it and the last message is not the assistant's (Anthropic, Mistral).
3. No blank content (Anthropic refuses it, Mistral drops the message).
4. Old arguments are a JSON object, else "{}" (Anthropic, Gemini, Ollama can't be sent others).
5. Every call has its result right after it, every result its call (OpenAI, Anthropic).
6. Ids are unique in the request, nine letters and digits (Mistral); models reuse theirs.
7. Tool names fit `[a-zA-Z_][a-zA-Z0-9_-]{0,63}` (OpenAI, Gemini), also names a model made up.
8. Neighbours of one role are one message (Gemini, Mistral, chat templates of local models).
9. After results the assistant speaks before the user does (Mistral, Gemini).
10. For Gemini a message has no call twice: litellm drops the second, and not its result.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, Final

from sandbox.domain.message import Message, text_message
from sandbox.domain.tool import ToolCall
from sandbox.ports import ToolSpec

NO_TEXT: Final = "(no text)"
NO_OUTPUT: Final = "(no output)"
NO_RESULT: Final = "(interrupted, no result)"
GO_ON: Final = "(continue)"

_DROPS_REPEATS: Final = frozenset(("gemini", "vertex_ai"))

Wire = dict[str, Any]
"""One message or tool in the shape of OpenAI's chat completions, which litellm takes for all."""

_NAME: Final = re.compile(r"[^a-zA-Z0-9_-]")
_LONGEST_NAME: Final = 64


def to_wire(messages: Sequence[Message], provider: str = "") -> list[Wire]:
    """`messages` by the rules above. Never fails, whatever the history holds."""
    if provider in _DROPS_REPEATS:
        messages = [_without_repeats(message) for message in messages]
    system = "\n\n".join(m.text for m in messages if m.role == "system" and m.text.strip())
    rest = [m for m in messages if m.role != "system"]
    wire: list[Wire] = [{"role": "system", "content": _text(system)}] if system else []
    if not rest or rest[0].role != "user":
        wire.append({"role": "user", "content": NO_TEXT})
    wire += _turns(rest)
    wire = _joined(wire)
    if wire[-1]["role"] == "assistant":
        wire.append({"role": "user", "content": GO_ON})
    return wire


def tools_to_wire(tools: Iterable[ToolSpec], wire: Iterable[Wire]) -> list[Wire]:
    """The tools of a request; stand-ins for those of its history when it offers none.

    Anthropic refuses a history with calls and no tools. The stand-ins go with
    `tool_choice="none"`, see `offers_none`.
    """
    offered = [_tool(spec.name, spec.description, spec.parameters) for spec in tools]
    if offered:
        return offered
    called = [
        call["function"]["name"] for message in wire for call in message.get("tool_calls", ())
    ]
    return [_tool(name, "Not available now.", {}) for name in dict.fromkeys(called)]


def from_wire(wire: Iterable[Mapping[str, Any]]) -> tuple[Message, ...]:
    """Messages of a request in OpenAI's shape: what `to_wire` made, read back."""
    names: dict[str, str] = {}
    return tuple(_message(message, names) for message in wire)


def tools_from_wire(tools: Iterable[Mapping[str, Any]]) -> tuple[ToolSpec, ...]:
    """The `tools` of a request in OpenAI's shape."""
    functions = [tool["function"] for tool in tools]
    return tuple(
        ToolSpec(
            name=function["name"],
            description=function.get("description", ""),
            parameters=function.get("parameters", {}),
        )
        for function in functions
    )


def object_or_empty(arguments: str) -> str:
    """`arguments` if it is a JSON object, else "{}"."""
    try:
        value = json.loads(arguments, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return "{}"
    return _text(arguments) if isinstance(value, dict) else "{}"


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")  # only Python reads NaN and Infinity


def _turns(messages: Sequence[Message]) -> Iterator[Wire]:
    """All but system messages. Results are moved behind their calls, orphans are left out."""
    ids = (f"c{number:08d}" for number in count(1))
    for index, message in enumerate(messages):
        if message.role == "tool":
            continue
        if not (message.role == "assistant" and message.calls):
            yield {"role": message.role, "content": _text(message.text) or NO_TEXT}
            continue
        own = [next(ids) for _ in message.calls]
        yield {
            "role": "assistant",
            "content": _text(message.text) or None,
            "tool_calls": [_call(call, id_) for call, id_ in zip(message.calls, own, strict=True)],
        }
        texts = _results(message.calls, messages[index + 1 :])
        for id_, text in zip(own, texts, strict=True):
            yield {"role": "tool", "tool_call_id": id_, "content": text}


def _joined(wire: Iterable[Wire]) -> list[Wire]:
    """Neighbours of one role as one message; between results and a user's words a blank reply."""
    joined: list[Wire] = []
    for message in wire:
        before = joined[-1] if joined else {}
        if message["role"] == "user" and before.get("role") == "tool":
            joined.append({"role": "assistant", "content": NO_TEXT})
        same = before.get("role") == message["role"] in ("user", "assistant")
        if not same or before.get("tool_calls"):
            joined.append(message)
            continue
        texts = [before["content"], message["content"]]
        text = "\n\n".join(text for text in texts if text and text != NO_TEXT)
        blank = None if message.get("tool_calls") else NO_TEXT
        joined[-1] = {**message, "content": text or blank}
    return joined


def _without_repeats(message: Message) -> Message:
    first: dict[str, ToolCall] = {}
    for call in message.calls:
        arguments = json.dumps(json.loads(object_or_empty(call.arguments)), sort_keys=True)
        first.setdefault(f"{tool_name(call.tool)} {arguments}", call)
    return message.model_copy(update={"calls": tuple(first.values())})


def _results(calls: Sequence[ToolCall], later: Sequence[Message]) -> list[str]:
    """The result of each call: the first with its id before the next calls, each used once."""
    found: dict[str, list[str]] = {}
    for message in later:
        if message.calls:
            break
        if message.role == "tool":
            found.setdefault(message.call_id, []).append(_text(message.text) or NO_OUTPUT)
    return [found[call.id].pop(0) if found.get(call.id) else NO_RESULT for call in calls]


def _call(call: ToolCall, id_: str) -> Wire:
    function = {"name": tool_name(call.tool), "arguments": object_or_empty(call.arguments)}
    return {"id": id_, "type": "function", "function": function}


def tool_name(name: str) -> str:
    """`name` with what providers refuse replaced by `_`."""
    safe = _NAME.sub("_", name)[:_LONGEST_NAME]
    return safe if safe[:1].isalpha() or safe[:1] == "_" else f"_{safe}"[:_LONGEST_NAME]


def _tool(name: str, description: str, parameters: Mapping[str, Any]) -> Wire:
    schema = {"type": "object", "properties": {}, **parameters}
    function = {"name": name, "description": _text(description) or name, "parameters": schema}
    return {"type": "function", "function": function}


def _text(text: str) -> str:
    """`text` without half characters, which no request can hold; "" when it is blank."""
    return text.encode("utf-8", "replace").decode() if text.strip() else ""


def _message(wire: Mapping[str, Any], names: dict[str, str]) -> Message:
    content = wire.get("content") or ""
    if not isinstance(content, str):
        content = "".join(part.get("text", "") for part in content)
    role = "system" if wire["role"] == "developer" else wire["role"]
    if role == "tool":
        call_id = wire["tool_call_id"]
        return text_message("tool", content, call_id=call_id, tool=names.get(call_id, ""))
    calls = tuple(
        ToolCall(
            position=position,
            id=call["id"],
            tool=call["function"]["name"],
            arguments=call["function"]["arguments"],
        )
        for position, call in enumerate(wire.get("tool_calls") or ())
    )
    names.update((call.id, call.tool) for call in calls)
    return text_message(role, content, calls=calls)
