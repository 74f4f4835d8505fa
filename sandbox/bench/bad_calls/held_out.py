"""Mistakes that the mends were not made with: other words, other slips, other wrappings.

Written after the mends were frozen. What they showed was counted once before anything was changed
for it; docs/repair.md has both figures.
"""

import random
import re
from typing import Any, Final

from sandbox.bench.bad_calls.corpus import Arguments, Call
from sandbox.bench.bad_calls.held_out_words import SAID, WORDS
from sandbox.bench.bad_calls.ids import is_id
from sandbox.bench.bad_calls.names import any_name, rename
from sandbox.bench.bad_calls.values import Changed, change

_NEIGHBOURS: Final = dict(
    zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopoasdfghjkkxcvbnmn", strict=True)
)


def _word(call: Call, dice: random.Random) -> Arguments | None:
    known = [name for name in call.arguments if name in WORDS]
    if not known:
        return None
    name = dice.choice(known)
    return rename(call.arguments, name, dice.choice(WORDS[name]))


def _two_words(call: Call, dice: random.Random) -> Arguments | None:
    known = [name for name in call.arguments if name in WORDS]
    if len(known) < 2:
        return None
    found: Arguments | None = call.arguments
    for name in dice.sample(known, 2):
        found = rename(found, name, dice.choice(WORDS[name])) if found else None
    return found


def _next_key(text: str, dice: random.Random) -> str:
    """One letter, not the first, is its neighbour on the keyboard."""
    places = [at for at, sign in enumerate(text) if at > 0 and sign in _NEIGHBOURS]
    if not places:
        return text
    at = dice.choice(places)
    return text[:at] + _NEIGHBOURS[text[at]] + text[at + 1 :]


def _name_slip(call: Call, dice: random.Random) -> Arguments | None:
    name = any_name(call, dice)
    return rename(call.arguments, name, _next_key(name, dice)) if len(name) > 5 else None


def _odd_case(call: Call, dice: random.Random) -> Arguments | None:
    ways = (
        lambda name: f"{name}_",
        lambda name: f" {name}",
        lambda name: f"{name}:",
        lambda name: name.replace("_", "__"),
        lambda name: name.replace("_", "").upper(),
        lambda name: "".join(s.upper() if at % 2 else s for at, s in enumerate(name)),
        lambda name: f"${name}",
    )
    name = any_name(call, dice)
    return rename(call.arguments, name, dice.choice(ways)(name))


NAMES: Final[dict[str, Changed]] = {
    "another word": _word,
    "two other words": _two_words,
    "a neighbour on the keyboard": _name_slip,
    "an odd case": _odd_case,
}


def _typed(kind: str) -> Any:
    return lambda _n, _v, schema: schema.get("type") == kind and "enum" not in schema


def _rule(fits: Any, into: Any) -> Changed:
    return lambda call, dice: change(call, dice, fits, into)


def _strings(_n: str, value: Any, _s: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(x, str) for x in value)


def _day(way: str) -> Any:
    months = (
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

    def write(text: str) -> str:
        year, month, day = text.split("-")
        return way.format(
            d=int(day), m=int(month), y=year, M=months[int(month) - 1], dd=day, mm=month
        )

    return _rule(lambda _n, _v, s: s.get("format") == "date", write)


def _two_ids(name: str, value: Any, schema: Any) -> bool:
    two = _strings(name, value, schema) and len(value) == 2
    return two and any(sign.isdigit() for sign in value[0])


def _text_value(_n: str, value: Any, schema: Any) -> bool:
    return isinstance(value, str) and schema.get("type") == "string"


TYPES: Final[dict[str, Changed]] = {
    "a list by lines": _rule(_strings, "\n".join),
    "a list with pipes": _rule(_strings, "|".join),
    "a list with and": _rule(_two_ids, " and ".join),
    "a list by numbers": _rule(_strings, lambda v: {str(at): one for at, one in enumerate(v)}),
    "objects for ids": _rule(_strings, lambda v: [{"id": one} for one in v]),
    "nested lists": _rule(_text_value, lambda v: [[v]]),
    "integer with a sign": _rule(_typed("integer"), lambda v: f"+{v}"),
    "integer with spaces": _rule(_typed("integer"), lambda v: f" {v} "),
    "integer in a list": _rule(_typed("integer"), lambda v: [v]),
    "integer in a list as text": _rule(_typed("integer"), lambda v: [str(v)]),
    "number with a comma": _rule(_typed("number"), lambda v: f"{v:.2f}".replace(".", ",")),
    "number with zeros": _rule(_typed("number"), lambda v: f"{v:.4f}"),
    "TRUE": _rule(_typed("boolean"), lambda v: "TRUE" if v else "FALSE"),
    "Y and N": _rule(_typed("boolean"), lambda v: "Y" if v else "N"),
    "a truth in a list": _rule(_typed("boolean"), lambda v: [v]),
    "a truth as a float": _rule(_typed("boolean"), float),
    "20 November 2026": _day("{d} {M} {y}"),
    "November 20 2026": _day("{M} {d} {y}"),
    "20th of November 2026": _day("{d}th of {M} {y}"),
    "2026-1-5": _day("{y}-{m}-{d}"),
    "2026.11.20": _day("{y}.{mm}.{dd}"),
    "20261120": _day("{y}{mm}{dd}"),
    "20-Nov-2026": _day("{dd}-{M:.3}-{y}"),
    "T00:00:00": _day("{y}-{mm}-{dd}T00:00:00"),
}


def _money(_n: str, _v: Any, schema: Any) -> bool:
    return r"\.[0-9]{2}" in schema.get("pattern", "")


def _money_ending(end: str) -> Any:
    return lambda n, v, s: _money(n, v, s) and v.endswith(end)


TYPES.update(
    {
        "an amount with its code in front": _rule(_money, lambda v: f"EUR {v}"),
        "an amount with a comma": _rule(_money, lambda v: v.replace(".", ",")),
        "an amount without cents": _rule(_money_ending(".00"), lambda v: v[:-3]),
        "an amount in an object": _rule(_money, lambda v: {"value": v, "currency": "EUR"}),
        "an amount with one place": _rule(_money_ending("0"), lambda v: v[:-1]),
    }
)


def _choice(_n: str, value: Any, schema: Any) -> bool:
    return isinstance(value, str) and bool(schema.get("enum"))


def _choice_slip(call: Call, dice: random.Random) -> Arguments | None:
    fits = lambda n, v, s: _choice(n, v, s) and len(v) > 5  # noqa: E731
    return change(call, dice, fits, lambda v: _next_key(v, dice))


def _choice_said(call: Call, dice: random.Random) -> Arguments | None:
    return change(
        call, dice, lambda n, v, s: _choice(n, v, s) and v in SAID, lambda v: dice.choice(SAID[v])
    )


ENUMS: Final[dict[str, Changed]] = {
    "a neighbour on the keyboard": _choice_slip,
    "said otherwise": _choice_said,
    "dots": _rule(_choice, lambda v: re.sub(r"[_ ]", ".", v)),
    "no separators": _rule(_choice, lambda v: re.sub(r"[_ ]", "", v)),
    "a full stop": _rule(_choice, lambda v: v.capitalize() + "."),
    "in a list": _rule(_choice, lambda v: [v]),
    "in an object": _rule(_choice, lambda v: {"value": v}),
    "spaces around": _rule(_choice, lambda v: f"  {v}\n"),
    "PascalCase": _rule(_choice, lambda v: re.sub(r"(?:^|[_ ])(\w)", lambda m: m[1].upper(), v)),
}


def _id(into: Any) -> Changed:
    return lambda call, dice: change(call, dice, is_id(call), into)


def _named_id(form: str) -> Changed:
    def mutate(call: Call, dice: random.Random) -> Arguments | None:
        names = [name for name, value in call.arguments.items() if is_id(call)(name, value, {})]
        if not names:
            return None
        name = dice.choice(names)
        noun = name.removesuffix("_id").replace("_", " ")
        return {**call.arguments, name: form.format(noun=noun, id=call.arguments[name])}

    return mutate


def _digits_as_float(value: str) -> Any:
    return float(re.sub(r"\D", "", value)) if re.fullmatch(r"\D*[1-9]\d*", value) else value


IDS: Final[dict[str, Changed]] = {
    "Order: O-10042": _named_id("{noun}: {id}"),
    "order no. O-10042": _named_id("{noun} no. {id}"),
    "order id O-10042": _named_id("{noun} id {id}"),
    "ORDER #O-10042": _named_id("{noun} #{id}"),
    "bold": _id(lambda v: f"**{v}**"),
    "code": _id(lambda v: f"`{v}`"),
    "angle brackets": _id(lambda v: f"<{v}>"),
    "double quotes": _id(lambda v: f'"{v}"'),
    "a trailing space": _id(lambda v: f"{v}  "),
    "a tab and a line": _id(lambda v: f"\t{v}\n"),
    "title case": _id(str.title),
    "slash": _id(lambda v: re.sub(r"[-_](?=\d)", "/", v)),
    "en dash": _id(lambda v: v.replace("-", "–") if "-" in v else v),
    "digits as a float": _id(_digits_as_float),
    "a comma at the end": _id(lambda v: f"{v},"),
    "in a list": _id(lambda v: [v]),
    "in an object": _id(lambda v: {"id": v}),
}
