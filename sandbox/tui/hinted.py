"""Which keys do something where the focus is: what the bottom line may say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.screen import Screen

from sandbox.tui.key import Key


def active(screen: Screen[Any], keys: Iterable[Key]) -> list[Key]:
    """Those of `keys` that are bound where the focus is, each key once.

    A key is known by its id; a hint of the focused field stands for what Textual binds there.
    """
    bound, own = screen.active_bindings, hints_of(screen.focused)
    found: dict[str, Key] = {}
    for key in keys:
        for name in key.keys.split(","):
            here = bound.get(name)
            if here is None or not here.enabled or key.show in found:
                continue
            if here.binding.id == key.id or key in own or _same(here.binding.action, key.action):
                found[key.show] = key
    return list(found.values())


def _same(one: str, other: str) -> bool:
    """Textual binds some of our actions itself, and more strongly."""
    return one.removeprefix("app.") == other.removeprefix("app.")


def hints_of(field: object) -> tuple[Key, ...]:
    """What a field says of its own keys, with the most useful first."""
    return getattr(field, "hint_keys", ())
