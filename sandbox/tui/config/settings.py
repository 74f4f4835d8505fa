"""`[screen]` of the config: theme, characters, motion, split, hints, mouse.

A value of the environment (`SANDBOX_SCREEN_THEME`) goes before what was chosen on the screen, that
before the project's config, that before the user's own, that before what the terminal wants.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final

from sandbox.tui.config.file import Entry

PREFIX: Final = "SANDBOX_SCREEN_"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: what it does, and `read`, which raises `ValueError` for what can't be."""

    name: str
    default: str
    help: str
    read: Callable[[Any], Any]


def _one_of(*words: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in words:
            near = get_close_matches(str(value), words, 1)
            said = f"should be {' or '.join(words)}"
            raise ValueError(f"{said}; did you mean {near[0]}?" if near else said)
        return value

    return read


def _theme(value: Any) -> str:
    from textual.theme import BUILTIN_THEMES

    from sandbox.tui.themes.ours import THEMES

    names = (*(one.name for one in THEMES), *BUILTIN_THEMES)
    if value not in names:
        near = get_close_matches(str(value), names, 1, 0.4)
        raise ValueError(f"is no theme{f', did you mean {near[0]}?' if near else ''}")
    return value


_YES: Final = {"true": True, "1": True, "yes": True, "on": True}
_NO: Final = {"false": False, "0": False, "no": False, "off": False}


def _switch(value: Any) -> bool:
    found = value if isinstance(value, bool) else (_YES | _NO).get(str(value).lower())
    if found is None:
        raise ValueError("should be true or false")
    return found


def _share(value: Any) -> int:
    try:
        share = int(value) if not isinstance(value, bool | float) else -1
    except (TypeError, ValueError):
        share = -1
    if not 20 <= share <= 80:
        raise ValueError("should be a whole number from 20 to 80")
    return share


SETTINGS: Final = (
    Setting(
        "theme",
        "hopscope-dark; no-colour where NO_COLOR is set",
        "colours: /theme lists the names",
        _theme,
    ),
    Setting(
        "glyphs",
        "unicode; ascii without UTF-8 or colour",
        'characters for frames, bars and signs: "unicode" or "ascii"',
        _one_of("unicode", "ascii"),
    ),
    Setting(
        "animations",
        "on; off over ssh and with TEXTUAL_ANIMATIONS=none",
        "false: no spinner, one redraw a second while a turn runs",
        _switch,
    ),
    Setting("split", "52, or 38 from 160 columns on", "the chat's share of the width in %", _share),
    Setting("hints", "on", "false: no hints in the first sessions", _switch),
    Setting("mouse", "on", "false: the terminal keeps the mouse, e.g. to select", _switch),
)
BY_NAME: Final = {setting.name: setting for setting in SETTINGS}


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """What is set; a name that is not in `values` is as the terminal wants it."""

    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def get(self, name: str) -> Any:
        """The value, None where nothing is set."""
        return self.values.get(name)


def read_settings(found: Iterable[Entry], environ: Mapping[str, str]) -> ScreenSettings:
    """Reads `[screen]` and the environment; what can't be is a line, and the default stays."""
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    problems: list[str] = []
    named = [
        Entry(name, environ[var], var) for name in BY_NAME if environ.get(var := _variable(name))
    ]
    for entry in (*named, *found):
        setting = BY_NAME.get(entry.name)
        if setting is None:
            near = get_close_matches(entry.name, BY_NAME, 1, 0.5)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(BY_NAME)}"
            problems.append(f"{entry.place}: [screen] has no {entry.name[:40]!r}, {hint}")
            continue
        try:
            value = setting.read(entry.value)
        except ValueError as error:
            told = json.dumps(entry.value, ensure_ascii=False, default=str)[:60]
            problems.append(f"{entry.place}: {entry.name} = {told}: {error}; the default stays")
            continue
        if entry.name not in values:
            values[entry.name], origins[entry.name] = value, entry.place
    return ScreenSettings(values, origins, tuple(problems))


def _variable(name: str) -> str:
    return f"{PREFIX}{name.upper()}"
