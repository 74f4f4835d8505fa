"""A choice that is written otherwise, misspelt, or said in other words."""

from typing import Any, Final

from sandbox.tools.mends.money import currency_code
from sandbox.tools.mends.place import Place, Rules
from sandbox.tools.mends.saying import says
from sandbox.tools.mends.similar import lexicon, slip, squash, words
from sandbox.tools.shape import choices_of

CHOICES: Final = "x-choices"
"""In a property's schema: other words for each choice, `{"damaged": ["broken", "cracked"]}`."""
_QUOTES: Final = " \t\n.,;:!?\"'`()[]{}<>*"
_SHORTEST: Final = 3
_THINGS: Final = lexicon("order item product ticket parcel payment refund return customer")


def enum_case(place: Place) -> Rules:
    """The one choice that differs in case, separators or quotes; else `enum_near`."""
    value = place.value
    choices = choices_of(place.schemas)
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value in choices:
        return
    written = squash(str(value).strip(_QUOTES))
    same = [choice for choice in choices if squash(str(choice)) == written]
    if len(same) == 1:
        yield place.replaced("enum-case", same[0])


def enum_synonym(place: Place) -> Rules:
    """The one choice that the contract declares these words for."""
    value = place.value
    if not isinstance(value, str):
        return
    found = [choice for choice, others in _declared(place) if squash(value) in map(squash, others)]
    if len(set(found)) == 1:
        yield place.replaced("enum-synonym", found[0])


def enum_near(place: Place) -> Rules:
    """The one choice that a slip of the pen, other words, or its beginning stand for.

    The first way in which any is near decides: two that are, and nobody knows which was meant.
    """
    value = place.value
    choices = [choice for choice in choices_of(place.schemas) if isinstance(choice, str)]
    if not isinstance(value, str) or value in choices:
        return
    written = value.strip(_QUOTES)
    for fits in (_slipped, _said, _begun, _currency):
        near = [choice for choice in choices if fits(written, choice, choices, place)]
        if near:
            if len(near) == 1:
                yield place.replaced("enum-near", near[0])
            return


def _declared(place: Place) -> list[tuple[Any, list[str]]]:
    return [
        (choice, [str(one) for one in others])
        for schema in place.schemas
        if isinstance(declared := schema.get(CHOICES), dict)
        for choice, others in declared.items()
        if isinstance(others, list)
    ]


def _slipped(value: str, choice: str, _choices: list[str], _place: Place) -> bool:
    return slip(value, choice)


def _said(value: str, choice: str, choices: list[str], place: Place) -> bool:
    """The same said in other words, and none of the other choices' own."""
    said = {word for part in place.path if not part.isdigit() for word in words(part)}
    said |= {word for word in words(place.contract.name) if word in _THINGS}
    tables = (place.tables.get(name) for name in place.contract.references.values())
    said |= {word for table in tables if table for word in words(table.noun)}
    said.add(place.money.lower())
    return says(value, choice, [one for one in choices if one != choice], frozenset(said))


def _begun(value: str, choice: str, _choices: list[str], _place: Place) -> bool:
    """The beginning of a choice of one word: `med` for `medium`."""
    written = squash(value)
    if len(written) < _SHORTEST or len(words(choice)) != 1:
        return False
    return squash(choice).startswith(written)


def _currency(value: str, choice: str, choices: list[str], _place: Place) -> bool:
    """`€` and `euros` are `EUR`; a dollar is one only where there is no other."""
    return choice == currency_code(value, choices)
