"""The help: every key and command there is, made from their tables; picking one runs it."""

from __future__ import annotations

from typing import get_args

from sandbox.tui.commands import COMMANDS
from sandbox.tui.config.moved import all_written
from sandbox.tui.keymap import KEYS, TITLES, Area
from sandbox.tui.screens.picker import Choice, Picker
from sandbox.tui.style import MARK_WORDS, SIGN_WORDS

_ORDER: tuple[Area, ...] = get_args(Area)


def help_screen(area: Area) -> Picker:
    """The help, with the keys of the focused `area` first."""
    return Picker("Help · type to search, Enter runs", help_choices(area))


def help_choices(area: Area) -> list[Choice]:
    """Lines of the help: titles, keys as `key:ID`, commands as `command:NAME`."""
    choices: list[Choice] = []
    areas: tuple[Area, ...] = (area, *(other for other in _ORDER if other != area))
    for one in areas:
        keys = [key for key in KEYS if key.area == one]
        title = TITLES[one]
        if not any(choice.search == title and not choice.id for choice in choices):
            choices.append(Choice("", title))
        choices += [Choice(f"key:{key.id}", f"{all_written(key):<22}", key.help) for key in keys]
    choices.append(Choice("", "Commands"))
    for command in COMMANDS:
        usage = f"/{command.name} {command.argument}".rstrip()
        choices.append(Choice(f"command:{command.name}", f"{usage:<22}", command.help))
    choices.append(Choice("", "Letters in the trace"))
    marks = [
        Choice(f"mark:{mark}", f"{mark:<22}", words)
        for mark, words in {**MARK_WORDS, **SIGN_WORDS}.items()
    ]
    return choices + marks
