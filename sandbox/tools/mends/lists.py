"""Lists that were written as something else, and single values that were put into one."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sandbox.tools.mends.place import MISSING, Place, Rules
from sandbox.tools.mends.wrapping import unwrap_value

_SEPARATOR: Final = re.compile(r"[,;|\n]")
_AND: Final = re.compile(r"\s*,?\s+(?:and|&)\s+")
_JOINED: Final = re.compile(r"\s(?:and|or|&|\+)\s", re.IGNORECASE)
_TOKEN: Final = re.compile(r"[^\s,;|()\[\]{}\"']+")
_ID: Final = re.compile(r"(?=\S*\d)[\w#.:/-]{4,}")
_BRACKETS: Final = ("[", "{", "(")
_LONGEST: Final = 20_000


def json_in_string(place: Place) -> Rules:
    """An object or a list that was written as a text, as JSON or as Python prints it."""
    wanted = place.types & {"object", "array"}
    if not (wanted and isinstance(place.value, str)):
        return
    value = _read(place.value.strip())
    if ("object" in wanted and isinstance(value, dict)) or (
        "array" in wanted and isinstance(value, list)
    ):
        yield place.replaced("json-in-string", value)


def split_list(place: Place) -> Rules:
    """`"a1, b2"` where a list belongs: several items in one text, none of them with a space."""
    parts = _parts(place)
    if parts:
        yield place.replaced("split-list", parts)


def numbered(place: Place) -> Rules:
    """A list as an object of numbers: `{"0": "a", "1": "b"}`."""
    value = place.value
    if not isinstance(value, dict) or "array" not in place.types or "object" in place.types:
        return
    for first in (0, 1):
        if value and list(value) == [str(first + at) for at in range(len(value))]:
            yield place.replaced("numbered-list", list(value.values()))


def wrap_array(place: Place) -> Rules:
    """One item where a list of items belongs. A text that may be several is not one."""
    value = place.value
    if "array" not in place.types or value is MISSING or value is None or isinstance(value, list):
        return
    if isinstance(value, dict) and (any(numbered(place)) or any(unwrap_value(place))):
        return
    if not (isinstance(value, str) and _may_be_several(value, place)):
        yield place.replaced("wrap-array", [value])


def unwrap_array(place: Place) -> Rules:
    """A list of one where the item belongs."""
    alone = isinstance(place.value, list) and len(place.value) == 1
    if alone and place.types and "array" not in place.types:
        yield place.replaced("unwrap-array", place.value[0])


def _parts(place: Place) -> list[str]:
    """The items in a text; none where it can't be told."""
    value = place.value
    if "array" not in place.types or "string" in place.types or not isinstance(value, str):
        return []
    joined = _AND.sub(",", value)
    if joined != value and all(map(_ID.fullmatch, map(str.strip, _SEPARATOR.split(joined)))):
        value = joined
    if _SEPARATOR.search(value):
        parts = [part.strip() for part in _SEPARATOR.split(value)]
        known = _vocabulary(place)
        return parts if all(part in known or _TOKEN.fullmatch(part) for part in parts) else []
    parts = value.split()
    return parts if len(parts) > 1 and all(_ID.fullmatch(part) for part in parts) else []


def _may_be_several(text: str, place: Place) -> bool:
    if text in _vocabulary(place):
        return False
    listed = text.lstrip().startswith(_BRACKETS) or _SEPARATOR.search(text) or _JOINED.search(text)
    return bool(listed) or bool(_parts(place))


def _vocabulary(place: Place) -> list[Any]:
    """The choices of the list's items."""
    return [choice for one in place.schemas for choice in _choices(one.get("items"))]


def _choices(items: Any) -> Iterator[Any]:
    if isinstance(items, Mapping):
        yield from items.get("enum", ())


def _read(text: str) -> Any:
    if len(text) > _LONGEST or not text.startswith(("[", "{")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        value = ast.literal_eval(text)
        json.dumps(value, allow_nan=False)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None
    return value
