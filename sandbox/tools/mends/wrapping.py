"""Properties at another level than they are listed: wrapped, flattened, or a whole call."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sandbox.domain.verdict import RepairStep
from sandbox.tools.mends.names import named_alike
from sandbox.tools.mends.place import MISSING, Place, Proposal, Rules, get, put
from sandbox.tools.mends.similar import lexicon, singular, squash
from sandbox.tools.schemas import pointer_of
from sandbox.tools.shape import properties_at

_WRAPPERS: Final = lexicon(
    """
    arguments parameters input params args kwargs data payload request body options fields
    properties toolinput actioninput json values content call function
    """
)
"""Names that say no more than that arguments follow."""
_ARGUMENTS: Final = ("arguments", "parameters", "args", "input", "params", "kwargs")
_NAMES: Final = lexicon("name tool function toolname functionname action type id callid toolcallid")
_ENVELOPES: Final = ("tool_calls", "tool_call", "function_call")
_KEYS: Final = ("name", "key", "field", "parameter", "argument")
_DEEPEST: Final = 3
_LONGEST: Final = 20_000


def unwrap_call(place: Place) -> Rules:
    """A whole call where its arguments belong: `{"name": "get_order", "arguments": {…}}`."""
    if len(place.path) != 1 or place.problem.rule != "additionalProperties":
        return
    call = place.parent
    if place.path[-1] in _ENVELOPES and len(call) == 1:
        value = place.value[0] if _is_one(place.value) else place.value
        function = value.get("function") if isinstance(value, dict) else None
        call = function if isinstance(function, dict) else value
    if isinstance(call, dict) and (inner := _call(call, place)) is not None:
        yield place.whole("unwrap-call", inner)


def unwrap_object(place: Place) -> Rules:
    """Properties that were put into an object of their own: `{"order": {"order_id": …}}`."""
    if place.problem.rule != "additionalProperties":
        return
    name = place.path[-1]
    empty = squash(name) in (*_WRAPPERS, squash(place.contract.name))
    inner = _object(place.value, lax=empty)
    if not inner or not (empty or _all_free(inner, place)):
        return
    rest = {key: value for key, value in place.parent.items() if key != name}
    if any(key in rest and rest[key] != value for key, value in inner.items()):
        return
    around = place.path[:-1]
    step = RepairStep(
        rule="unwrap-object",
        pointer=place.problem.pointer,
        before={place.problem.pointer: place.value},
        after={pointer_of([*around, key]): value for key, value in inner.items()},
    )
    yield Proposal(put(place.arguments, around, rest | inner), step)


def nest_field(place: Place) -> Rules:
    """A property of an inner object that was put beside it: `street`, `address_street`."""
    if place.problem.rule != "additionalProperties":
        return
    around, name = place.path[:-1], place.path[-1]
    found = [
        path
        for path in _inner(place.contract.arguments, around, ())
        if squash(name) in (squash(path[-1]), squash("".join(path)))
        and get(place.parent, path) is MISSING
        and _objects(place.parent, path)
    ]
    if len(found) == 1:
        yield place.moved("nest-field", place.path, [*around, *found[0]])


def unwrap_value(place: Place) -> Rules:
    """A value in an object of its own where it belongs itself: `{"order_id": {"value": …}}`."""
    value = place.value
    if not isinstance(value, dict) or not place.types or "object" in place.types:
        return
    one = singular(place.name)
    said = {squash(word) for word in ("value", "id", "key", "text", place.name, one)}
    said.add(squash(one.removesuffix("_id")))
    if "array" in place.types:
        said |= {"items", "values", "list", "data"}
    if place.table is not None:
        said |= {squash(place.table.noun), squash(f"{place.table.noun}_id")}
    found = [key for key in value if squash(key) in said]
    rest = {key: item for key, item in value.items() if key not in found}
    if len(found) == 1 and all(_adds_nothing(key, item, place) for key, item in rest.items()):
        yield place.replaced("unwrap-value", value[found[0]])


def _is_one(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 1


def _adds_nothing(key: str, value: Any, place: Place) -> bool:
    if squash(key) == "currency":
        return isinstance(value, str) and value.upper() == place.money
    return squash(key) == "type" and value in place.types


def _call(call: Mapping[str, Any], place: Place) -> dict[str, Any] | None:
    """The arguments in a whole call of this tool, None if it is none."""
    inside = [key for key in call if key in _ARGUMENTS]
    if len(inside) != 1 or any(inside[0] == name for name in place.siblings):
        return None
    around = {key: value for key, value in call.items() if key != inside[0]}
    if not around or not all(_names_call(key, value, place) for key, value in around.items()):
        return None
    return _object(call[inside[0]], lax=True)


def _names_call(key: str, value: Any, place: Place) -> bool:
    if squash(key) not in _NAMES or not isinstance(value, str):
        return False
    if squash(key) in ("id", "callid", "toolcallid"):
        return True
    last = value.rpartition(".")[2]
    return squash(last) == squash(place.contract.name) or value in ("function", "tool", "tool_use")


def _object(value: Any, lax: bool) -> dict[str, Any] | None:
    """The object that a value is. `lax`: also as JSON text, in a list of one, or as pairs."""
    if isinstance(value, dict) or not lax:
        return value if isinstance(value, dict) else None
    if isinstance(value, str) and value.strip().startswith("{") and len(value) <= _LONGEST:
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    if isinstance(value, list):
        pairs = _pairs(value)
        return pairs if pairs is not None else _object(value[0], False) if len(value) == 1 else None
    return value if isinstance(value, dict) else None


def _pairs(items: list[Any]) -> dict[str, Any] | None:
    """`[{"name": …, "value": …}, …]` as one object, None where it is something else."""
    found: dict[str, Any] = {}
    for item in items:
        if not (isinstance(item, dict) and len(item) == 2 and "value" in item):
            return None
        name = next((item[key] for key in _KEYS if key in item), None)
        if not isinstance(name, str) or name in found:
            return None
        found[name] = item["value"]
    return found or None


def _all_free(inner: Mapping[str, Any], place: Place) -> bool:
    """Every property in `inner` is listed beside it, and not there yet."""
    free = [name for name in place.siblings if name not in place.parent]
    meant = [next((one for one in free if named_alike(name, one, place)), "") for name in inner]
    return all(meant) and len(set(meant)) == len(meant)


def _inner(
    root: Mapping[str, Any], around: list[str], below: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    """Paths of the properties of inner objects, from the object at `around`."""
    if len(below) >= _DEEPEST:
        return
    for name in properties_at(root, [*around, *below]):
        if below:
            yield (*below, name)
        yield from _inner(root, around, (*below, name))


def _objects(value: Any, path: tuple[str, ...]) -> bool:
    """True when nothing but objects stands on the way."""
    return all(
        isinstance(found, dict) or found is MISSING
        for found in (get(value, path[:length]) for length in range(1, len(path)))
    )
