"""Wrong values: of another type, a near choice, an id in another spelling."""

import json
import random
import re
from collections.abc import Callable
from typing import Any, Final

from bench.bad_calls.corpus import Arguments, Call
from bench.bad_calls.names import any_name

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


def _rule(
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


def _other_space(value: str) -> str:
    return value.replace("_", " ") if "_" in value else value.replace(" ", "_")


_ARRAY, _OBJECT = _when("array"), _when("object")
TYPES: Final = {
    "number for digits": _rule(_plain_digits, int),
    "float for digits": _rule(_plain_digits, float),
    "numbers in a list": _rule(_ARRAY, lambda v: [int(x) if str(x).isdigit() else x for x in v]),
    "list as JSON text": _rule(_ARRAY, json.dumps),
    "list as Python text": _rule(_ARRAY, str),
    "list with commas": _rule(_ARRAY, _with_commas),
    "one item for its list": _rule(lambda n, v, s: _ARRAY(n, v, s) and len(v) == 1, lambda v: v[0]),
    "list of one": _rule(_is_text, lambda v: [v]),
    "object as JSON text": _rule(_OBJECT, json.dumps),
    "integer as text": _rule(_when("integer"), str),
    "integer as float text": _rule(_when("integer"), lambda v: f"{v}.0"),
    "number as text": _rule(_when("number"), str),
    "number with groups": _rule(_when("number"), lambda v: f"{v:,.2f}"),
    "true as text": _rule(_when("boolean"), _truth(("true", "false"))),
    "True as text": _rule(_when("boolean"), _truth(("True", "False"))),
    "yes and no": _rule(_when("boolean"), _truth(("yes", "no"))),
    "one and zero": _rule(_when("boolean"), int),
    "on and off": _rule(_when("boolean"), _truth(("on", "off"))),
    "amount as number": _rule(_money, float),
    "amount with a sign": _rule(_money, lambda v: f"€{v}"),
    "amount in words of Europe": _rule(_money, lambda v: v.replace(".", ",") + " EUR"),
    "amount with groups": _rule(_money, _grouped),
    "null for what is left out": _null_added,
    **{
        f"date like {way}": _rule(_date, _written_date(way))
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


def _choice(name: str, value: Any, schema: dict[str, Any]) -> bool:
    return isinstance(value, str) and len(schema.get("enum", ())) > 0


def _choice_typo(call: Call, dice: random.Random) -> Arguments | None:
    def slip(value: str) -> str:
        if len(value) < 5:
            return value
        at = dice.randrange(1, len(value) - 1)
        ways = (
            value[:at] + value[at + 1 :],
            value[:at] + value[at] + value[at:],
            value[:at] + value[at + 1] + value[at] + value[at + 2 :],
        )
        return dice.choice(ways)

    return change(call, dice, _choice, slip)


CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "no longer needed": (
        "not needed anymore",
        "no longer required",
        "no longer need it",
        "don't need it anymore",
        "not needed",
    ),
    "ordered by mistake": (
        "mistake",
        "by mistake",
        "ordered by accident",
        "mistaken order",
        "accidental order",
        "order placed by mistake",
    ),
    "damaged": ("broken", "damage", "item damaged", "arrived damaged"),
    "wrong_item": ("wrong product", "wrong", "wrong item received", "incorrect item"),
    "missing_part": ("part missing", "missing parts", "parts missing"),
    "not_received": ("never received", "not received yet", "was not received"),
    "urgent": ("very urgent", "critical"),
    "high": ("high priority", "hi"),
    "normal": ("medium", "normal priority", "standard"),
    "low": ("low priority",),
    "question": ("general question", "questions"),
    "problem": ("a problem", "problems"),
    "does_not_fit": ("doesn't fit", "not fitting"),
    "arrived_late": ("late arrival", "late"),
    "ordered_twice": ("ordered two times", "double order"),
    "cancelled": ("canceled",),
    "delivered": ("delivery", "has been delivered"),
    "EUR": ("Euro", "euros", "€"),
    "office_furniture": ("furniture", "office furnitures"),
    "single": ("single bed", "single room"),
    "double": ("double bed",),
    "express": ("express delivery", "expres"),
    "email": ("e-mail", "mail"),
    "sms": ("SMS message", "text message"),
    "this_month": ("in this month", "within this month"),
    "solved": ("resolved",),
}


def _choice_synonym(call: Call, dice: random.Random) -> Arguments | None:
    return change(
        call,
        dice,
        lambda n, v, s: _choice(n, v, s) and v in CHOICES,
        lambda v: dice.choice(CHOICES[v]),
    )


ENUMS: Final = {
    "upper case": _rule(_choice, str.upper),
    "title case": _rule(_choice, lambda v: v.replace("_", " ").title()),
    "other separator": _rule(_choice, lambda v: re.sub(r"[_ ]", "-", v)),
    "spaces or underscores": _rule(_choice, _other_space),
    "camelCase": _rule(_choice, lambda v: re.sub(r"[_ ](\w)", lambda m: m[1].upper(), v)),
    "typo": _choice_typo,
    "typo again": _choice_typo,
    "other words": _choice_synonym,
    "a full stop or quotes": _rule(_choice, lambda v: f"'{v}'"),
}


def is_id(call: Call) -> Callable[[str, Any, dict[str, Any]], bool]:
    return lambda name, value, _schema: name in call.contract.references and isinstance(value, str)


def _id(into: Callable[[str], Any]) -> Callable[[Call, random.Random], Arguments | None]:
    return lambda call, dice: change(call, dice, is_id(call), into)


def _list_id(into: Callable[[str], Any]) -> Callable[[Call, random.Random], Arguments | None]:
    """One id in a list of ids."""

    def mutate(call: Call, dice: random.Random) -> Arguments | None:
        lists = [
            n
            for n, v in call.arguments.items()
            if n in call.contract.references and isinstance(v, list) and v
        ]
        if not lists:
            return None
        name = dice.choice(lists)
        values = list(call.arguments[name])
        at = dice.randrange(len(values))
        values[at] = into(values[at])
        return {**call.arguments, name: values} if values != call.arguments[name] else None

    return mutate


def _letters(text: str) -> str:
    return re.match(r"[^0-9]*", text)[0]  # type: ignore[index]


def _bare(text: str) -> str:
    """Without its prefix, where the rest is digits."""
    rest = text[len(_letters(text)) :]
    return rest if rest.isdigit() else text


def _padded(text: str) -> str:
    return re.sub(r"(\d+)$", lambda match: f"0{match[1]}", text)


def _unpadded(text: str) -> str:
    return re.sub(r"(?<=\D)0+(?=\d)", "", text)


def _noun(call: Call, dice: random.Random) -> Arguments | None:
    names = [name for name in call.arguments if is_id(call)(name, call.arguments[name], {})]
    if not names:
        return None
    name = dice.choice(names)
    noun = name.removesuffix("_id").replace("_", " ")
    return {**call.arguments, name: f"{noun} {call.arguments[name]}"}


IDS: Final = {
    "no hash or prefix": _id(_bare),
    "no hash": _id(lambda v: v.lstrip("#")),
    "a hash": _id(lambda v: f"#{v}" if not v.startswith("#") else v),
    "lower case": _id(str.lower),
    "upper case": _id(str.upper),
    "spaces around": _id(lambda v: f" {v} "),
    "a space inside": _id(lambda v: re.sub(r"(?<=\D)(?=\d)", " ", v, count=1)),
    "other separators": _id(lambda v: v.replace("_", "-") if "_" in v else v.replace("-", "_")),
    "no separators": _id(lambda v: re.sub(r"[_-]", "", v)),
    "the noun in front": _noun,
    "zeros lost": _id(_unpadded),
    "a zero more": _id(_padded),
    "as a number": _id(lambda v: int(_bare(v)) if _bare(v).isdigit() and _bare(v)[0] != "0" else v),
    "in quotes": _id(lambda v: f"'{v}'"),
    "a full stop": _id(lambda v: f"{v}."),
    "spaces in a list": _list_id(lambda v: f" {v}"),
    "a hash in a list": _list_id(lambda v: f"#{v}"),
    "a number in a list": _list_id(lambda v: int(v) if v.isdigit() else v),
    "brackets": _id(lambda v: f"[{v}]"),
}


def _other_digit(text: str, dice: random.Random) -> str:
    places = [at for at, sign in enumerate(text) if sign.isdigit()]
    if not places:
        return text
    at = dice.choice(places)
    return text[:at] + str((int(text[at]) + dice.randint(1, 9)) % 10) + text[at + 1 :]


def _dropped_digit(text: str, dice: random.Random) -> str:
    places = [at for at, sign in enumerate(text) if sign.isdigit() and sign != "0"]
    at = dice.choice(places) if places else 0
    return text[:at] + text[at + 1 :] if places else text


def _swapped(text: str, dice: random.Random) -> str:
    pairs = [
        at
        for at in range(len(text) - 1)
        if text[at : at + 2].isdigit() and text[at] != text[at + 1]
    ]
    if not pairs:
        return text
    at = dice.choice(pairs)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _wrong_id(way: Callable[[str, random.Random], str]) -> Callable[[Call, random.Random], Any]:
    return lambda call, dice: change(call, dice, is_id(call), lambda v: way(v, dice))


def _not_a_choice(call: Call, dice: random.Random) -> Arguments | None:
    return change(
        call, dice, _choice, lambda v: dice.choice(("n/a", "other", "unknown", "something else"))
    )


def _left_out(call: Call, dice: random.Random) -> Arguments | None:
    needed = [
        name for name in call.contract.arguments.get("required", ()) if name in call.arguments
    ]
    if not needed:
        return None
    gone = dice.choice(needed)
    return {name: value for name, value in call.arguments.items() if name != gone}


def _invented(call: Call, dice: random.Random) -> Arguments | None:
    more = (
        ("confirmed", True),
        ("comment", "as requested"),
        ("amount_paid", 12.5),
        ("notify", "yes"),
    )
    name, value = dice.choice(more)
    return {**call.arguments, name: value} if name not in call.arguments else None


def _replaced(call: Call, dice: random.Random) -> Arguments | None:
    """A needed argument is gone, and one about something else is there."""
    gone = _left_out(call, dice)
    return (
        {**gone, dice.choice(("mood", "channel_hint", "previous_value")): "x-17"}
        if gone is not None
        else None
    )


def _any_name(call: Call, dice: random.Random) -> Arguments:
    gone = any_name(call, dice)
    return {**{name: value for name, value in call.arguments.items() if name != gone}, "zz": 1}


UNMENDABLE: Final = {
    "another digit in an id": _wrong_id(_other_digit),
    "a digit less in an id": _wrong_id(_dropped_digit),
    "two digits swapped in an id": _wrong_id(_swapped),
    "another choice": _not_a_choice,
    "something left out": _left_out,
    "something added": _invented,
    "something else instead": _replaced,
    "any name": _any_name,
}
"""Nobody knows what was meant: these have to go back."""
