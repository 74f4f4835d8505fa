"""Puts on the app what is set, says what is wrong with it, and keeps what is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.tui.config import moved
from sandbox.tui.config.config import ScreenConfig
from sandbox.tui.config.hinting import Hinting
from sandbox.tui.config.state import write_state
from sandbox.tui.themes.look import Glyphs

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.driver import Driver


class Wardrobe:
    """The config of one app. `config` is read before the app is made."""

    def __init__(self, app: HopscopeApp, config: ScreenConfig | None) -> None:
        self.app = app
        self.config = config or ScreenConfig()
        self._share = 0
        self._hinting = Hinting(app)
        moved.move(self.config.keys.keys)
        if self.config.keys.keys:
            app.set_keymap(self.config.keys.keys)
        theme = self.config.theme  # one that was remembered may be gone since
        app.dress(self.config.look, theme if theme in app.available_themes else "")

    def mounted(self) -> None:
        """Lays the main screen out as it was left, and tells what is wrong with the config."""
        main = self.app.main
        main.share = self._share = self.config.columns(main.size.width)
        main.zoomed = self.config.state.zoomed
        main.lay_out()
        self.config.state.starts += 1
        for problem in self.config.problems:
            self.app.say(problem, "warn")

    def opened(self, driver: Driver) -> None:
        """A session is shown."""
        self._hinting.opened(driver)

    def choose_theme(self, name: str) -> None:
        """Changes the theme, and keeps it for the next start."""
        self.app.theme = name
        self.config.choose("theme", name)
        self.keep()

    def choose_glyphs(self, glyphs: Glyphs) -> None:
        """Changes the characters, and keeps them for the next start."""
        self.app.glyphs = glyphs
        self.config.choose("glyphs", glyphs)
        self.keep()

    def left(self) -> None:
        """The screen closes: keeps how it was laid out."""
        main = self.app.main
        if main.share != self._share:
            self.config.choose("split", main.share)
        self.config.state.zoomed = main.zoomed
        self.keep()

    def keep(self) -> None:
        """Writes what is remembered, where there is a place for it."""
        if self.config.path is not None:
            write_state(self.config.path, self.config.state)
