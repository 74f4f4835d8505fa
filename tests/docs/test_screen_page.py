"""docs/screen.md: its config is right, and what it names exists."""

import re
import tomllib
from pathlib import Path

from sandbox.tui.commands import BY_NAME
from sandbox.tui.config.file import Entry
from sandbox.tui.config.keys import remap
from sandbox.tui.config.settings import SETTINGS, read_settings
from sandbox.tui.keymap import KEYS
from sandbox.tui.style import MARK_WORDS
from sandbox.tui.themes.ours import THEMES

TEXT = (Path(__file__).parents[2] / "docs" / "screen.md").read_text("utf-8")
CONFIG = tomllib.loads(re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL)[0])


def test_its_config_has_nothing_wrong_and_every_setting() -> None:
    said = [Entry(name, value, "config.toml") for name, value in CONFIG["screen"].items()]
    assert read_settings(said, {}).problems == ()
    assert set(CONFIG["screen"]) == {setting.name for setting in SETTINGS}
    moved = remap(
        [Entry(name, value, "config.toml") for name, value in CONFIG["keys"].items()], KEYS
    )
    assert moved.problems == ()
    assert set(moved.keys) == set(CONFIG["keys"])


def test_its_table_says_the_defaults_of_the_code() -> None:
    rows = dict(re.findall(r"^\| (\w+) \| .* \| (.*) \|$", TEXT, re.MULTILINE))
    assert set(rows) == {setting.name for setting in SETTINGS}


def test_it_names_commands_keys_themes_and_letters_that_exist() -> None:
    assert set(re.findall(r"`/(\w+)", TEXT)) <= set(BY_NAME)
    assert all(theme.name in TEXT for theme in THEMES)
    keys = {name for key in KEYS for name in key.keys.split(",")}
    assert {"number_sign", "alt+n"} <= keys
    for letter in MARK_WORDS:
        assert re.search(rf"[(\s]{re.escape(letter)} ", TEXT), letter
