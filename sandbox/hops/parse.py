"""parse: text and tool calls of one reply, wherever the model put them."""

import json
import re
from collections.abc import Collection, Iterator

from sandbox.domain.base import JSON
from sandbox.domain.hop import ParseOutput, Recovery
from sandbox.domain.tool import ToolCall
from sandbox.domain.verdict import Problem
from sandbox.hops.nearly_json import read_json, whole_objects

_TAGGED = re.compile(r"<(tool_call|tools|function_call)>(.*?)(?:</\1>|(?=<\1>)|\Z)", re.DOTALL)
_FENCED = re.compile(r"```(?:json|tool_call)?[^\S\n]*\n(.*?)(?:```|\Z)", re.DOTALL)
_LAST_LINES = re.compile(r"^[^\S\n]*\{.*\Z", re.DOTALL | re.MULTILINE)
_NAME_KEYS = ("name", "tool", "function")
_ARGUMENT_KEYS = ("arguments", "parameters", "args", "input")

Leak = tuple[str, str, str]
Read = tuple[ToolCall | None, Problem | None]


def parse(text: str, calls: tuple[ToolCall, ...], tools: Collection[str]) -> ParseOutput:
    """The reply's words and calls.

    Calls come native, or leaked into the text: in tags, in a fence, or as JSON that the text is or
    ends in. A leaked object is a call only if it names one of `tools`; half an object is never
    completed by guess.
    """
    if calls:
        return ParseOutput(text=text.strip(), calls=calls)
    found: list[tuple[str, str, ToolCall]] = []
    problems: list[Problem] = []
    rest = text
    for how, whole, body in _leaks(text):
        read = list(_read(body, tools, len(found)))
        found += [(how, whole, call) for call, _ in read if call is not None]
        problems += [problem for _, problem in read if problem is not None]
        if any(call or problem for call, problem in read):
            rest = rest.replace(whole, "", 1)
    return ParseOutput(
        text=rest.strip(),
        calls=tuple(call for _, _, call in found),
        recovered=tuple(
            Recovery(how=how, position=call.position, before=whole) for how, whole, call in found
        ),
        unreadable=tuple(problems),
    )


def _leaks(text: str) -> Iterator[Leak]:
    """(how, whole text, body) of everything in `text` that may be a call."""
    tagged = list(_TAGGED.finditer(text))
    if tagged:
        yield from ((f"in <{match[1]}> tags", match[0], match[2]) for match in tagged)
        return
    fenced = list(_FENCED.finditer(text))
    if fenced:
        yield from (("in a code fence", match[0], match[1]) for match in fenced)
        return
    if text.lstrip().startswith(("{", "[")):
        yield "as bare JSON", text, text
    elif last := _LAST_LINES.search(text):
        yield "as bare JSON after text", last[0], last[0]


def _read(body: str, tools: Collection[str], position: int) -> Iterator[Read]:
    """Call or problem of each object in `body`; nothing for what is no call at all."""
    items = _items(body.strip())
    if items is None:
        if any(f'"{key}"' in body for key in _NAME_KEYS):
            yield None, _unreadable(body.strip())
        return
    for item in items:
        call, problem = _call_in(item, tools, position)
        position += call is not None
        yield call, problem


def _items(body: str) -> list[JSON] | None:
    """The objects in `body`: one, a list of them, or several in a row; None if unreadable."""
    parts = [read_json(part) for part in whole_objects(_single_braces(body))]
    if not parts or not all(isinstance(part, dict | list) for part in parts):
        return None
    return [item for part in parts for item in (part if isinstance(part, list) else [part])]


def _call_in(data: JSON, tools: Collection[str], position: int) -> Read:
    data = _unwrapped(data)
    if not isinstance(data, dict):
        return None, None
    names = [data[key] for key in _NAME_KEYS if isinstance(data.get(key), str)]
    name = next((name for name in names if name in tools), None)
    if name is None:
        looks = names and any(key in data for key in _ARGUMENT_KEYS)
        return None, _unknown(names[0], tools) if looks else None
    arguments = next((data[key] for key in _ARGUMENT_KEYS if data.get(key) is not None), {})
    written = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    return ToolCall(position=position, id=f"text_{position}", tool=name, arguments=written), None


def _unwrapped(data: JSON) -> JSON:
    """The call itself, out of the envelopes in which providers send calls."""
    if isinstance(data, dict) and isinstance(data.get("tool_calls"), list):
        wrapped = data["tool_calls"]
        data = wrapped[0] if len(wrapped) == 1 else data
    if isinstance(data, dict) and isinstance(data.get("function"), dict):
        return data["function"]
    return data


def _single_braces(body: str) -> str:
    """`{{"name": …}}` as small models write it, with single braces."""
    return body[1:-1] if body.startswith("{{") and body.endswith("}}") else body


def _unreadable(body: str) -> Problem:
    return Problem(
        pointer="", rule="json", expected="a JSON object with name and arguments", got=body[:80]
    )


def _unknown(name: str, tools: Collection[str]) -> Problem:
    known = ", ".join(sorted(tools)) or "no tool is available"
    return Problem(pointer="", rule="unknown_tool", expected=f"one of: {known}", got=name[:80])
