"""The lines of the model picker as data: searched, or in groups with the recent ones first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sandbox.models.listing import Choice

TITLES: Final = {
    "configured": "in your settings",
    "offline": "no network, no key",
    "reachable": "key found, or its server answers",
    "known": "all others that are known",
}


def entries(found: Sequence[Choice], typed: str, recent: Sequence[str]) -> list[Choice | str]:
    """Models, and titles as text. A search has no titles: its best match comes first."""
    from sandbox.models.listing import search

    if typed.strip():
        return [*_as_typed(found, typed.strip()), *search(found, typed)]
    by_name = {one.name: one for one in found}
    used = [by_name[name] for name in recent if name in by_name]
    lines: list[Choice | str] = ["used before", *used] if used else []
    state = ""
    names = {one.name for one in used}
    for one in found:
        if one.name in names:
            continue
        if one.state != state:
            state = one.state
            lines.append(TITLES[state])
        lines.append(one)
    return lines


def _as_typed(found: Sequence[Choice], typed: str) -> list[Choice]:
    """A whole name that no list has: a model of an endpoint of one's own, say."""
    from sandbox.models.listing import Choice

    provider, slash, name = typed.partition("/")
    near = any(typed.lower() in one.name.lower() for one in found)
    if near or not (provider and slash and name) or " " in typed:
        return []
    return [Choice(typed, provider, True, 0, "unknown", "as typed: no list has it", "configured")]


def missing_key(one: Choice) -> str:
    """What to do about the key of `one`; "" where none is missing."""
    if one.key:
        return ""
    if not one.variable:
        return f"no key for {one.name}: {one.note}" if one.note else f"no key for {one.name}"
    return (
        f"{one.name} needs {one.variable}: set it in the environment or .env, "
        f"or keyring set hopscope {one.variable}"
    )
