"""Values that stand in a request: what a person may want to put into a call."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sandbox.domain.base import JSON
from sandbox.ports import ModelRequest

_STATE: Final = re.compile(r"^<state>\n(.*)\n</state>$", re.MULTILINE)
_WITH_DIGIT: Final = re.compile(r"\[[A-Z_]+\d*\]|[\w.-]*\d[\w.-]*\w|\d")
_LONGEST: Final = 60
_MOST: Final = 500


@dataclass(frozen=True)
class Known:
    """A text or number, and the field it stands in; "" for one out of somebody's words."""

    name: str
    value: str | int


def known_values(request: ModelRequest) -> tuple[Known, ...]:
    """Each once, those named last first: results, then the state, then what the customer said."""
    results: list[Known] = []
    state: list[Known] = []
    words: list[Known] = []
    for message in request.messages:
        if message.role == "tool":
            results += _leaves(_json(message.text), "")
        elif message.role == "system":
            for block in _STATE.findall(message.text)[-1:]:
                state += _leaves(_json(block), "")
        elif message.role == "user":
            words += (Known("", word) for word in _WITH_DIGIT.findall(message.text))
    found = (*reversed(results), *state, *reversed(words))
    return tuple(dict.fromkeys(found))[:_MOST]


def _json(text: str) -> JSON:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _leaves(value: JSON, name: str) -> Iterator[Known]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name)
    elif isinstance(value, str):
        if value and len(value) <= _LONGEST and value.isprintable():
            yield Known(name, value)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield Known(name, value)
