"""What a person picks from a list: a model, a theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.tui.feed.format import count
from sandbox.tui.screens.picker import Choice, Picker

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.driver import ModelChoice


def pick_model(app: HopscopeApp) -> None:
    """Opens the model picker; a name that is not listed may be typed."""
    driver = app.driver
    choices = [Choice(one.name, one.name, _words(one)) for one in driver.models()]
    current = driver.session.model

    def picked(name: str | None) -> None:
        if name and name != current:
            app.guarded(lambda: app.switch_model(name))

    app.push_screen(Picker("Model", choices, current, free=True), picked)


def _words(one: ModelChoice) -> str:
    key = "" if one.key else "no key"
    window = f"{count(one.window)} window" if one.window else ""
    return "  ".join(word for word in (one.provider, key, window, one.price, one.note) if word)


def pick_theme(app: HopscopeApp) -> None:
    """Opens the list of themes."""
    choices = [Choice(name, name) for name in sorted(app.available_themes)]

    def picked(name: str | None) -> None:
        if name:
            app.theme = name

    app.push_screen(Picker("Theme", choices, app.theme), picked)
