"""Choices that are nearly one of those there are."""

import random
import re
from collections.abc import Mapping
from typing import Any, Final

from sandbox.bench.bad_calls.corpus import Arguments, Call
from sandbox.bench.bad_calls.names import slip
from sandbox.bench.bad_calls.values import Changed, change, rule_for


def is_choice(name: str, value: Any, schema: dict[str, Any]) -> bool:
    return isinstance(value, str) and len(schema.get("enum", ())) > 0


def _choice_typo(call: Call, dice: random.Random) -> Arguments | None:
    return change(call, dice, is_choice, lambda value: slip(value, dice))


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


def said_as(words: Mapping[str, tuple[str, ...]]) -> Changed:
    """One of the choices that `words` knows becomes one of the words for it."""

    def mutate(call: Call, dice: random.Random) -> Arguments | None:
        known = lambda n, v, s: is_choice(n, v, s) and v in words  # noqa: E731
        return change(call, dice, known, lambda v: dice.choice(words[v]))

    return mutate


def _other_space(value: str) -> str:
    return value.replace("_", " ") if "_" in value else value.replace(" ", "_")


ENUMS: Final = {
    "upper case": rule_for(is_choice, str.upper),
    "title case": rule_for(is_choice, lambda v: v.replace("_", " ").title()),
    "other separator": rule_for(is_choice, lambda v: re.sub(r"[_ ]", "-", v)),
    "spaces or underscores": rule_for(is_choice, _other_space),
    "camelCase": rule_for(is_choice, lambda v: re.sub(r"[_ ](\w)", lambda m: m[1].upper(), v)),
    "typo": _choice_typo,
    "typo again": _choice_typo,
    "other words": said_as(CHOICES),
    "a full stop or quotes": rule_for(is_choice, lambda v: f"'{v}'"),
}
