"""Values of the wrong type that have exactly one right form."""

import json
import re
from decimal import Decimal
from typing import Any, Final

from sandbox.tools.mends.money import money_text
from sandbox.tools.mends.place import MISSING, Place, Proposal, Rules, put
from sandbox.tools.mends.similar import singular, words
from sandbox.tools.shape import fits_patterns, is_money_schema

_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,17}(?:\.[0-9]{1,17}|,[0-9]{1,2})?")
_TRUTH: Final = (
    ("true", True),
    ("yes", True),
    (1, True),
    ("false", False),
    ("no", False),
    (0, False),
)
_FORMS: Final = frozenset(("pattern", "format", "enum", "const"))
_SAMPLE: Final = re.compile(r"(?<=['\"`])[0-9]+(?=['\"`])")
_LOSES_ZEROS: Final = frozenset(
    (
        "zip",
        "zipcode",
        "postal",
        "postcode",
        "plz",
        "phone",
        "tel",
        "telephone",
        "mobile",
        "fax",
        "pin",
    )
)


def money_format(place: Place) -> Rules:
    """`49`, `49.9` and `"49,90 €"` are `"49.90"`."""
    if not is_money_schema(place.schemas):
        return
    text = money_text(place.value, place.money)
    if text is not None and text != place.value:
        yield place.replaced("money-format", text)


def numeric_string(place: Place) -> Rules:
    """`"42"` where a number belongs; a decimal comma counts before one or two digits."""
    if not (isinstance(place.value, str) and place.types & {"integer", "number"}):
        return
    text: str | None = place.value.strip()
    if not _NUMBER.fullmatch(text):
        # Only where the number is an amount may a currency stand beside it.
        is_amount = place.name == place.contract.amount
        text = money_text(text, place.money) if is_amount else None
    number = None if text is None else _number(Decimal(text.replace(",", ".")), place.types)
    if number is not None:
        yield place.replaced("numeric-string", number)


def string_number(place: Place) -> Rules:
    """`10042` where a text belongs.

    Not where zeros may have been lost: a postal code that came as 1067 was 01067 perhaps, and 12.5
    was 12.50. There the schema has to say how the text looks.
    """
    value = place.value
    if isinstance(value, bool) or not isinstance(value, int | float) or "string" not in place.types:
        return
    text = json.dumps(value)
    exact = isinstance(value, int) and _LOSES_ZEROS.isdisjoint(map(singular, words(place.name)))
    if exact or _looks_right(text, place):
        yield place.replaced("string-number", text)


def _looks_right(text: str, place: Place) -> bool:
    """The schema says how the text looks: by a pattern, by choices, or by a sample as long."""
    for one in place.schemas:
        if "pattern" in one or "enum" in one:
            return True
        told = f"{one.get('description', '')} {json.dumps(one.get('examples', ''))}"
        if text.isdigit() and any(len(text) == len(found) for found in _SAMPLE.findall(told)):
            return True
    return False


def boolean_string(place: Place) -> Rules:
    """`"true"`, `"No"`, `1` where true or false belongs."""
    if "boolean" not in place.types or isinstance(place.value, bool):
        return
    word = place.value.strip().casefold() if isinstance(place.value, str) else place.value
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
    """Null for something that may be left out."""
    inside = place.path and place.path[-1] in place.parent
    if inside and place.value is None and not place.required:
        step = place.replaced("drop-null", None).step
        yield Proposal(put(place.arguments, place.path, MISSING), step)


def _number(exact: Decimal, types: set[str]) -> Any:
    """The number, None when it can't be had exactly."""
    if exact == exact.to_integral_value():
        return int(exact)
    # As many digits as a float shows are a float's own; more would be rounded away.
    close = float(exact)
    return close if "number" in types and Decimal(repr(close)) == exact else None
