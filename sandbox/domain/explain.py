"""What is wrong with a call, in words: few for the model that wrote it, plain ones for a person."""

from collections.abc import Iterable
from typing import Final, cast

from sandbox.domain.base import JSON
from sandbox.domain.verdict import Problem

_MOST = 5


def for_model(problems: Iterable[Problem]) -> str:
    """Pointer, what was expected and what came, of the first few problems; no word more."""
    return "; ".join(_short(one) for one in list(problems)[:_MOST])


def _short(one: Problem) -> str:
    if one.rule == "required":
        return f"{one.pointer}: missing"
    return f"{one.pointer or 'call'}: expected {one.expected}, got {one.got}"


_SENTENCES: Final = {
    "required": "{name} is missing.",
    "additionalProperties": "The tool has no argument {name}; it takes {plain}.",
    "unknown_tool": "There is no tool {got}.",
    "offered": "The tool {got} was not offered at this step.",
    "json": "The arguments can't be read: {got}",
    "reference": "{name} names no row: {got} is not {expected}.",
    "precondition": "Not while it is so: {got}; the tool needs {expected}.",
}
_OTHERWISE: Final = "{name}: {got} stands where {expected} belongs."


def for_person(problem: Problem) -> str:
    """One problem as a sentence, the argument by its name: `order_id is missing.`"""
    return _SENTENCES.get(problem.rule, _OTHERWISE).format(
        name=_name(problem.pointer),
        got=problem.got,
        expected=problem.expected,
        plain=_plain(problem.expected),
    )


def what_was_edited(before: JSON, after: JSON) -> str:
    """The arguments that a person changed: `amount 249.00 → 90.00, note removed`."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return ""
    old, new = cast(dict[str, JSON], before), cast(dict[str, JSON], after)
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return ", ".join(_edit(name, old.get(name), new.get(name)) for name in names)


def _edit(name: str, before: JSON, after: JSON) -> str:
    if after is None:
        return f"{name} removed"
    return f"{name} {after}" if before is None else f"{name} {before} → {after}"


def _name(pointer: str) -> str:
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    return ".".join(parts) or "The call"


def _plain(expected: str) -> str:
    return expected.removeprefix("one of: ")
