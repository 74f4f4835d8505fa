"""The app's clothes: themes with our roles, characters, colour and motion, changed at run time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final

from textual.filter import LineFilter, Monochrome, NoColor
from textual.widget import Widget

from sandbox.tui.inorder import InOrder
from sandbox.tui.style import keep_still
from sandbox.tui.terminal_input import TerminalInputApp
from sandbox.tui.themes.ascii import Ascii
from sandbox.tui.themes.look import DARK, NO_COLOUR, Glyphs, Look
from sandbox.tui.themes.ours import THEMES
from sandbox.tui.themes.roles import role_defaults

TICK: Final = 0.2
"""Seconds between two redraws while a turn runs and nothing comes."""
STILL_TICK: Final = 1.0
"""The same where nothing shall move: a slow line gets one small change a second."""


class DressedApp(InOrder, TerminalInputApp):
    """An app that knows our themes, and draws in ASCII or without colour when it shall."""

    def __init__(self) -> None:
        super().__init__()
        self._ascii, self._no_colour = Ascii(enabled=False), NoColor()
        self.still = False
        self.animation_level = "none"
        for theme in THEMES:
            self.register_theme(theme)

    def dress(self, look: Look, theme: str = "") -> None:
        """Draws as `look` wants, in `theme` where one is chosen."""
        self.still = look.still
        keep_still(look.still)
        self.glyphs = look.glyphs
        usual = os.environ.get("TEXTUAL_THEME", "")
        usual = usual if usual in self.available_themes else DARK
        self.theme = theme or (usual if look.colour else NO_COLOUR)

    @property
    def tick(self) -> float:
        """Seconds between two redraws while a turn runs and nothing comes."""
        return STILL_TICK if self.still else TICK

    @property
    def glyphs(self) -> Glyphs:
        """The characters that the screen is drawn with."""
        return "ascii" if self._ascii.enabled else "unicode"

    @glyphs.setter
    def glyphs(self, glyphs: Glyphs) -> None:
        self._ascii.enabled = glyphs == "ascii"
        if self.is_running:
            self.refresh_css(animate=False)

    def refresh_css(self, animate: bool = True) -> None:
        """Also draws anew what has no rule of its own that changed, and keeps what it drew."""
        super().refresh_css(animate)
        for screen in self.screen_stack:
            for widget in screen.walk_children(Widget, with_self=True):
                widget.notify_style_update()
                widget.refresh()

    @property
    def plain(self) -> bool:
        """True while nothing is coloured."""
        return self.theme == NO_COLOUR

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's, without its greys for NO_COLOR, and ours."""
        usual = super().get_line_filters()
        filters = [one for one in usual if not isinstance(one, Monochrome | NoColor)]
        if self.plain:
            filters.append(self._no_colour)
        if self._ascii.enabled:
            filters.append(self._ascii)
        return filters

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return role_defaults(self.current_theme)

    def _watch_theme(self, theme_name: str) -> None:
        self.set_class(theme_name == NO_COLOUR, "-plain")
        super()._watch_theme(theme_name)
