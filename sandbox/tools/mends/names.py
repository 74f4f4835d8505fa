"""Properties under another name, when only one fits on either side."""

from collections.abc import Iterator
from typing import Any, Final

from sandbox.tools.mends.meaning import (
    OF_PLACES,
    about,
    changes_meaning,
    compared,
    is_generic,
    is_prose,
    told,
)
from sandbox.tools.mends.place import Place, Rules
from sandbox.tools.mends.similar import slip, squash
from sandbox.tools.mends.synonyms import shortens
from sandbox.tools.shape import fits_form, properties_at, required_at, schemas_at, types_of

SYNONYMS: Final = "x-synonyms"
"""In a property's schema: other names that models give it."""


def rename_field(place: Place) -> Rules:
    """A property that is listed under another spelling, when only one fits on either side.

    `orderId` and `order_number` are `order_id`, `refund_amount` is `amount` in a tool about
    refunds. Words that say something new (`new_email`, `billing_address`) are not dropped.
    """
    for source, target in _renames(place):
        around = place.path[:-1]
        yield place.moved("rename-field", [*around, source], [*around, target])


def named_alike(source: str, target: str, place: Place) -> bool:
    """True when one is the other's name in another spelling, or a declared synonym of it."""
    return _same(source, target, place) or _declared(source, target, place)


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
    for fits in _TIERS:
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
    return bool(squash(source)) and squash(source) == squash(target)


def _declared(source: str, target: str, place: Place) -> bool:
    for one in schemas_at(place.contract.arguments, [*place.path[:-1], target]):
        names = one.get(SYNONYMS, ())
        if isinstance(names, list | tuple) and squash(source) in map(squash, map(str, names)):
            return True
    return False


def _equal(source: str, target: str, _place: Place) -> bool:
    """The same words, but for those that say "number" or nothing."""
    common, more, less = compared(source, target, exact=True)
    return bool(common) and not more and not less


def _exchanged(source: str, target: str, _place: Place) -> bool:
    """The same words, or others that stand for them."""
    common, more, less = compared(source, target)
    return bool(common) and not more and not less


def _same_words(source: str, target: str, place: Place) -> bool:
    """One says all that the other says, and what it says more goes without saying."""
    return _says_the_same(source, target, place, exact=True)


def _nearly_the_same(source: str, target: str, place: Place) -> bool:
    return _says_the_same(source, target, place, exact=False)


def _says_the_same(source: str, target: str, place: Place, exact: bool) -> bool:
    common, more, less = compared(source, target, exact=exact)
    if not common:
        return False
    if more | less <= about(place, target):
        return not (more and less) or more | less <= OF_PLACES
    if more or changes_meaning(less):
        return False
    return _nearest(source, target, place)


def _with_more(source: str, target: str, place: Place) -> bool:
    """`escalation_reason` for a reason, where nothing else is unknown or missing."""
    common, more, less = compared(source, target)
    if not common or less or changes_meaning(more) or not is_prose(target):
        return False
    return _left_over(source, target, place) or _only_extra(source, place)


def _slipped(source: str, target: str, _place: Place) -> bool:
    return slip(source, target, name=True)


def _shortened(source: str, target: str, place: Place) -> bool:
    """Word by word, one of them shortened at least: `ord_id`, `cust_no`."""
    ours, theirs = told(source) - {"id"}, told(target) - {"id"}
    if len(ours) != len(theirs) or not ours:
        return False
    left = set(theirs)
    for word in sorted(ours, key=len, reverse=True):
        match = next((one for one in sorted(left) if one == word or shortens(word, one)), None)
        if match is None:
            return False
        left.discard(match)
    return True


def _same_row(source: str, target: str, place: Place) -> bool:
    """A bare `id` that is a key of just the table that the target names."""
    return told(source) <= {"id"} and _has_form(source, target, place)


def _by_key(source: str, target: str, place: Place) -> bool:
    """Keys that exist say themselves which row is meant, whatever the name."""
    return not changes_meaning(told(source) - {"current"}) and _is_key(source, target, place)


def _only_one_left(source: str, target: str, place: Place) -> bool:
    """The only unknown property, the only one that is missing, and a value of just its form."""
    if changes_meaning(told(source)) or not _left_over(source, target, place):
        return False
    return _has_form(source, target, place)


def _sole(source: str, target: str, place: Place) -> bool:
    """`text`, `input`: a name that says nothing, for the only thing that is left to say."""
    if not is_generic(source) or not _left_over(source, target, place):
        return False
    if any(name not in place.parent for name in place.siblings if name != target):
        return False
    schemas = schemas_at(place.contract.arguments, [*place.path[:-1], target])
    plain = isinstance(place.parent[source], str) and "string" in types_of(schemas)
    return plain and not any("pattern" in one or "enum" in one for one in schemas)


def _left_over(source: str, target: str, place: Place) -> bool:
    """Nothing else is unknown, and nothing else that is needed is missing."""
    unlisted = [name for name in place.parent if name not in place.siblings]
    needed = required_at(place.contract.arguments, place.path[:-1])
    missing = [name for name in place.siblings if name in needed and name not in place.parent]
    return unlisted == [source] and missing == [target]


def _only_extra(source: str, place: Place) -> bool:
    """Nothing else is unknown, and nothing that is needed is missing."""
    unlisted = [name for name in place.parent if name not in place.siblings]
    needed = required_at(place.contract.arguments, place.path[:-1])
    return unlisted == [source] and all(name in place.parent for name in needed)


def _nearest(source: str, target: str, place: Place) -> bool:
    """No other listed property shares a word with it, whether it is there or not."""
    ours = told(source) - {"id"}
    return not any(ours & told(name) for name in place.siblings if name != target)


def _has_form(source: str, target: str, place: Place) -> bool:
    """The value is a key of the target's table, or of the strict form that the target asks for."""
    if _is_key(source, target, place):
        return True
    path, value = [*place.path[:-1], target], place.parent[source]
    if isinstance(value, list):
        path = [*path, "0"]
    inner = properties_at(place.contract.arguments, path)
    schemas = schemas_at(place.contract.arguments, path)
    values = value if isinstance(value, list) else [value]
    return bool(values) and all(fits_form(schemas, one, inner) for one in values)


def _is_key(source: str, target: str, place: Place) -> bool:
    name = ".".join([*(part for part in place.path[:-1] if not part.isdigit()), target])
    table = place.contract.references.get(name, "")
    value = place.parent.get(source)
    values: list[Any] = value if isinstance(value, list) else [value]
    return (
        bool(table)
        and bool(values)
        and all(isinstance(one, str) and place.rows.row(table, one) is not None for one in values)
    )


_TIERS: Final = (
    _same,
    _declared,
    _equal,
    _exchanged,
    _slipped,
    _same_words,
    _nearly_the_same,
    _with_more,
    _shortened,
    _same_row,
    _by_key,
    _only_one_left,
    _sole,
)
"""From the surest to the least sure; the first that fits at all decides, or nobody does."""
