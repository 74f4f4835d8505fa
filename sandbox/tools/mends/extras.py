"""Properties that are not listed and say nothing: they may go, for nothing is lost."""

from typing import Any, Final

from sandbox.tools.mends.meaning import compared
from sandbox.tools.mends.place import MISSING, Place, Proposal, Rules, put
from sandbox.tools.mends.similar import squash

_SCHEMA: Final[dict[str, tuple[type, ...]]] = {
    "additionalProperties": (bool,),
    "required": (list, bool),
    "$schema": (str,),
    "strict": (bool,),
}
_NAMES: Final = frozenset(["name", "tool", "function", "toolname", "functionname", "action"])


def drop_extra(place: Place) -> Rules:
    """A word of the schema, the tool's own name, nothing at all, or what is said beside it."""
    if place.problem.rule != "additionalProperties" or place.value is MISSING:
        return
    if _says_nothing(place.path[-1], place.value, place):
        step = place.replaced("drop-extra", None).step
        yield Proposal(put(place.arguments, place.path, MISSING), step)


def _says_nothing(name: str, value: Any, place: Place) -> bool:
    if value is None or value in ("", [], {}):
        return True
    if name == "type":
        return value in ("object", "function")
    if isinstance(value, _SCHEMA.get(name, ())):
        return True
    if squash(name) in _NAMES and isinstance(value, str):
        return squash(value.rpartition(".")[2]) == squash(place.contract.name)
    return any(_said_twice(name, value, one, place) for one in place.siblings)


def _said_twice(name: str, value: Any, listed: str, place: Place) -> bool:
    """The same value stands under the listed name, of which this is another spelling."""
    if place.parent.get(listed, MISSING) != value:
        return False
    common, more, less = compared(name, listed)
    return bool(common) and not more and not less
