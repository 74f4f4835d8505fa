"""Values of the wrong type that have exactly one right form."""

import json
import re
from decimal import Decimal
from typing import Any, Final

from sandbox.tools.mends.money import money_text
from sandbox.tools.mends.place import MISSING, Place, Proposal, Rules, put
from sandbox.tools.mends.similar import lexicon, singular, words
from sandbox.tools.shape import choices_of, fits_patterns, is_money_schema

_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,17}(?:\.[0-9]{1,17}|,[0-9]{1,2})?")
_GROUPED: Final = re.compile(
    r"[+-]?[0-9]{1,3}(?:(?:,[0-9]{3})+\.[0-9]{1,6}|(?:\.[0-9]{3})+,[0-9]{1,6}|(?:,[0-9]{3}){2,})"
)
"""A sign that groups and one that parts, or so many groups that it can't part."""
_OF_UNIT: Final = re.compile(r"(?P<number>[+-]?[0-9][0-9.,]*)\s*(?P<unit>[a-zA-Z]{2,})")
"""`30 minutes`, where the property is named `duration_minutes`."""
_COUNTED: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
_TRUTH: Final = (
    *((word, True) for word in ("true", "yes", "y", "t", "on", "1", 1)),
    *((word, False) for word in ("false", "no", "n", "f", "off", "0", 0)),
)
_NOTHING: Final = ("null", "None", "undefined", "")
_FORMS: Final = frozenset(("pattern", "format", "enum", "const"))
_SAMPLE: Final = re.compile(r"(?<=['\"`])[0-9]+(?=['\"`])")
_LOSES_ZEROS: Final = lexicon(
    """
    zip zipcode postal postcode plz phone tel telephone mobile fax pin code serial tracking card
    digit four barcode ean isbn upc ssn tax vat routing branch iban
    """
)
"""Words of names whose digits often begin with zeros."""


def money_format(place: Place) -> Rules:
    """`49`, `49.9` and `"49,90 €"` are `"49.90"`."""
    if not is_money_schema(place.schemas):
        return
    text = money_text(place.value, place.money)
    if text is not None and text != place.value:
        yield place.replaced("money-format", text)


def numeric_string(place: Place) -> Rules:
    """`"42"`, `"two"` where a number belongs; a decimal comma counts before one or two digits."""
    if not (isinstance(place.value, str) and place.types & {"integer", "number"}):
        return
    text = _plain_number(place.value.strip(), place)
    number = None if text is None else _number(Decimal(text), place.types)
    if number is not None:
        yield place.replaced("numeric-string", number)


def _plain_number(text: str, place: Place) -> str | None:
    """The number with a decimal point and nothing else, None where it can't be told."""
    if _NUMBER.fullmatch(text):
        return text.replace(",", ".")
    if text.casefold() in _COUNTED:
        return str(_COUNTED.index(text.casefold()))
    counted = _OF_UNIT.fullmatch(text)
    if counted and singular(counted["unit"].casefold()) in map(singular, words(place.name)):
        return _plain_number(counted["number"], place)
    if _GROUPED.fullmatch(text):
        point = max(text.rfind("."), text.rfind(",")) if "." in text else len(text)
        whole = re.sub("[.,]", "", text[:point])
        return f"{whole}.{text[point + 1 :] or 0}"
    # Only where the number is an amount may a currency stand beside it.
    return money_text(text, place.money) if place.name == place.contract.amount else None


def string_number(place: Place) -> Rules:
    """`10042` where a text belongs.

    Not where zeros may have been lost: a postal code that came as 1067 was 01067 perhaps, and 12.5
    was 12.50. There the schema has to say how the text looks.
    """
    value = place.value
    if isinstance(value, bool) or not isinstance(value, int | float) or "string" not in place.types:
        return
    whole = isinstance(value, int) or value.is_integer()
    text = str(int(value)) if whole else json.dumps(value)
    # A float of a text of digits: whoever wrote it has counted, and lost its zeros perhaps.
    loses = isinstance(value, float) or not _LOSES_ZEROS.isdisjoint(
        map(singular, words(place.name))
    )
    if (not loses and not _may_begin_with_zero(text, place)) or _looks_right(text, place):
        yield place.replaced("string-number", text)


def _may_begin_with_zero(text: str, place: Place) -> bool:
    """A pattern takes the digits with a zero in front as well."""
    return fits_patterns(place.schemas, text) and fits_patterns(place.schemas, f"0{text}")


def _looks_right(text: str, place: Place) -> bool:
    """The schema says how the text looks: by a pattern, by choices, or by a sample as long."""
    if text in choices_of(place.schemas):
        return True
    for one in place.schemas:
        told = f"{one.get('description', '')} {json.dumps(one.get('examples', ''))}"
        if text.isdigit() and any(len(text) == len(found) for found in _SAMPLE.findall(told)):
            return True
    return fits_patterns(place.schemas, text) and not _may_begin_with_zero(text, place)


def boolean_string(place: Place) -> Rules:
    """`"true"`, `"No"`, `"on"`, `1` where true or false belongs."""
    if "boolean" not in place.types or isinstance(place.value, bool):
        return
    word = place.value
    if isinstance(word, str):
        word = word.strip().casefold()
    elif isinstance(word, float):
        word = int(word) if word.is_integer() else word
    for known, truth in _TRUTH:
        if type(word) is type(known) and word == known:
            yield place.replaced("boolean-string", truth)


def trim(place: Place) -> Rules:
    """Spaces around a text that would be right without them."""
    value = place.value
    if isinstance(value, str) and value != value.strip() and place.problem.rule in _FORMS:
        yield place.replaced("trim", value.strip())


def text_case(place: Place) -> Rules:
    """`eur` where the pattern asks for `EUR`: the same letters in the case that fits."""
    value = place.value
    if not isinstance(value, str) or place.problem.rule != "pattern":
        return
    for other in (value.upper(), value.lower()):
        if other != value and fits_patterns(place.schemas, other):
            yield place.replaced("text-case", other)


def drop_null(place: Place) -> Rules:
    """Null, or a word for it that does not fit, for something that may be left out."""
    inside = place.path and place.path[-1] in place.parent
    value = place.value
    nothing = value is None or (isinstance(value, str) and value.strip() in _NOTHING)
    if inside and nothing and not place.required:
        step = place.replaced("drop-null", None).step
        yield Proposal(put(place.arguments, place.path, MISSING), step)


def _number(exact: Decimal, types: set[str]) -> Any:
    """The number, None when it can't be had exactly."""
    if exact == exact.to_integral_value():
        return int(exact)
    # As many digits as a float shows are a float's own; more would be rounded away.
    close = float(exact)
    return close if "number" in types and Decimal(repr(close)) == exact else None
