"""How values compare in a condition. Nothing here raises, whatever JSON comes in."""

import re
from collections.abc import Mapping
from decimal import Decimal
from math import isfinite
from typing import Final, Literal

from sandbox.domain.base import JSON

Operator = Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in"]
OPERATORS: Final = frozenset(("==", "!=", "<", "<=", ">", ">="))

_DECIMAL: Final = re.compile(r"\s*[+-]?[0-9]+(\.[0-9]+)?\s*")


def compare(operator: Operator, left: JSON, right: JSON) -> bool:
    """One comparison.

    `!=` is exactly the opposite of `==`, `not in` of `in`. Order needs two numbers or two texts
    (so ISO dates have an order); with null or mixed kinds every `<` and `>` is false.
    """
    match operator:
        case "==":
            return equal(left, right)
        case "!=":
            return not equal(left, right)
        case "in":
            return contains(right, left)
        case "not in":
            return not contains(right, left)
        case _:
            return _ordered(operator, left, right)


def equal(left: JSON, right: JSON) -> bool:
    """Equal as numbers where both sides are ("49.9" and 49.90), else as JSON; true is not 1."""
    a, b = number_of(left), number_of(right)
    if a is not None and b is not None:
        return a == b
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return left == right


def contains(whole: JSON, item: JSON) -> bool:
    """`item` is in a list, is a key of an object, or is part of a text. Null is in nothing."""
    if item is None:
        return False
    if isinstance(whole, list):
        return any(equal(item, other) for other in whole)
    return isinstance(item, str) and isinstance(whole, str | Mapping) and item in whole


def truth(value: JSON) -> bool:
    """Null, false, 0, "" and what is empty are false; all else is true."""
    return bool(value)


def number_of(value: JSON) -> Decimal | None:
    """The number that `value` is or spells in plain digits ("49.90"), or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        # By way of its shortest spelling, so that 49.9 equals "49.90".
        return Decimal(repr(value)) if isfinite(value) else None
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return Decimal(value.strip())
    return None


def _ordered(operator: Operator, left: JSON, right: JSON) -> bool:
    a, b = number_of(left), number_of(right)
    if a is None or b is None:
        if not (isinstance(left, str) and isinstance(right, str)):
            return False
        sign = (left > right) - (left < right)
    else:
        sign = (a > b) - (a < b)
    return {"<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0}[operator]
