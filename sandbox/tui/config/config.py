"""Everything that is set for the screen, read before it opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sandbox.tui.config.file import entries
from sandbox.tui.config.keys import Remapped, remap
from sandbox.tui.config.settings import ScreenSettings, read_settings
from sandbox.tui.config.state import FILE, Remembered, read_state
from sandbox.tui.keymap import KEYS
from sandbox.tui.themes.look import Look, locale_is_utf8, look_of

ON_SCREEN = "chosen on the screen"


@dataclass(slots=True)
class ScreenConfig:
    """What holds for this start. Without a `path` nothing is remembered, as in tests and in a pipe.

    `wants`: what the terminal and its variables want, where nothing is set.
    """

    settings: ScreenSettings = field(default_factory=ScreenSettings)
    keys: Remapped = field(default_factory=Remapped)
    wants: Look = field(default_factory=Look)
    state: Remembered = field(default_factory=Remembered)
    path: Path | None = None
    problems: tuple[str, ...] = ()

    @property
    def look(self) -> Look:
        """How the screen is drawn: what is chosen and set over what the terminal wants."""
        glyphs, moves = self.value("glyphs"), self.settings.get("animations")
        return replace(
            self.wants,
            glyphs=glyphs or self.wants.glyphs,
            still=self.wants.still if moves is None else not moves,
        )

    @property
    def theme(self) -> str:
        """The theme that is chosen or set, "" for neither."""
        return self.value("theme") or ""

    def value(self, name: str) -> Any:
        """A choice made on the screen, else what is set, else None."""
        chosen = self._chosen(name)
        return self.settings.get(name) if chosen is None else chosen

    def columns(self, width: int) -> int:
        """The chat's width in columns on a screen of `width`, 0 for as it comes."""
        chosen = self._chosen("split")
        share = self.settings.get("split") or 0
        return round(width * share / 100) if chosen is None else chosen

    def origin(self, name: str) -> str:
        """Where the value of a setting comes from."""
        if self._chosen(name) is not None:
            return ON_SCREEN
        return self.settings.origins.get(name, "default")

    def choose(self, name: str, value: str | int) -> None:
        """Takes note of a theme, glyphs or a split chosen on the screen."""
        self.state.choose(name, value, self.settings.get(name))

    def _chosen(self, name: str) -> Any:
        """What was chosen on the screen, None where the environment says something."""
        by_environment = self.settings.origins.get(name, "").isupper()
        can_be = name in ("theme", "glyphs", "split")
        return (
            self.state.chosen(name, self.settings.get(name))
            if can_be and not by_environment
            else None
        )


def read_config(
    home: Path, environ: Mapping[str, str] | None = None, start: Path | None = None
) -> ScreenConfig:
    """Config files above `start`, environment and `.env`, and what is remembered in `home`.

    Raises `SandboxError` (code 2) for a config file that is no TOML.
    """
    # Imported late: it brings pydantic, which no first frame needs.
    from sandbox.settings import environment

    environ = environment(start) if environ is None else environ
    settings = read_settings(entries("screen", start), environ)
    keys = remap(entries("keys", start), KEYS)
    state, torn = read_state(home / FILE)
    problems = (*settings.problems, *keys.problems, *([torn] if torn else []))
    wants = look_of(environ, locale_is_utf8())
    return ScreenConfig(settings, keys, wants, state, home / FILE, problems)
