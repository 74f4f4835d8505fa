"""Ids of rows in another spelling."""

import random
import re
from collections.abc import Callable
from typing import Any, Final

from sandbox.bench.bad_calls.corpus import Arguments, Call
from sandbox.bench.bad_calls.values import Changed, Fits, change


def is_id(call: Call) -> Fits:
    return lambda name, value, _schema: name in call.contract.references and isinstance(value, str)


def changed_id(into: Callable[[str], Any]) -> Changed:
    return lambda call, dice: change(call, dice, is_id(call), into)


def _list_id(into: Callable[[str], Any]) -> Changed:
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


def named_id(form: str) -> Changed:
    """An id in words: `form` has {noun} and {id}."""

    def mutate(call: Call, dice: random.Random) -> Arguments | None:
        names = [name for name, value in call.arguments.items() if is_id(call)(name, value, {})]
        if not names:
            return None
        name = dice.choice(names)
        noun = name.removesuffix("_id").replace("_", " ")
        return {**call.arguments, name: form.format(noun=noun, id=call.arguments[name])}

    return mutate


IDS: Final = {
    "no hash or prefix": changed_id(_bare),
    "no hash": changed_id(lambda v: v.lstrip("#")),
    "a hash": changed_id(lambda v: f"#{v}" if not v.startswith("#") else v),
    "lower case": changed_id(str.lower),
    "upper case": changed_id(str.upper),
    "spaces around": changed_id(lambda v: f" {v} "),
    "a space inside": changed_id(lambda v: re.sub(r"(?<=\D)(?=\d)", " ", v, count=1)),
    "other separators": changed_id(
        lambda v: v.replace("_", "-") if "_" in v else v.replace("-", "_")
    ),
    "no separators": changed_id(lambda v: re.sub(r"[_-]", "", v)),
    "the noun in front": named_id("{noun} {id}"),
    "zeros lost": changed_id(_unpadded),
    "a zero more": changed_id(_padded),
    "as a number": changed_id(
        lambda v: int(_bare(v)) if _bare(v).isdigit() and _bare(v)[0] != "0" else v
    ),
    "in quotes": changed_id(lambda v: f"'{v}'"),
    "a full stop": changed_id(lambda v: f"{v}."),
    "spaces in a list": _list_id(lambda v: f" {v}"),
    "a hash in a list": _list_id(lambda v: f"#{v}"),
    "a number in a list": _list_id(lambda v: int(v) if v.isdigit() else v),
    "brackets": changed_id(lambda v: f"[{v}]"),
}
