"""Wrong calls that nobody can put right without asking."""

import random
from collections.abc import Callable
from typing import Any, Final

from sandbox.bench.bad_calls.choices import is_choice
from sandbox.bench.bad_calls.corpus import Arguments, Call
from sandbox.bench.bad_calls.ids import is_id
from sandbox.bench.bad_calls.names import any_name
from sandbox.bench.bad_calls.values import change


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
        call, dice, is_choice, lambda v: dice.choice(("n/a", "other", "unknown", "something else"))
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
