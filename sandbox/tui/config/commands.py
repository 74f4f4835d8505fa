"""`/theme`, `/glyphs`, `/keys`, `/config`: what is set for the screen, and where it comes from."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from sandbox.tui.command import CommandError
from sandbox.tui.config.config import ON_SCREEN
from sandbox.tui.config.moved import all_written, now
from sandbox.tui.config.names import written
from sandbox.tui.config.settings import SETTINGS, Setting
from sandbox.tui.feed.safe import one_line
from sandbox.tui.screens.picker import Choice, Picker
from sandbox.tui.themes.look import GLYPHS, Glyphs

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.feed.view import Inspection


def theme(app: HopscopeApp, argument: str) -> None:
    """Changes the theme, or opens the list of them."""
    if argument in app.available_themes:
        app.wardrobe.choose_theme(argument)
    elif argument:
        near = get_close_matches(argument, app.available_themes, n=1, cutoff=0.4)
        hint = f"did you mean {near[0]}?" if near else "/theme lists them"
        raise CommandError(f"there is no theme {one_line(argument, 40)}", hint)
    else:
        _pick_theme(app)


def _pick_theme(app: HopscopeApp) -> None:
    from sandbox.tui.config.themepicker import ThemePicker
    from sandbox.tui.themes.ours import THEMES

    ours = [one.name for one in THEMES]
    names = [*ours, *sorted(set(app.available_themes) - set(ours))]

    def picked(name: str | None) -> None:
        if name:
            app.wardrobe.choose_theme(name)

    app.push_screen(ThemePicker(names, app.theme), picked)


def glyphs(app: HopscopeApp, argument: str) -> None:
    """Draws with Unicode or ASCII; without a word the other of the two."""
    wanted = argument or ("unicode" if app.glyphs == "ascii" else "ascii")
    found: Glyphs | None = next((one for one in GLYPHS if one == wanted), None)
    if found is None:
        raise CommandError("/glyphs takes unicode or ascii", "/glyphs ascii")
    app.wardrobe.choose_glyphs(found)
    app.say(f"Drawn in {found}.", "good")


def keys(app: HopscopeApp, argument: str) -> None:
    """Every key with its id; picking one copies its line for `[keys]` of the config."""
    from sandbox.tui.keymap import KEYS, TITLES

    origins = app.wardrobe.config.keys.origins
    choices = []
    for key in KEYS:
        moved = f" (was {written(key.keys)}, {origins[key.id]})" if key.id in origins else ""
        after = f"{key.id} · {TITLES[key.area]} · {key.help}{moved}"
        choices.append(Choice(key.id, f"{all_written(key):<16}", after))

    def picked(identifier: str | None) -> None:
        key = next((key for key in KEYS if key.id == identifier), None)
        if key is not None:
            app.copy(f'{key.id} = "{now(key).keys}"', f"{key.id} for [keys] of config.toml")

    app.push_screen(Picker("Keys · Enter copies the line for config.toml", choices), picked)


def config(app: HopscopeApp, argument: str) -> None:
    """What is set for the screen and where from, moved keys, and what is wrong."""
    from sandbox.tui.screens.inspecting import InspectScreen

    shown = inspect_config(app)
    app.push_screen(InspectScreen("Config", lambda number: shown, app.copy))


def inspect_config(app: HopscopeApp) -> Inspection:
    """Tabs of `/config`, as data."""
    from sandbox.tui.feed.view import Facts, Inspection, Tab, Words
    from sandbox.tui.keymap import KEYS

    held = app.wardrobe.config
    rows = tuple((one.name, f"{_said(app, one)}  ({held.origin(one.name)})") for one in SETTINGS)
    moved = tuple(
        (
            key.id,
            f"{all_written(key)}, by default {written(key.keys)}  ({held.keys.origins[key.id]})",
        )
        for key in KEYS
        if key.id in held.keys.origins
    )
    hint = "Set in [screen] and [keys] of .sandbox/config.toml, or of your own config.toml."
    screen = (Facts(rows), Words(hint, "dim"))
    none = (Words("No key is moved. /keys lists all with their ids.", "dim"),)
    wrong = tuple(Words(line, "warn") for line in held.problems)
    tabs = [
        Tab("Screen", lambda: screen),
        Tab("Keys", lambda: (Facts(moved),) if moved else none),
        *([Tab("Problems", lambda: wrong, len(wrong))] if wrong else []),
    ]
    return Inspection("config", "what is set, and where from", tabs=tuple(tabs))


def _said(app: HopscopeApp, setting: Setting) -> str:
    """The value of a setting as it is now, in words; of one that is not set what that means."""
    held = app.wardrobe.config
    now = {"theme": app.theme, "glyphs": app.glyphs, "animations": not app.still}
    value = now.get(setting.name, held.value(setting.name))
    if value is None:
        return setting.default
    if setting.name == "split":
        return f"{value} {'columns' if held.origin('split') == ON_SCREEN else '%'}"
    return ("on" if value else "off") if isinstance(value, bool) else str(value)
