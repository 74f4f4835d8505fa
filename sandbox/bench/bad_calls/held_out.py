"""Mistakes that the mends were not made with: other words, other slips, other wrappings.

Written after the mends were frozen. What they showed was counted once before anything was changed
for it; docs/repair.md has both figures.
"""

import random
import re
from typing import Any, Final

from sandbox.bench.bad_calls.choices import is_choice, said_as
from sandbox.bench.bad_calls.corpus import Arguments, Call
from sandbox.bench.bad_calls.held_out_words import SAID, WORDS
from sandbox.bench.bad_calls.ids import changed_id, named_id
from sandbox.bench.bad_calls.names import any_name, rename, synonym
from sandbox.bench.bad_calls.values import (
    MONTHS,
    Changed,
    Fits,
    change,
    is_date,
    is_money,
    is_text,
    of_type,
    rule_for,
)

_NEIGHBOURS: Final = dict(
    zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiopoasdfghjkkxcvbnmn", strict=True)
)


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
    "another word": synonym(WORDS),
    "two other words": _two_words,
    "a neighbour on the keyboard": _name_slip,
    "an odd case": _odd_case,
}


def _strings(_n: str, value: Any, _s: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(x, str) for x in value)


def _day(way: str) -> Changed:
    def write(text: str) -> str:
        year, month, day = text.split("-")
        return way.format(
            d=int(day), m=int(month), y=year, M=MONTHS[int(month) - 1], dd=day, mm=month
        )

    return rule_for(is_date, write)


def _two_ids(name: str, value: Any, schema: Any) -> bool:
    two = _strings(name, value, schema) and len(value) == 2
    return two and any(sign.isdigit() for sign in value[0])


TYPES: Final[dict[str, Changed]] = {
    "a list by lines": rule_for(_strings, "\n".join),
    "a list with pipes": rule_for(_strings, "|".join),
    "a list with and": rule_for(_two_ids, " and ".join),
    "a list by numbers": rule_for(_strings, lambda v: {str(at): one for at, one in enumerate(v)}),
    "objects for ids": rule_for(_strings, lambda v: [{"id": one} for one in v]),
    "nested lists": rule_for(is_text, lambda v: [[v]]),
    "integer with a sign": rule_for(of_type("integer"), lambda v: f"+{v}"),
    "integer with spaces": rule_for(of_type("integer"), lambda v: f" {v} "),
    "integer in a list": rule_for(of_type("integer"), lambda v: [v]),
    "integer in a list as text": rule_for(of_type("integer"), lambda v: [str(v)]),
    "number with a comma": rule_for(of_type("number"), lambda v: f"{v:.2f}".replace(".", ",")),
    "number with zeros": rule_for(of_type("number"), lambda v: f"{v:.4f}"),
    "TRUE": rule_for(of_type("boolean"), lambda v: "TRUE" if v else "FALSE"),
    "Y and N": rule_for(of_type("boolean"), lambda v: "Y" if v else "N"),
    "a truth in a list": rule_for(of_type("boolean"), lambda v: [v]),
    "a truth as a float": rule_for(of_type("boolean"), float),
    "20 November 2026": _day("{d} {M} {y}"),
    "November 20 2026": _day("{M} {d} {y}"),
    "20th of November 2026": _day("{d}th of {M} {y}"),
    "2026-1-5": _day("{y}-{m}-{d}"),
    "2026.11.20": _day("{y}.{mm}.{dd}"),
    "20261120": _day("{y}{mm}{dd}"),
    "20-Nov-2026": _day("{dd}-{M:.3}-{y}"),
    "T00:00:00": _day("{y}-{mm}-{dd}T00:00:00"),
}


def _money_ending(end: str) -> Fits:
    return lambda n, v, s: is_money(n, v, s) and v.endswith(end)


TYPES.update(
    {
        "an amount with its code in front": rule_for(is_money, lambda v: f"EUR {v}"),
        "an amount with a comma": rule_for(is_money, lambda v: v.replace(".", ",")),
        "an amount without cents": rule_for(_money_ending(".00"), lambda v: v[:-3]),
        "an amount in an object": rule_for(is_money, lambda v: {"value": v, "currency": "EUR"}),
        "an amount with one place": rule_for(_money_ending("0"), lambda v: v[:-1]),
    }
)


def _choice_slip(call: Call, dice: random.Random) -> Arguments | None:
    fits = lambda n, v, s: is_choice(n, v, s) and len(v) > 5  # noqa: E731
    return change(call, dice, fits, lambda v: _next_key(v, dice))


ENUMS: Final[dict[str, Changed]] = {
    "a neighbour on the keyboard": _choice_slip,
    "said otherwise": said_as(SAID),
    "dots": rule_for(is_choice, lambda v: re.sub(r"[_ ]", ".", v)),
    "no separators": rule_for(is_choice, lambda v: re.sub(r"[_ ]", "", v)),
    "a full stop": rule_for(is_choice, lambda v: v.capitalize() + "."),
    "in a list": rule_for(is_choice, lambda v: [v]),
    "in an object": rule_for(is_choice, lambda v: {"value": v}),
    "spaces around": rule_for(is_choice, lambda v: f"  {v}\n"),
    "PascalCase": rule_for(
        is_choice, lambda v: re.sub(r"(?:^|[_ ])(\w)", lambda m: m[1].upper(), v)
    ),
}


def _digits_as_float(value: str) -> Any:
    return float(re.sub(r"\D", "", value)) if re.fullmatch(r"\D*[1-9]\d*", value) else value


IDS: Final[dict[str, Changed]] = {
    "Order: O-10042": named_id("{noun}: {id}"),
    "order no. O-10042": named_id("{noun} no. {id}"),
    "order id O-10042": named_id("{noun} id {id}"),
    "ORDER #O-10042": named_id("{noun} #{id}"),
    "bold": changed_id(lambda v: f"**{v}**"),
    "code": changed_id(lambda v: f"`{v}`"),
    "angle brackets": changed_id(lambda v: f"<{v}>"),
    "double quotes": changed_id(lambda v: f'"{v}"'),
    "a trailing space": changed_id(lambda v: f"{v}  "),
    "a tab and a line": changed_id(lambda v: f"\t{v}\n"),
    "title case": changed_id(str.title),
    "slash": changed_id(lambda v: re.sub(r"[-_](?=\d)", "/", v)),
    "en dash": changed_id(lambda v: v.replace("-", "–") if "-" in v else v),
    "digits as a float": changed_id(_digits_as_float),
    "a comma at the end": changed_id(lambda v: f"{v},"),
    "in a list": changed_id(lambda v: [v]),
    "in an object": changed_id(lambda v: {"id": v}),
}
