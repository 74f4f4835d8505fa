"""What a tool brought here against what it brought in the transcript."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sandbox.domain.base import JSON

_MOST: Final = 5
_ERROR: Final = "error"


@dataclass(frozen=True)
class Differing:
    """One field of one result: `pointer` is a JSON pointer, None stands for what is not there."""

    pointer: str
    expected: JSON
    got: JSON


def differences(recorded: str, told: JSON) -> list[Differing]:
    """The first few fields in which the result differs from the recorded text; [] when equal.

    `told`: what the model is told here. A recorded result is JSON, a bare text, or an error that
    begins with "Error"; of an error the words count, not how it is wrapped.
    """
    failed = _error_of(told)
    said = _words_of_error(recorded)
    if failed is not None or said is not None:
        if failed == said:
            return []
        return [Differing(f"/{_ERROR}", said if said is not None else _value(recorded), failed)]
    if isinstance(told, str) and told == recorded:
        return []
    return list(_fields("", _value(recorded), told))[:_MOST]


def _error_of(told: JSON) -> str | None:
    error = told.get(_ERROR) if isinstance(told, dict) and len(told) == 1 else None
    if isinstance(error, dict) and isinstance(error.get("message"), str):
        return error["message"]
    return None


def _words_of_error(recorded: str) -> str | None:
    head, colon, rest = recorded.partition(":")
    if colon and head.strip().lower() == _ERROR:
        return rest.strip()
    return _error_of(_value(recorded))


def _value(recorded: str) -> JSON:
    """The JSON that the text is, else the text."""
    try:
        return json.loads(recorded)
    except (ValueError, RecursionError):
        return recorded


def _fields(pointer: str, expected: JSON, got: JSON) -> Iterator[Differing]:
    if isinstance(expected, dict) and isinstance(got, dict):
        for key in {**expected, **got}:
            if key not in expected or key not in got:
                yield Differing(f"{pointer}/{_part(key)}", expected.get(key), got.get(key))
            else:
                yield from _fields(f"{pointer}/{_part(key)}", expected[key], got[key])
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for index, (one, other) in enumerate(zip(expected, got, strict=True)):
            yield from _fields(f"{pointer}/{index}", one, other)
    elif isinstance(expected, bool) is not isinstance(got, bool) or expected != got:
        yield Differing(pointer, expected, got)


def _part(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
