"""Real values in what a person leaves at a stop: each placeholder is put back once, or stays."""

import re
from collections.abc import Callable
from typing import Final

from sandbox.domain.base import JSON

Restore = Callable[[JSON], JSON]

_LITERAL: Final = re.compile(r"(\[LITERAL_[1-9][0-9]*\])")


def put_back(typed: JSON, shown: JSON, restore: Restore) -> JSON:
    """`typed`, with real values where it differs from `shown`.

    `shown` holds real values already. To restore those once more would make somebody's value of a
    text that only looks like a placeholder.
    """
    if isinstance(typed, dict) and isinstance(shown, dict):
        names = {key: key if key in shown else str(restore(key)) for key in typed}
        return {name: put_back(typed[key], shown.get(name), restore) for key, name in names.items()}
    if isinstance(typed, list) and isinstance(shown, list):
        padded = [*shown, *[None] * len(typed)]
        return [put_back(one, was, restore) for one, was in zip(typed, padded, strict=False)]
    is_same = type(typed) is type(shown) and typed == shown
    return typed if is_same else restore(typed)


def for_tools(restore: Restore) -> Restore:
    """A screen's `restore` without what customers typed that looks like a placeholder.

    That stays `[LITERAL_1]`, as in what a tool gets without a stop.
    """

    def restored(value: JSON) -> JSON:
        if isinstance(value, str):
            parts = _LITERAL.split(value)
            return "".join(one if _LITERAL.fullmatch(one) else str(restore(one)) for one in parts)
        if isinstance(value, dict):
            return {str(restored(key)): restored(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [restored(item) for item in value]
        return value

    return restored
