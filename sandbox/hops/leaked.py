"""Calls that a model leaked into its text: read, and told apart from what is none."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from sandbox.domain.base import JSON
from sandbox.domain.tool import ToolCall
from sandbox.domain.verdict import Problem
from sandbox.hops.leaks import ARGUMENT_KEYS, FORMS, NAME_KEYS, Leak, without_tokens
from sandbox.hops.nearly_json import read_json, whole_objects

Read = tuple[ToolCall | None, Problem | None]


@dataclass
class Found:
    """What was found: calls as (how, whole text, call), problems, and the rest of the text."""

    rest: str
    calls: list[tuple[str, str, ToolCall]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def leaked(text: str, tools: Collection[str]) -> Found:
    """The calls in `text` and what it says beside them; the first form of leak that has any."""
    bare = without_tokens(text)
    for form in FORMS:
        found = Found(bare)
        for leak in form(bare, tools):
            _take(leak, tools, found)
        if found.calls or found.problems:
            return found
    return Found(text)


def _take(leak: Leak, tools: Collection[str], found: Found) -> None:
    read = list(_read(leak, tools, len(found.calls)))
    found.calls += [(leak.how, leak.whole, call) for call, _ in read if call is not None]
    found.problems += [problem for _, problem in read if problem is not None]
    if any(call or problem for call, problem in read):
        found.rest = found.rest.replace(leak.whole, "", 1)


def _read(leak: Leak, tools: Collection[str], position: int) -> Iterator[Read]:
    """Call or problem of each object in a leak; nothing for what is no call at all."""
    body = leak.body.strip()
    items = _items(body)
    if items is None:
        if leak.name in tools or any(f'"{key}"' in body for key in NAME_KEYS):
            yield None, _unreadable(body)
        return
    for item in items:
        call, problem = _call_in(item, leak.name, tools, position)
        position += call is not None
        yield call, problem


def _items(body: str) -> list[JSON] | None:
    """The objects in `body`: one, a list of them, or several in a row; None if unreadable."""
    parts = [read_json(part) for part in whole_objects(body)]
    if not parts or not all(isinstance(part, dict | list) for part in parts):
        return None
    return [item for part in parts for item in (part if isinstance(part, list) else [part])]


def _call_in(data: JSON, named: str, tools: Collection[str], position: int) -> Read:
    """The call in one object; `named` is the tool where it was named around the object."""
    if named and isinstance(data, dict):
        if named in tools:
            inner = data if not _names(data) else _unwrapped(data)
            arguments = _arguments(inner) if _names(inner) else data
            return _call(named, arguments, position), None
        return None, _unknown(named, tools)
    data = _unwrapped(data)
    if not isinstance(data, dict):
        return None, None
    names = _names(data)
    if names and _is_description(data):
        return None, _described(names[0])
    name = next((name for name in names if name in tools), None)
    if name is None:
        looks = names and any(key in data for key in ARGUMENT_KEYS)
        return None, _unknown(names[0], tools) if looks else None
    return _call(name, _arguments(data), position), None


def _names(data: JSON) -> list[str]:
    if not isinstance(data, dict):
        return []
    return [name for key in NAME_KEYS if isinstance(name := data.get(key), str)]


def _arguments(data: JSON) -> JSON:
    if not isinstance(data, dict):
        return {}
    return next((data[key] for key in ARGUMENT_KEYS if data.get(key) is not None), {})


def _call(tool: str, arguments: JSON, position: int) -> ToolCall:
    written = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    return ToolCall(position=position, id=f"text_{position}", tool=tool, arguments=written)


def _unwrapped(data: JSON) -> JSON:
    """The call itself, out of the envelopes in which providers send calls."""
    if isinstance(data, dict):
        for key in ("tool_calls", "tool_call", "function_call"):
            wrapped = data.get(key)
            if isinstance(wrapped, list) and len(wrapped) == 1:
                wrapped = wrapped[0]
            if isinstance(wrapped, dict):
                data = wrapped
                break
    if isinstance(data, dict) and isinstance(data.get("function"), dict):
        return data["function"]
    return data


def _is_description(data: dict[str, JSON]) -> bool:
    """A tool described as the request describes it, schema and all: no call of it."""
    schema = data.get("parameters")
    return (
        isinstance(schema, dict)
        and schema.get("type") == "object"
        and isinstance(schema.get("properties"), dict)
    )


def _described(name: str) -> Problem:
    return Problem(
        pointer="",
        rule="json",
        expected="a call with arguments",
        got=f"a description of the tool {name[:40]}",
    )


def _unreadable(body: str) -> Problem:
    return Problem(
        pointer="", rule="json", expected="a JSON object with name and arguments", got=body[:80]
    )


def _unknown(name: str, tools: Collection[str]) -> Problem:
    known = ", ".join(sorted(tools)) or "no tool is available"
    return Problem(pointer="", rule="unknown_tool", expected=f"one of: {known}", got=name[:80])
