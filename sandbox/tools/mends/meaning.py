"""What the words of a property's name say, and which of them say nothing new."""

from collections.abc import Set
from functools import lru_cache
from typing import Final

from sandbox.tools.mends.place import Place
from sandbox.tools.mends.similar import lexicon, singular, words
from sandbox.tools.mends.synonyms import exchangeable
from sandbox.tools.shape import schemas_at, types_of

_IDS: Final = frozenset(
    ("id", "no", "nr", "num", "number", "key", "ref", "reference", "code", "identifier", "uid")
)
_WRAPPERS: Final = lexicon(
    """
    list array value field str string int param parameter arg argument input the a an my
    this var obj
    """
)
"""Words about the writing of a call."""
_ALWAYS: Final = lexicon(
    """
    given target selected preferred requested desired specified provided full complete exact of for
    is
    """
)
_COUNTS: Final = frozenset(("count", "total", "quantity", "amount", "result", "id"))
_BESIDE: Final = {
    "integer": _COUNTS,
    "number": _COUNTS,
    "object": frozenset(("info", "information", "detail", "data", "object")),
    "boolean": frozenset(("send", "flag", "enabled", "should", "customer", "user")),
}
"""Words that a name says beside a value of this type."""
_PERSONS: Final = frozenset(("customer", "user", "client", "contact", "member", "buyer"))
_OF_PERSONS: Final = lexicon(
    "email mail phone telephone mobile first last zip city street address country state"
)
_PLACES: Final = lexicon(
    "address street city zip country state zipcode postcode postal town region province"
)
OF_PLACES: Final = frozenset(["mailing", "shipping", "delivery", "postal", "home", "address"])
_CHANGES: Final = lexicon(
    """
    old new previous prior original current other another alternative alternate substitute
    replacement exchange parent min minimum max maximum from to source not no non without
    exclude excluded billing secondary second backup expected real
    """
)
"""Words that make another thing of it: the old address is not the address."""
_UPDATES: Final = frozenset(("update", "change", "modify", "set", "edit"))
_GENERIC: Final = lexicon(
    """
    value input text content data string arg argument param parameter message body payload
    query prompt question
    """
)
_STREET: Final = (
    ("address", "1"),
    ("address", "line", "1"),
    ("line", "1"),
    ("street", "address"),
    ("street", "line", "1"),
    ("street", "1"),
)
_SECOND: Final = (("address", "2"), ("address", "line", "2"), ("line", "2"), ("street", "2"))


_COMPOUNDS: Final = {
    "addr": ("address",),
    "firstname": ("first", "name"),
    "forename": ("first", "name"),
    "fname": ("first", "name"),
    "lastname": ("last", "name"),
    "surname": ("last", "name"),
    "lname": ("last", "name"),
    "orderid": ("order", "id"),
    "userid": ("user", "id"),
    "customerid": ("customer", "id"),
    "productid": ("product", "id"),
    "itemid": ("item", "id"),
    "ticketid": ("ticket", "id"),
}
_PROSE: Final = lexicon(
    """
    reason summary description note comment subject message body query expression thought text
    detail title priority type category
    """
)
"""Names of what is only worded or sorted: a word in front says which, and changes nothing."""


@lru_cache(maxsize=4096)
def told(name: str) -> frozenset[str]:
    """The words of a name in the singular; all words for "number" are `id`.

    Words about the writing of a call (`value`, `list`) are left out, unless there is no other.
    """
    found = [part for word in words(name) for part in _parts(singular(word))]
    # Inside a name these only join its words: items_to_return, method_of_payment.
    inner = [word for word in found[1:-1] if word not in ("to", "of", "for")]
    found = [*found[:1], *inner, *found[1:][-1:]]
    street = tuple(word for word in found if word not in OF_PLACES or word == "address")
    if street in _STREET:
        return frozenset(("street",))
    if street in _SECOND:
        return frozenset(("address", "2"))
    plain = frozenset("id" if word in _IDS else word for word in found)
    return (plain - _WRAPPERS if plain - _WRAPPERS - {"id"} else plain) or plain


def _parts(word: str) -> tuple[str, ...]:
    return _COMPOUNDS.get(word, (word,))


def compared(
    source: str, target: str, *, exact: bool = False
) -> tuple[Set[str], Set[str], Set[str]]:
    """Words that both say, that only `source` says, that only `target` says; `id` is left out.

    Not `exact`: words that stand for one another count as the same.
    """
    ours, theirs = told(source) - {"id"}, told(target) - {"id"}
    common = ours & theirs
    more, less = ours - common, theirs - common
    for word in sorted(more) if not exact else ():
        match = next((one for one in sorted(less) if _alike(word, one)), None)
        if match is not None:
            common, more, less = common | {match}, more - {word}, less - {match}
    if not exact:
        # `max_count` says `limit` twice.
        more = {word for word in more if not any(exchangeable(word, one) for one in common)}
    return common, more, less


def _alike(one: str, other: str) -> bool:
    """Words that stand for one another, or the past of one another: `claimed` and `claim`."""
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return exchangeable(one, other) or longer in (f"{shorter}ed", f"{shorter}d")


def about(place: Place, target: str) -> set[str]:
    """Words that go without saying around the property `target` of this tool."""
    contract = place.contract
    text = [contract.name, contract.service]
    text += [
        place.tables[name].noun for name in contract.references.values() if name in place.tables
    ]
    tool = {singular(word) for one in text for word in words(one)}
    said = {*(tool - _CHANGES), *_ALWAYS}
    if not tool.isdisjoint(_UPDATES) and not _has_old_and_new(place):
        said |= {"new", "updated"}
    meant = told(target)
    if not meant.isdisjoint(_OF_PERSONS) or target in contract.references:
        said |= _PERSONS
    if target in contract.references:
        said.add("current")
    if not meant.isdisjoint(_PLACES):
        said |= {*OF_PLACES, "name"}
    if "email" in meant:
        said.add("address")
    if "address" in meant:
        said.add("line")
    schemas = schemas_at(contract.arguments, [*place.path[:-1], target])
    types = types_of(schemas)
    for kind, extra in _BESIDE.items():
        if kind in types:
            said |= extra
    if place.money:
        said.add(place.money.lower())
    return said


def changes_meaning(said: Set[str]) -> bool:
    """True when a word among them makes another thing of it."""
    return not said.isdisjoint(_CHANGES)


def is_prose(target: str) -> bool:
    """True for the name of something that is worded, not paid, sent to or looked up."""
    return not told(target).isdisjoint(_PROSE)


def is_generic(name: str) -> bool:
    """True for a name that could be any argument's."""
    found = {singular(word) for word in words(name)}
    return bool(found) and found <= _GENERIC


def _has_old_and_new(place: Place) -> bool:
    """Where the tool itself tells new from old, the word is never empty."""
    names = [told(name) - {"id"} for name in place.siblings]
    return any(
        one - _CHANGES == other - _CHANGES
        for at, one in enumerate(names)
        for other in names[at + 1 :]
    )
