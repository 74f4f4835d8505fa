"""Small mistakes in calls that were right, by kind: each is what real models get wrong.

A mutation takes a call's arguments and a number that chooses among its places and spellings, and
gives the mutated arguments, or None where it does not apply.
"""

import json
import re
from collections.abc import Callable
from typing import Any, Final

Arguments = dict[str, Any]
Mutation = Callable[[Arguments, int], Arguments | None]

SYNONYMS: Final = {
    "order_id": ("order", "order_number", "order_no", "orderid", "id"),
    "item_ids": ("items", "item_id", "item_id_list"),
    "new_item_ids": ("new_items", "newItems"),
    "payment_method_id": ("payment_method", "payment_id", "paymentMethod"),
    "user_id": ("user", "customer_id", "userid"),
    "product_id": ("product", "productid"),
    "reason": ("cancel_reason", "cancellation_reason"),
    "email": ("email_address", "e_mail"),
    "zip": ("zip_code", "zipcode", "postal_code"),
    "address1": ("address_1", "address_line1", "address_line_1"),
    "address2": ("address_2", "address_line2"),
    "first_name": ("firstname",),
    "last_name": ("lastname",),
}
IDS: Final = ("order_id", "user_id", "product_id")
ADDRESS: Final = ("address1", "address2", "city", "state", "country", "zip")


def pick(items: Any, number: int) -> Any:
    found = list(items)
    return found[number % len(found)] if found else None


def camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), name)


def renamed(arguments: Arguments, old: str, new: str) -> Arguments:
    return {new if name == old else name: value for name, value in arguments.items()}


def changed(
    arguments: Arguments, fits: Callable[[str, Any], bool], change: Callable[[Any], Any], at: int
) -> Arguments | None:
    name = pick((name for name, value in arguments.items() if fits(name, value)), at)
    return None if name is None else {**arguments, name: change(arguments[name])}


def _miscased_name(a: Arguments, n: int) -> Arguments:
    name = pick(a, n)
    ways = (camel(name), name.upper(), name.replace("_", "-"), name.replace("_", " ").title())
    return renamed(a, name, pick(ways, n // 7))


def _renamed(a: Arguments, n: int) -> Arguments | None:
    name = pick((name for name in a if name in SYNONYMS), n)
    return None if name is None else renamed(a, name, pick(SYNONYMS[name], n // 5))


def _misspelt_name(a: Arguments, n: int) -> Arguments | None:
    name = pick((name for name in a if len(name) > 5), n)
    at = 1 + n % (len(name) - 1) if name else 0
    return renamed(a, name, name[:at] + name[at + 1 :]) if name else None


def _digits(_: str, value: Any) -> bool:
    return isinstance(value, str) and value.isdigit() and value[0] != "0"


def _list(_: str, value: Any) -> bool:
    return isinstance(value, list)


def _text(_: str, value: Any) -> bool:
    return isinstance(value, str)


def _nested_some(a: Arguments, n: int) -> Arguments | None:
    inner = {name: a[name] for name in ADDRESS if name in a}
    rest = {name: value for name, value in a.items() if name not in inner}
    return {**rest, "address": inner} if len(inner) > 2 else None


def _choice(a: Arguments, change: Callable[[str], str]) -> Arguments | None:
    """The only choices in these calls are reasons of a cancellation."""
    reasons = ("no longer needed", "ordered by mistake")
    return {**a, "reason": change(a["reason"])} if a.get("reason") in reasons else None


def _choice_case(a: Arguments, n: int) -> Arguments | None:
    ways = (str.upper, str.title, lambda text: text.replace(" ", "_"))
    return _choice(a, pick(ways, n))


def _choice_typo(a: Arguments, n: int) -> Arguments | None:
    return _choice(a, lambda text: text[: 1 + n % 12] + text[2 + n % 12 :])


def _id(a: Arguments, change: Callable[[str], Any], at: int) -> Arguments | None:
    return changed(a, lambda name, _: name in IDS, change, at)


def _id_prefix(a: Arguments, n: int) -> Arguments | None:
    ways = (lambda v: v[1:], lambda v: v[2:], lambda v: f"# {v[1:]}", lambda v: int(v[2:]))
    return _id(a, pick(ways, n), n) if str(a.get("order_id", "")).startswith("#W") else None


def _id_case(a: Arguments, n: int) -> Arguments | None:
    return _id(a, pick((str.lower, str.upper, lambda v: v.replace("_", "-")), n // 3), n)


def _id_zero(a: Arguments, n: int) -> Arguments | None:
    return _id(a, lambda v: re.sub(r"\d", lambda match: f"0{match[0]}", v, count=1), n)


MENDABLE: Final[dict[str, dict[str, Mutation]]] = {
    "renamed": {
        "case of a name": _miscased_name,
        "synonym of a name": _renamed,
        "typo in a name": _misspelt_name,
    },
    "flattened": {
        "all in one object": lambda a, n: {pick(("arguments", "parameters", "input"), n): dict(a)},
        "some in one object": _nested_some,
    },
    "type": {
        "number for text": lambda a, n: changed(a, _digits, int, n),
        "numbers in a list": lambda a, n: changed(a, _list, lambda v: [int(x) for x in v], n),
        "list as JSON text": lambda a, n: changed(a, _list, json.dumps, n),
        "list as Python text": lambda a, n: changed(a, _list, str, n),
        "list with commas": lambda a, n: changed(a, _list, pick((", ", ",", ";"), n).join, n),
        "text in a list": lambda a, n: changed(a, _text, lambda v: [v], n),
    },
    "enum": {"case of a choice": _choice_case, "typo in a choice": _choice_typo},
    "id": {"prefix of an id": _id_prefix, "case of an id": _id_case, "zero in an id": _id_zero},
}


def _other_digit(value: str, number: int) -> str:
    at = pick((at for at, letter in enumerate(value) if letter.isdigit()), number)
    return f"{value[:at]}{(int(value[at]) + 1 + number % 9) % 10}{value[at + 1 :]}"


def _swapped_digits(value: str, number: int) -> str:
    pairs = (at for at in range(len(value) - 1) if value[at : at + 2].isdigit())
    at = pick(pairs, number)
    return f"{value[:at]}{value[at + 1]}{value[at]}{value[at + 2 :]}"


OTHERS: Final[dict[str, Mutation]] = {
    "another digit": lambda a, n: _id(a, lambda v: _other_digit(v, n), n),
    "digits swapped": lambda a, n: _id(a, lambda v: _swapped_digits(v, n), n),
    "a digit less": lambda a, n: _id(a, lambda v: re.sub(r"\d", "", v, count=1), n),
    "the reverse choice": lambda a, n: _choice(
        a, lambda text: text.replace("no longer", "still").replace("by mistake", "on purpose")
    ),
}
"""These name something else: no rule may bring them back, for a model may have meant it."""
