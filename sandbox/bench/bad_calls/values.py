"""Values of another type, and how one value of a call is changed."""

import json
import random
from collections.abc import Callable
from typing import Any, Final

from sandbox.bench.bad_calls.corpus import Arguments, Call

MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

Changed = Callable[[Call, random.Random], Any]
Fits = Callable[[str, Any, dict[str, Any]], bool]
"""Whether an argument is meant, by its name, value and schema."""


def _schema(call: Call, name: str) -> dict[str, Any]:
    return call.contract.arguments.get("properties", {}).get(name, {})


def change(
    call: Call, dice: random.Random, fits: Fits, into: Callable[[Any], Any]
) -> Arguments | None:
    """One argument that fits gets another value; None if none fits or nothing changes."""
    found = [
        name for name, value in call.arguments.items() if fits(name, value, _schema(call, name))
    ]
    if not found:
        return None
    name = dice.choice(found)
    value = into(call.arguments[name])
    same = value == call.arguments[name] and type(value) is type(call.arguments[name])
    return None if same else {**call.arguments, name: value}


def of_type(kind: str) -> Fits:
    return lambda _name, _value, schema: schema.get("type") == kind and "enum" not in schema


def _plain_digits(_name: str, value: Any, schema: dict[str, Any]) -> bool:
    digits = isinstance(value, str) and value.isdigit() and value[0] != "0"
    return digits and schema.get("type") == "string"


def is_date(_name: str, _value: Any, schema: dict[str, Any]) -> bool:
    return schema.get("format") == "date"


def is_money(_name: str, _value: Any, schema: dict[str, Any]) -> bool:
    return r"\.[0-9]{2}" in schema.get("pattern", "")


def _grouped(text: str) -> str:
    return f"{float(text):,.2f}"


def _written_date(way: str) -> Callable[[str], str]:
    def write(text: str) -> str:
        year, month, day = text.split("-")
        name = MONTHS[int(month) - 1][:3]
        day_first = int(day) > 12
        return {
            "20 Nov 2026": f"{int(day)} {name} {year}",
            "November 20, 2026": f"{name} {int(day)}, {year}",
            "2026/11/20": f"{year}/{month}/{day}",
            "20.11.2026": f"{day}.{month}.{year}",
            "11/20/2026": f"{month}/{day}/{year}" if day_first else f"{year}{month}{day}",
            "midnight": f"{text}T00:00:00Z",
        }[way]

    return write


def rule_for(fits: Fits, into: Callable[[Any], Any]) -> Changed:
    return lambda call, dice: change(call, dice, fits, into)


def _truth(words: tuple[str, str]) -> Callable[[Any], Any]:
    return lambda value: words[0] if value else words[1]


def _null_added(call: Call, dice: random.Random) -> Arguments | None:
    left = [
        name for name in call.contract.arguments.get("properties", {}) if name not in call.arguments
    ]
    return {**call.arguments, dice.choice(left): None} if left else None


def _with_commas(value: list[Any]) -> Any:
    return ", ".join(value) if all(isinstance(one, str) for one in value) else value


def is_text(_name: str, value: Any, schema: dict[str, Any]) -> bool:
    return isinstance(value, str) and schema.get("type") == "string"


_ARRAY, _OBJECT = of_type("array"), of_type("object")
TYPES: Final = {
    "number for digits": rule_for(_plain_digits, int),
    "float for digits": rule_for(_plain_digits, float),
    "numbers in a list": rule_for(_ARRAY, lambda v: [int(x) if str(x).isdigit() else x for x in v]),
    "list as JSON text": rule_for(_ARRAY, json.dumps),
    "list as Python text": rule_for(_ARRAY, str),
    "list with commas": rule_for(_ARRAY, _with_commas),
    "one item for its list": rule_for(
        lambda n, v, s: _ARRAY(n, v, s) and len(v) == 1, lambda v: v[0]
    ),
    "list of one": rule_for(is_text, lambda v: [v]),
    "object as JSON text": rule_for(_OBJECT, json.dumps),
    "integer as text": rule_for(of_type("integer"), str),
    "integer as float text": rule_for(of_type("integer"), lambda v: f"{v}.0"),
    "number as text": rule_for(of_type("number"), str),
    "number with groups": rule_for(of_type("number"), lambda v: f"{v:,.2f}"),
    "true as text": rule_for(of_type("boolean"), _truth(("true", "false"))),
    "True as text": rule_for(of_type("boolean"), _truth(("True", "False"))),
    "yes and no": rule_for(of_type("boolean"), _truth(("yes", "no"))),
    "one and zero": rule_for(of_type("boolean"), int),
    "on and off": rule_for(of_type("boolean"), _truth(("on", "off"))),
    "amount as number": rule_for(is_money, float),
    "amount with a sign": rule_for(is_money, lambda v: f"€{v}"),
    "amount in words of Europe": rule_for(is_money, lambda v: v.replace(".", ",") + " EUR"),
    "amount with groups": rule_for(is_money, _grouped),
    "null for what is left out": _null_added,
    **{
        f"date like {way}": rule_for(is_date, _written_date(way))
        for way in (
            "20 Nov 2026",
            "November 20, 2026",
            "2026/11/20",
            "20.11.2026",
            "11/20/2026",
            "midnight",
        )
    },
}
