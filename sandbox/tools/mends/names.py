"""Properties under another name or at another level."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sandbox.domain.verdict import RepairStep
from sandbox.tools.mends.place import MISSING, Place, Proposal, Rules, get, put
from sandbox.tools.mends.similar import singular, slip, squash, words
from sandbox.tools.schemas import pointer_of
from sandbox.tools.shape import choices_of, properties_at, required_at, schemas_at

_IDS: Final = frozenset(("id", "no", "nr", "num", "number", "key", "ref", "reference", "code"))
_SAME: Final = {
    "qty": "quantity",
    "amt": "amount",
    "desc": "description",
    "addr": "address",
    "msg": "message",
    "mail": "email",
    "zipcode": "zip",
    "postcode": "zip",
    "postal": "zip",
}
_FILLERS: Final = frozenset(("list", "array", "value", "field"))
_BESIDE: Final = {"line": "address", "address": "email"}
"""Words that add nothing beside another one: `address_line_1`, `email_address`."""
_DEEPEST: Final = 3


def rename_field(place: Place) -> Rules:
    """A property that is listed under another spelling, when only one fits on either side.

    `orderId` and `order_number` are `order_id`, `refund_amount` is `amount` in a tool about
    refunds. Words that say something new (`new_email`, `shipping_address`) are not dropped.
    """
    for source, target in _renames(place):
        around = place.path[:-1]
        yield place.moved("rename-field", [*around, source], [*around, target])


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


def unwrap_object(place: Place) -> Rules:
    """Properties that were put into an object of their own: `{"order": {"order_id": …}}`."""
    inner = place.value
    if place.problem.rule != "additionalProperties" or not isinstance(inner, dict) or not inner:
        return
    free = {squash(name) for name in place.siblings if name not in place.parent}
    if not all(squash(name) in free for name in inner):
        return
    name = place.path[-1]
    merged = {key: value for key, value in place.parent.items() if key != name} | inner
    around = place.path[:-1]
    step = RepairStep(
        rule="unwrap-object",
        pointer=place.problem.pointer,
        before={place.problem.pointer: inner},
        after={pointer_of([*around, key]): value for key, value in inner.items()},
    )
    yield Proposal(put(place.arguments, around, merged), step)


def _renames(place: Place) -> Iterator[tuple[str, str]]:
    """Source and target of the only rename that mends the problem."""
    free = [name for name in place.siblings if name not in place.parent]
    unlisted = [name for name in place.parent if name not in place.siblings]
    if place.problem.rule == "additionalProperties":
        pairs = [(place.path[-1], target) for target in free]
    elif place.problem.rule == "required":
        pairs = [(source, place.path[-1]) for source in unlisted]
    else:
        return
    for fits in (_same, _same_words, _slipped, _same_row, _only_one_left):
        found = [(source, target) for source, target in pairs if fits(source, target, place)]
        if not found:
            continue
        # Unique from both sides, else two properties would want one name.
        source, target = found[0]
        others = [one for one in unlisted if one != source and fits(one, target, place)]
        if len(found) == 1 and not others:
            yield source, target
        return


def _same(source: str, target: str, _place: Place) -> bool:
    return squash(source) == squash(target)


def _same_words(source: str, target: str, place: Place) -> bool:
    """One says all that the other says, and what it says more goes without saying."""
    one, other = _meant(source) - {"id"}, _meant(target) - {"id"}
    more, less = one - other, other - one
    if not one & other or (more and less):
        return False
    if {word for word in more | less if _BESIDE.get(word) not in one & other} <= _about(place):
        return True
    return not more and _left_over(source, target, place) and _nearest(source, target, place)


def _slipped(source: str, target: str, _place: Place) -> bool:
    return slip(source, target, name=True)


def _same_row(source: str, target: str, place: Place) -> bool:
    """A bare `id` that is a key of just the table that the target names."""
    return _meant(source) <= {"id"} and _is_key(source, target, place)


def _only_one_left(source: str, target: str, place: Place) -> bool:
    """The only unknown property, the only one that is missing, and a value that belongs there.

    It belongs where it is a key of the table that is named, or one of the choices.
    """
    if not _left_over(source, target, place):
        return False
    choices = choices_of(schemas_at(place.contract.arguments, [*place.path[:-1], target]))
    return place.parent[source] in choices or _is_key(source, target, place)


def _left_over(source: str, target: str, place: Place) -> bool:
    """Nothing else is unknown, and nothing else that is needed is missing."""
    unlisted = [name for name in place.parent if name not in place.siblings]
    needed = required_at(place.contract.arguments, place.path[:-1])
    missing = [name for name in place.siblings if name in needed and name not in place.parent]
    return unlisted == [source] and missing == [target]


def _nearest(source: str, target: str, place: Place) -> bool:
    """No other listed property shares a word with it, whether it is there or not."""
    ours = _meant(source) - {"id"}
    return not any(ours & _meant(name) for name in place.siblings if name != target)


def _is_key(source: str, target: str, place: Place) -> bool:
    name = ".".join([*(part for part in place.path[:-1] if not part.isdigit()), target])
    table = place.contract.references.get(name, "")
    value = place.parent.get(source)
    return bool(table) and isinstance(value, str) and place.rows.row(table, value) is not None


def _about(place: Place) -> frozenset[str]:
    """Words that go without saying: those of the tool, and of the rows that it works on."""
    contract = place.contract
    text = [contract.name, contract.service]
    text += [
        place.tables[name].noun for name in contract.references.values() if name in place.tables
    ]
    return _FILLERS.union(_single(word) for one in text for word in words(one))


def _meant(name: str) -> set[str]:
    return {_single(word) for word in words(name)}


def _single(word: str) -> str:
    """The word that stands for it, in the singular; all words for "number" are `id`."""
    one = singular(word)
    return "id" if one in _IDS else _SAME.get(one, one)


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
