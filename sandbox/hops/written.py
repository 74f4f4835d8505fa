"""The arguments of a call as a model wrote them: nearly JSON, twice encoded, in a fence or tags."""

import json
from typing import NamedTuple

from sandbox.domain.base import JSON
from sandbox.domain.verdict import Problem
from sandbox.hops.leaked import leaked
from sandbox.hops.nearly_json import end_of, read_json, whole_objects

_SHOWN = 80


class Written(NamedTuple):
    """`value`: the arguments, None if they can't be told. `how`: what was mended, "" for nothing.

    `problem`: why there is no value.
    """

    value: dict[str, JSON] | None
    how: str = ""
    problem: Problem | None = None


def read_written(written: str, tool: str = "") -> Written:
    """Reads `written`. An empty text or null is an empty object. Never raises, completes nothing.

    `tool`: the tool that is called, to know its call again when all of it stands in the arguments.
    """
    if written.strip() in ("", "null"):
        return Written({})
    value = _strict(written)
    if isinstance(value, dict):
        return Written(value)
    if isinstance(value, str):
        inner = read_written(value, tool) if value.strip().startswith(("{", "[")) else None
        return inner._replace(how="JSON in a text") if inner and inner.value else _problem(written)
    value = read_json(written)
    if isinstance(value, dict):
        return Written(value, "mended JSON")
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        return Written(value[0], "a list of one")
    return _found(written, tool)


def _strict(written: str) -> JSON:
    """The value of good JSON, None for anything else; what `read_json` refuses is none."""
    try:
        json.loads(written)
    except (ValueError, RecursionError):
        return None
    return read_json(written)


def _found(written: str, tool: str) -> Written:
    """Arguments with something around them that holds nothing."""
    calls = leaked(written, {tool}).calls if tool else []
    if len(calls) == 1 and isinstance(value := read_json(calls[0][2].arguments), dict):
        return Written(value, calls[0][0])
    return _alone(written) or _problem(written)


def _alone(written: str) -> Written | None:
    """The only object in a text: a fence, a label or words around it."""
    start = written.find("{")
    parts = whole_objects(written.strip())
    end = end_of(written, start) if start >= 0 else None
    if len(parts) != 1 and end is not None and "{" not in written[end:]:
        parts = [written[start:end]]
    value = read_json(parts[0]) if len(parts) == 1 else None
    if not isinstance(value, dict):
        return None
    return Written(value, "in a code fence" if "```" in written else "mended JSON")


def _problem(written: str) -> Written:
    text = written.strip()
    cut = text.startswith("{") and not whole_objects(text)
    wanted = "a JSON object" + (" that does not end in the middle" if cut else "")
    return Written(
        None,
        "",
        Problem(
            pointer="", rule="json", expected=wanted, got=_ends(text) if cut else text[:_SHOWN]
        ),
    )


def _ends(text: str) -> str:
    """What came, with its end where that is cut off: there the model goes on reading."""
    return text if len(text) <= _SHOWN else f"{text[:38]} … {text[-38:]}"
