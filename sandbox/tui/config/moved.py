"""The keys as they are now: what the config moved, for hints and help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sandbox.tui.config.names import NONE, short, written
from sandbox.tui.key import Key

_MOVED: Final[dict[str, str]] = {}


def move(keys: Mapping[str, str]) -> None:
    """Takes note of moved keys: id to Textual's keys. All others are as they were made."""
    _MOVED.clear()
    _MOVED.update(keys)


def now(key: Key) -> Key:
    """`key` with the keys that it has now."""
    keys = _MOVED.get(key.id)
    if keys is None:
        return key
    return replace(key, keys=keys, show="–" if keys == NONE else short(keys.split(",")[0]))


def taken_away(key: Key) -> bool:
    """True for a key that the config gave none."""
    return _MOVED.get(key.id) == NONE


def all_written(key: Key) -> str:
    """All keys that `key` has now, as hints show them."""
    return written(_MOVED.get(key.id, key.keys))


def shown(identifier: str) -> str:
    """The first key that `identifier` has now, as hints show it."""
    from sandbox.tui.keymap import KEYS

    return next(now(key).show for key in KEYS if key.id == identifier)
