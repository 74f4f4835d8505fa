"""Values of another type, and how one value of a call is changed."""

import json
import random
from collections.abc import Callable
from typing import Any, Final

from sandbox.bench.bad_calls.corpus import Arguments, Call

_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)


Changed = Callable[[Call, random.Random], Any]


def _schema(call: Call, name: str) -> dict[str, Any]:
    return call.contract.arguments.get("properties", {}).get(name, {})


def change(
    call: Call,
    dice: random.Random,
    fits: Callable[[str, Any, dict[str, Any]], bool],
    into: Callable[[Any], Any],
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


def _when(kind: str) -> Callable[[str, Any, dict[str, Any]], bool]:
    return lambda _name, _value, schema: schema.get("type") == kind and "enum" not in schema


def _plain_digits(_name: str, value: Any, schema: dict[str, Any]) -> bool:
    digits = isinstance(value, str) and value.isdigit() and value[0] != "0"
    return digits and schema.get("type") == "string"


def _date(_name: str, _value: Any, schema: dict[str, Any]) -> bool:
    return schema.get("format") == "date"


def _money(_name: str, _value: Any, schema: dict[str, Any]) -> bool:
    return r"\.[0-9]{2}" in schema.get("pattern", "")


def _grouped(text: str) -> str:
    return f"{float(text):,.2f}"


def _written_date(way: str) -> Callable[[str], str]:
    def write(text: str) -> str:
        year, month, day = text.split("-")
        name = _MONTHS[int(month) - 1]
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


def rule_for(
    fits: Callable[[str, Any, dict[str, Any]], bool], into: Callable[[Any], Any]
) -> Callable[[Call, random.Random], Arguments | None]:
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


def _is_text(_name: str, value: Any, schema: dict[str, Any]) -> bool:
    return isinstance(value, str) and schema.get("type") == "string"


_ARRAY, _OBJECT = _when("array"), _when("object")
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
    "list of one": rule_for(_is_text, lambda v: [v]),
    "object as JSON text": rule_for(_OBJECT, json.dumps),
    "integer as text": rule_for(_when("integer"), str),
    "integer as float text": rule_for(_when("integer"), lambda v: f"{v}.0"),
    "number as text": rule_for(_when("number"), str),
    "number with groups": rule_for(_when("number"), lambda v: f"{v:,.2f}"),
    "true as text": rule_for(_when("boolean"), _truth(("true", "false"))),
    "True as text": rule_for(_when("boolean"), _truth(("True", "False"))),
    "yes and no": rule_for(_when("boolean"), _truth(("yes", "no"))),
    "one and zero": rule_for(_when("boolean"), int),
    "on and off": rule_for(_when("boolean"), _truth(("on", "off"))),
    "amount as number": rule_for(_money, float),
    "amount with a sign": rule_for(_money, lambda v: f"€{v}"),
    "amount in words of Europe": rule_for(_money, lambda v: v.replace(".", ",") + " EUR"),
    "amount with groups": rule_for(_money, _grouped),
    "null for what is left out": _null_added,
    **{
        f"date like {way}": rule_for(_date, _written_date(way))
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
