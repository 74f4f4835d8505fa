"""`[keys]` of the config: which keys a person moved, and what can't be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

from sandbox.tui.config.file import Entry
from sandbox.tui.config.names import NONE, KeyNameError, key_name, short, types
from sandbox.tui.key import Area, Key

ALONE: Final[frozenset[Area]] = frozenset(("confirm", "mark", "sessions", "compare"))
"""Areas that cover the main screen: its keys do nothing there."""
TYPED: Final[frozenset[Area]] = frozenset(("prompt", "human"))
"""Areas in which letters are typed."""
FIELD: Final = {
    "ctrl+a": "the start of the line",
    "ctrl+e": "the end of the line",
    "ctrl+d": "delete",
    "ctrl+k": "delete to the end of the line",
    "ctrl+u": "delete to the start of the line",
    "ctrl+w": "delete a word",
    "ctrl+x": "cut",
    "ctrl+c": "copy",
    "ctrl+v": "paste",
    "ctrl+y": "redo",
    "ctrl+z": "undo",
    "ctrl+shift+k": "delete the line",
    "f6": "select the line",
    "f7": "select all",
    **dict.fromkeys(("up", "down", "left", "right", "home", "end"), "to move"),
    **dict.fromkeys(("pageup", "pagedown", "ctrl+left", "ctrl+right"), "to move"),
    **dict.fromkeys(
        ("backspace", "delete", "ctrl+backspace", "alt+backspace", "alt+delete"), "to delete"
    ),
    **dict.fromkeys(
        (
            *(f"shift+{key}" for key in ("up", "down", "left", "right", "home", "end")),
            "ctrl+shift+left",
            "ctrl+shift+right",
        ),
        "to select",
    ),
}
"""What keys do in the field where one writes, which takes them before the screen does."""

_EVERYWHERE: Final[frozenset[Area]] = frozenset(("app", "main"))


@dataclass(frozen=True, slots=True)
class Remapped:
    """What the config does to the keys. `keys`: id to Textual's keys, between commas."""

    keys: dict[str, str] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def meet(one: Area, two: Area) -> bool:
    """Whether keys of both areas can be pressed at the same time."""
    if one == two or "app" in (one, two):
        return True
    if one in ALONE or two in ALONE:
        return False
    if "main" in (one, two):
        return True
    return "lists" in (one, two) and not {one, two} & TYPED


def remap(found: Iterable[Entry], keys: Sequence[Key]) -> Remapped:
    """Reads `[keys]`; whatever can't be is a line in `problems`, and its key stays as it was.

    Of two that clash the later one keeps its default.
    """
    by_id = {key.id: key for key in keys}
    wanted: dict[str, str] = {}
    origins: dict[str, str] = {}
    problems: list[str] = []
    for entry in found:
        key = by_id.get(entry.name)
        if key is None:
            problems.append(_unknown(entry, by_id))
            continue
        try:
            wanted[key.id] = _keys(entry.value, key)
        except KeyNameError as error:
            stays = f"it stays {_shown(key.keys)}"
            problems.append(f"{entry.place}: {key.id} = {_value(entry.value)}: {error}; {stays}")
        else:
            origins[key.id] = entry.place
    problems += _without_clashes(wanted, origins, keys)
    return Remapped(wanted, {name: origins[name] for name in wanted}, tuple(problems))


def _keys(value: Any, key: Key) -> str:
    """Textual's keys for a value of the config: a key, a list of keys, or [] for none."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
        raise KeyNameError('should be a key such as "ctrl+t", or a list of them')
    names = [key_name(one) for one in texts if one.strip()]
    for name in names:
        if types(name) and key.area in TYPED | _EVERYWHERE:
            raise KeyNameError(f"{short(name)} types a character where one writes")
        if name in FIELD and key.area in _EVERYWHERE and not key.priority:
            raise KeyNameError(f"where one writes {short(name)} is {FIELD[name]}")
    return ",".join(dict.fromkeys(names)) or NONE


def _unknown(entry: Entry, by_id: dict[str, Key]) -> str:
    near = get_close_matches(entry.name, by_id, 1, 0.5)
    hint = f"did you mean {near[0]}?" if near else "`sandbox keys` lists them"
    return f"{entry.place}: there is no key id {entry.name[:40]!r}, {hint}"


def _without_clashes(
    wanted: dict[str, str], origins: dict[str, str], keys: Sequence[Key]
) -> list[str]:
    """Takes from `wanted` what clashes, until nothing does; a line for each."""
    told: list[str] = []
    while (clash := _first_clash(wanted, keys)) is not None:
        later, other, name = clash
        stays = _shown(next(key.keys for key in keys if key.id == later))
        told.append(
            f"{origins[later]}: {short(name)} is asked for by {later} and belongs to {other}; "
            f"{later} stays {stays}"
        )
        del wanted[later]
    return told


def _first_clash(wanted: dict[str, str], keys: Sequence[Key]) -> tuple[str, str, str] | None:
    """(the id that loses, the other id, the key) of the first clash, in the config's order."""
    by_id = {key.id: key for key in keys}
    order = list(wanted)
    for place, identifier in enumerate(order):
        mine = by_id[identifier]
        for other in keys:
            if other.id == identifier or not meet(mine.area, other.area):
                continue
            if other.id in wanted and order.index(other.id) > place:
                continue  # it comes later, and loses then
            now = wanted.get(other.id, other.keys)
            shared = _set(wanted[identifier]) & _set(now)
            # Two that share a key from the first on know of each other: Tab, Esc.
            shared -= _set(mine.keys) & _set(other.keys)
            if shared:
                return identifier, other.id, min(shared)
    return None


def _set(keys: str) -> set[str]:
    return set(keys.split(",")) - {NONE}


def _shown(keys: str) -> str:
    return " ".join(short(one) for one in keys.split(","))


def _value(value: Any) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, default=str)[:60]
