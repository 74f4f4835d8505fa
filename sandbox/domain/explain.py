"""What is wrong with a call, in words: few for the model that wrote it, plain ones for a person."""

from collections.abc import Iterable

from sandbox.domain.verdict import Problem

_MOST = 5


def for_model(problems: Iterable[Problem]) -> str:
    """Pointer, what was expected and what came, of the first few problems; no word more."""
    return "; ".join(_short(one) for one in list(problems)[:_MOST])


def _short(one: Problem) -> str:
    if one.rule == "required":
        return f"{one.pointer}: missing"
    return f"{one.pointer or 'call'}: expected {one.expected}, got {one.got}"


def for_person(problem: Problem) -> str:
    """One problem as a sentence, the argument by its name: `order_id is missing.`"""
    name = _name(problem.pointer)
    match problem.rule:
        case "required":
            return f"{name} is missing."
        case "additionalProperties":
            return f"The tool has no argument {name}; it takes {_plain(problem.expected)}."
        case "unknown_tool":
            return f"There is no tool {problem.got}."
        case "offered":
            return f"The tool {problem.got} was not offered at this step."
        case "json":
            return f"The arguments can't be read: {problem.got}"
        case "reference":
            return f"{name} names no row: {problem.got} is not {problem.expected}."
        case "precondition":
            return f"Not while it is so: {problem.got}; the tool needs {problem.expected}."
        case _:
            return f"{name}: {problem.got} stands where {problem.expected} belongs."


def _name(pointer: str) -> str:
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    return ".".join(parts) or "The call"


def _plain(expected: str) -> str:
    return expected.removeprefix("one of: ")
