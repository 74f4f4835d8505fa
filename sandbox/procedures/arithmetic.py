"""Numbers and texts in an expression: `+ - * /` and a few functions, exact, without eval.

Nothing raises, whatever JSON comes in: what does not fit gives null. A result is a text as soon as
one side was one (money is text), else a JSON number.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException
from typing import Final, Literal

from sandbox.domain.base import JSON
from sandbox.procedures.compare import number_of
from sandbox.procedures.paths import words

Sign = Literal["+", "-", "*", "/"]

FUNCTIONS: Final = {
    "min": (1, 20),
    "max": (1, 20),
    "round": (1, 2),
    "len": (1, 1),
    "lower": (1, 1),
    "join": (1, 20),
}
"""Names, with the fewest and the most values that each takes."""

_EXACT: Final = Context(prec=40, rounding=ROUND_HALF_UP)
_MOST_DIGITS: Final = 30
_MOST_PLACES: Final = 12
_SMALLEST: Final = -60
_LONGEST: Final = 4_000


def reckon(sign: Sign, left: JSON, right: JSON) -> JSON:
    """`left sign right` in exact decimals; a quotient that does not end has 40 digits.

    Null where a side is no number, on a division by 0, and for a result over 30 digits.
    """
    a, b = number_of(left), number_of(right)
    if a is None or b is None:
        return None
    try:
        match sign:
            case "+":
                found = _EXACT.add(a, b)
            case "-":
                found = _EXACT.subtract(a, b)
            case "*":
                found = _EXACT.multiply(a, b)
            case "/":
                found = _EXACT.divide(a, b)
    except DecimalException:
        return None
    return _written(found, isinstance(left, str) or isinstance(right, str))


def apply(function: str, values: Sequence[JSON]) -> JSON:
    """The value of one of `FUNCTIONS`; null where the values do not fit it."""
    match function:
        case "min" | "max":
            return _extreme(values, function == "max")
        case "round":
            return _rounded(values[0], values[1] if len(values) > 1 else 0)
        case "len":
            whole = values[0]
            return len(whole) if isinstance(whole, str | list | dict) else None
        case "lower":
            return values[0].lower() if isinstance(values[0], str) else None
        case "join":
            return "".join(words(value) for value in values)[:_LONGEST]
        case _:
            return None


def _extreme(values: Sequence[JSON], largest: bool) -> JSON:
    """The smallest or largest of the values, or of the one list; as it was written."""
    items = values[0] if len(values) == 1 and isinstance(values[0], list) else values
    numbers = [number_of(item) for item in items]
    if not numbers or None in numbers:
        return None
    pairs = [(n, i) for i, n in enumerate(numbers) if n is not None]
    # Of equal ones the first, so that the spelling is always the same.
    best = max(pairs, key=lambda p: (p[0], -p[1])) if largest else min(pairs)
    return items[best[1]]


def _rounded(value: JSON, places: JSON) -> JSON:
    """To `places` behind the point, halves away from zero."""
    number, digits = number_of(value), number_of(places)
    if number is None or digits is None or digits not in range(_MOST_PLACES + 1):
        return None
    try:
        found = number.quantize(Decimal(1).scaleb(-int(digits)), context=_EXACT)
    except DecimalException:
        return None
    return _written(found, isinstance(value, str))


def _written(number: Decimal, as_text: bool) -> JSON:
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < _SMALLEST or number.adjusted() >= _MOST_DIGITS:
        return None
    if as_text:
        return f"{number:f}"
    if number == number.to_integral_value():
        return int(number)
    # A float only where it says exactly the same; else its digits as a text.
    near = float(number)
    return near if Decimal(repr(near)) == number else f"{number:f}"
