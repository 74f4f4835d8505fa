"""Wrong calls that look mendable and are not: what was meant is something else, or anybody's guess.

A mend of one of these is a mistake, whatever it makes of it; each has to go back to the model.
"""

import random
import re
from typing import Any, Final

from sandbox.bench.bad_calls.choices import said_as
from sandbox.bench.bad_calls.corpus import Arguments, Call
from sandbox.bench.bad_calls.ids import is_id
from sandbox.bench.bad_calls.names import any_name, camel, rename
from sandbox.bench.bad_calls.unmendable import UNMENDABLE
from sandbox.bench.bad_calls.values import Changed, change, is_date, is_money

_OTHERS: Final = (
    "old_",
    "previous_",
    "billing_",
    "alternative_",
    "not_",
    "parent_",
    "second_",
)
_OPPOSITE: Final = {
    "no longer needed": ("still needed", "needed", "needed longer", "not no longer needed"),
    "ordered by mistake": ("not ordered by mistake", "ordered on purpose", "ordered", "no mistake"),
    "damaged": ("undamaged", "not damaged", "damaged and defective"),
    "defective": ("effective", "not defective"),
    "wrong_item": ("right item", "item", "wrong_address"),
    "not_received": ("received", "undelivered_but_refused"),
    "missing_part": ("part", "nothing missing"),
    "open": ("closed", "reopened", "not open"),
    "solved": ("unsolved", "not solved", "closed"),
    "urgent": ("not urgent", "normal or high"),
    "high": ("higher", "not high"),
    "low": ("lower", "slow"),
    "delivered": ("undelivered", "not delivered"),
    "single": ("not single", "singles or doubles"),
    "economy": ("economics", "not economy"),
    "EUR": ("USD", "$", "GBP", "dollars", "EURO or USD"),
    "under_1000": ("under_5000", "over_1000", "under_100"),
    "over_5000": ("over_500", "under_5000", "over_50000"),
    "this_month": ("next_month", "last_month"),
    "this_quarter": ("next_quarter", "a quarter"),
    "email": ("no email", "gmail account"),
    "en": ("eng", "es", "e"),
    "does_not_fit": ("fits", "does_fit"),
    "ordered_twice": ("ordered once", "ordered"),
    "arrived_late": ("arrived early", "arrived"),
}


def _qualified(call: Call, dice: random.Random) -> Arguments | None:
    """A name with a word in front that makes another thing of it."""
    name = any_name(call, dice)
    return rename(call.arguments, name, dice.choice(_OTHERS) + name)


def _of_another_table(call: Call, dice: random.Random) -> Arguments | None:
    """The right number behind another table's letters."""

    def swap(value: str) -> str:
        return re.sub(r"^[^0-9]*(?=\d)", dice.choice(("C-", "RF-", "T-", "X")), value)

    found = change(call, dice, is_id(call), swap)
    return found if found != call.arguments else None


def _two_ids(call: Call, dice: random.Random) -> Arguments | None:
    return change(
        call,
        dice,
        is_id(call),
        lambda v: f"{v} or {v[:-1]}{(int(v[-1]) + 1) % 10 if v[-1].isdigit() else 'x'}",
    )


def _parted(call: Call, dice: random.Random) -> Arguments | None:
    """A separator between the digits of an id: two numbers, or another one."""
    return change(call, dice, is_id(call), lambda v: re.sub(r"(\d)(\d+)$", r"\1-\2", v))


def _amount(call: Call, dice: random.Random) -> Arguments | None:
    ways = (
        lambda v: f"{v} USD",
        lambda v: f"${v}",
        lambda v: f"{v}5",
        lambda v: f"about {v}",
        lambda v: f"{v} or {v}",
        lambda v: f"{v.split('.')[0]},{v.split('.')[0].zfill(3)[-3:]}",
        lambda v: float(v) + 0.001,
    )
    return change(call, dice, is_money, dice.choice(ways))


def _date(call: Call, dice: random.Random) -> Arguments | None:
    ways = (
        lambda v: f"0{dice.randint(1, 4)}/0{dice.randint(5, 9)}/{v[:4]}",
        lambda v: f"{v[8:]}.{v[5:7]}.{v[2:4]}",
        lambda v: f"{v[:4]}-02-30",
        lambda v: f"{v} or later",
        lambda _: "next Friday",
        lambda v: f"{v}T23:30:00-08:00",
    )
    return change(call, dice, is_date, dice.choice(ways))


def _number(call: Call, dice: random.Random) -> Arguments | None:
    ways = (
        lambda v: f"{v}.5",
        lambda v: f"{v} or {v + 1}",
        lambda v: f"~{v}",
        lambda _: "several",
        lambda v: v + 0.5,
    )
    fits = lambda _n, _v, s: s.get("type") == "integer"  # noqa: E731
    return change(call, dice, fits, dice.choice(ways))


def _truth(call: Call, dice: random.Random) -> Arguments | None:
    words = ("maybe", "yes and no", "not sure", "2", "-1", "ask")
    return change(
        call, dice, lambda _n, _v, s: s.get("type") == "boolean", lambda _: dice.choice(words)
    )


def _zeros_lost(call: Call, dice: random.Random) -> Arguments | None:
    """Digits that began with a zero, as a number."""

    def fits(name: str, value: Any, schema: dict[str, Any]) -> bool:
        leads = isinstance(value, str) and value.isdigit() and value[0] == "0"
        return leads and name not in call.contract.references

    return change(call, dice, fits, int)


def _swapped_values(call: Call, dice: random.Random) -> Arguments | None:
    """The values of two arguments have changed places."""
    ids = [name for name in call.arguments if name in call.contract.references]
    others = [name for name in call.arguments if name not in ids]
    if not ids or not others:
        return None
    one, other = dice.choice(ids), dice.choice(others)
    return {**call.arguments, one: call.arguments[other], other: call.arguments[one]}


def _twice(call: Call, dice: random.Random) -> Arguments | None:
    """Two spellings of one name with two values."""
    name = dice.choice([n for n in call.arguments if "_" in n] or [""])
    if not name or not isinstance(call.arguments[name], str):
        return None
    rest = {key: value for key, value in call.arguments.items() if key != name}
    return {
        **rest,
        camel(name): call.arguments[name],
        name.replace("_", "-"): call.arguments[name] + "1",
    }


TRAPS: Final[dict[str, Changed]] = {
    **UNMENDABLE,
    "another thing by its name": _qualified,
    "the opposite choice": said_as(_OPPOSITE),
    "an id of another table": _of_another_table,
    "two ids": _two_ids,
    "digits of an id parted": _parted,
    "an amount that is not exact": _amount,
    "a date that may be another": _date,
    "a number that is not exact": _number,
    "a truth that is none": _truth,
    "zeros that a number lost": _zeros_lost,
    "two values in each other's place": _swapped_values,
    "one argument twice": _twice,
}
