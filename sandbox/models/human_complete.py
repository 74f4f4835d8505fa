"""What a person can go on with, typing in a model's place: tools, arguments, values."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sandbox.models.human_known import Known
from sandbox.models.human_place import Place, place_in
from sandbox.models.human_text import read_typed
from sandbox.ports import ToolSpec
from sandbox.tools.shape import (
    choices_of,
    fits_patterns,
    properties_at,
    required_at,
    schemas_at,
    types_of,
)

_MOST: Final = 8
_COMMAND: Final = re.compile(r"[ \t]*(/[a-z]*)$")
_TOOL: Final = re.compile(r"[ \t]*/call[ \t]+([\w.-]*)$")
_WORD: Final = re.compile(r"[ \t]*([A-Za-z_]\w+)$")
_AFTER_NAME: Final = re.compile(r'"?\s*[:=]')


@dataclass(frozen=True)
class Suggestion:
    """One way to go on: what is put in, and a few words about it."""

    insert: str
    label: str
    about: str = ""


@dataclass(frozen=True)
class Completion:
    """Suggestions, best first, and the part of the text, from `start` to `end`, they replace."""

    start: int
    end: int
    suggestions: tuple[Suggestion, ...] = ()


def complete(
    text: str, cursor: int, tools: Sequence[ToolSpec], known: Sequence[Known] = ()
) -> Completion:
    """What fits at `cursor`; without suggestions where nothing does.

    `known`: values of the conversation (`known_values`), offered where name or pattern fits.
    """
    before = text[:cursor]
    line = before[before.rfind("\n") + 1 :]
    calls = read_typed(before, {tool.name for tool in tools}).calls
    if calls and not calls[-1].closed:
        call = calls[-1]
        tool = next((one for one in tools if one.name == call.tool), None)
        place = place_in(before[call.start :], call.start)
        if place is not None:
            return _in_arguments(text, cursor, place, tool, known) if tool else _none(cursor)
    if match := _TOOL.match(line):
        return _at(cursor, match[1], _tools(match[1], tools, " {"))
    if match := _COMMAND.match(line):
        fits = "/call".startswith(match[1])
        call = Suggestion("/call ", "/call", "a tool call: TOOL {…}")
        return _at(cursor, match[1], [call] if fits else [])
    if match := _WORD.match(line):
        return _at(cursor, match[1], _tools(match[1], tools, "(", starts=True))
    return _none(cursor)


def _none(cursor: int) -> Completion:
    return Completion(cursor, cursor)


def _at(cursor: int, typed: str, suggestions: Sequence[Suggestion]) -> Completion:
    return Completion(cursor - len(typed), cursor, tuple(suggestions)[:_MOST])


def _tools(
    typed: str, tools: Sequence[ToolSpec], after: str, starts: bool = False
) -> list[Suggestion]:
    """Tools whose name fits. `starts`: in words only one that begins so, for most are no call."""
    names = {tool.name: tool for tool in tools}
    fitting = _fitting(typed, names)
    if starts:
        fitting = [name for name in fitting if name.startswith(typed)]
    return [Suggestion(name + after, name, _short(names[name].description)) for name in fitting]


def _in_arguments(
    text: str, cursor: int, place: Place, tool: ToolSpec, known: Sequence[Known]
) -> Completion:
    root = tool.parameters
    end = cursor
    quoted = text[place.start : place.start + 1] == '"'
    if quoted and text[cursor : cursor + 1] == '"':
        end = cursor + 1
    if place.expects == "name":
        marked = _AFTER_NAME.match(text, cursor) is not None
        found = _names(root, place, marked)
    else:
        found = _values(root, place, known)
    return Completion(place.start, end, tuple(found)[:_MOST])


def _names(root: Mapping[str, Any], place: Place, marked: bool) -> Iterator[Suggestion]:
    """Arguments that are not given yet, those that must be first."""
    properties = properties_at(root, place.path)
    required = required_at(root, place.path)
    left = [name for name in properties if name not in place.given or name == place.typed]
    for name in sorted(_fitting(place.typed, left), key=lambda one: one not in required):
        mark = "" if marked else "=" if place.named else ": "
        written = name if place.named else json.dumps(name, ensure_ascii=False)
        must = "required" if name in required else "optional"
        schemas = schemas_at(root, (*place.path, name))
        about = f"{must}, {kind_of(schemas)}"
        yield Suggestion(written + mark, name, _short(f"{about}: {_described(schemas)}"))


def _values(root: Mapping[str, Any], place: Place, known: Sequence[Known]) -> list[Suggestion]:
    schemas = schemas_at(root, (*place.path, place.name))
    types = types_of(schemas)
    fixed = choices_of(schemas)
    if not fixed and "boolean" in types:
        fixed = [True, False]
    if "null" in types and None not in fixed:
        fixed = [*fixed, None]
    if fixed:
        texts = {json.dumps(one, ensure_ascii=False): "" for one in fixed}
    else:
        # In a list it is the list that has a name.
        name = next((one for one in (place.name, *place.path[::-1]) if not one.isdigit()), "")
        texts = dict(_known(known, name, schemas, types))
    fitting = _fitting(place.typed, {text.strip('"'): text for text in texts})
    by_value = {text.strip('"'): text for text in texts}
    return [Suggestion(by_value[one], by_value[one], texts[by_value[one]]) for one in fitting]


def _known(
    known: Sequence[Known], name: str, schemas: list[Mapping[str, Any]], types: set[str]
) -> Iterator[tuple[str, str]]:
    """Values that stand in the conversation and may be meant, as JSON, and where they stand."""
    patterned = any("pattern" in one for one in schemas)
    ranked: list[tuple[int, Known]] = []
    for one in known:
        if not _of_type(one.value, types):
            continue
        fits = patterned and fits_patterns(schemas, str(one.value))
        if patterned and not fits:
            continue
        same, near = one.name == name, bool(one.name) and (one.name in name or name in one.name)
        digits = any(char.isdigit() for char in str(one.value))
        if same or fits or (near and digits) or (not one.name and digits):
            ranked.append((0 if same else 1 if near else 2, one))
    for _, one in sorted(ranked, key=lambda pair: pair[0]):
        value = str(one.value) if "string" in types else one.value
        yield json.dumps(value, ensure_ascii=False), one.name or "said by the customer"


def _of_type(value: str | int, types: set[str]) -> bool:
    if not types or "string" in types:
        return isinstance(value, str) or not types
    return bool(types & {"integer", "number"}) and isinstance(value, int)


def _fitting(typed: str, names: Mapping[str, Any] | Sequence[str]) -> list[str]:
    """Names that begin with what was typed, then those that hold it, its letters in a row."""
    small = typed.lower()
    starts = [name for name in names if name.lower().startswith(small)]
    holds = [name for name in names if small in name.lower() and name not in starts]
    return [*starts, *holds]


def kind_of(schemas: Sequence[Mapping[str, Any]]) -> str:
    """`one of: a, b`, or the types, in few words."""
    fixed = choices_of(schemas)
    if fixed:
        return "one of: " + ", ".join(map(str, fixed[:4])) + (", …" if len(fixed) > 4 else "")
    return " or ".join(sorted(types_of(schemas))) or "anything"


def _described(schemas: Sequence[Mapping[str, Any]]) -> str:
    return next((str(one["description"]) for one in schemas if "description" in one), "")


def _short(text: str) -> str:
    line = " ".join(text.split()).removesuffix(":").rstrip()
    return line if len(line) <= 80 else line[:79] + "…"
