"""What a person sets for the screen holds on the screen: keys, look, and what is remembered."""

from pathlib import Path

from textual.command import CommandPalette
from textual.widgets import OptionList

from sandbox.tui.config.config import ON_SCREEN, ScreenConfig
from sandbox.tui.config.file import Entry
from sandbox.tui.config.keys import remap
from sandbox.tui.config.settings import read_settings
from sandbox.tui.config.state import Remembered, read_state
from sandbox.tui.keymap import KEYS
from sandbox.tui.screens.inspecting import InspectScreen
from sandbox.tui.screens.picker import Picker
from sandbox.tui.themes.look import LIGHT, Look
from tests.tui.harness import BROKEN, ORDER, Run, opened, text_of


def config(path: Path | None = None, screen: dict[str, object] | None = None, **keys: object):
    """A config with `[screen]` and `[keys]`."""
    keyed = remap([Entry(name, value, "config.toml", 2) for name, value in keys.items()], KEYS)
    said = [Entry(name, value, "config.toml", 9) for name, value in (screen or {}).items()]
    settings = read_settings(said, {})
    state = read_state(path)[0] if path else Remembered()
    problems = (*settings.problems, *keyed.problems)
    return ScreenConfig(settings, keyed, Look(), state, path, problems)


def options(run: Run) -> str:
    """What a picker or the palette lists, as text."""
    found = run.app.screen.query_one(OptionList)
    return "\n".join(str(found.get_option_at_index(i).prompt) for i in range(found.option_count))


async def test_a_moved_key_does_what_the_old_one_did_and_the_old_one_nothing():
    async with opened((120, 36), turns=(ORDER,), config=config(zoom="W", trace="f20")) as run:
        main = run.app.main
        await run.pilot.press("f3")
        assert not main.trace.has_focus
        await run.pilot.press("f20")
        assert main.trace.has_focus
        await run.pilot.press("z")
        assert not main.zoomed
        await run.pilot.press("W")
        assert main.zoomed


async def test_a_key_that_changed_places_works_in_both():
    async with opened((120, 36), turns=(ORDER,), config=config(down="k", up="j")) as run:
        await run.pilot.press("f3", "g")
        trace = run.app.main.trace
        first = trace.key
        await run.pilot.press("k")
        assert trace.key != first
        await run.pilot.press("j")
        assert trace.key == first


async def test_a_key_taken_away_does_nothing():
    async with opened((120, 36), turns=(ORDER,), config=config(zoom=[])) as run:
        await run.pilot.press("f3", "z")
        assert not run.app.main.zoomed
        await run.pilot.pause()
        keys = run.screen_text().splitlines()[-1]
        assert "inspect" in keys
        assert "zoom" not in keys


async def test_a_moved_key_of_the_prompt_and_of_everywhere_works():
    async with opened((120, 36), config=config(send="ctrl+y", quit="f21")) as run:
        await run.pilot.press(*"hi", "enter", *"you")
        assert run.driver.sent == []
        await run.pilot.press("ctrl+y")
        await run.until(lambda: run.driver.sent == ["hi\nyou"])
        await run.until(lambda: not run.app.turns.busy)
        await run.pilot.press("f21")
        await run.until(lambda: run.driver.closed)


async def test_hints_help_and_palette_show_the_moved_key():
    moved = config(rerun="f22", trace="f20", sessions="f21")
    async with opened((200, 50), turns=(ORDER,), config=moved) as run:
        keys = run.screen_text().splitlines()[-1]
        assert "F20 trace" in keys
        assert "F22 rerun" in keys
        assert "F3" not in keys
        await run.pilot.press("f1")
        await run.until(lambda: isinstance(run.app.screen, Picker))
        helped = options(run)
        assert "F22" in helped
        assert "^T" not in helped
        await run.pilot.press("escape", "ctrl+p")
        await run.until(lambda: isinstance(run.app.screen, CommandPalette))
        await run.pilot.press(*"every session")
        await run.until(lambda: "F21" in run.screen_text(), "palette shows the key")
        await run.pilot.press("escape")


async def test_keys_of_one_app_are_not_the_next_ones():
    async with opened((120, 36), config=config(trace="f20")):
        pass
    async with opened((120, 36)) as run:
        assert "F3 trace" in run.screen_text().splitlines()[-1]
        await run.pilot.press("f3")
        assert run.app.main.trace.has_focus


async def test_what_is_wrong_is_told_at_the_start_in_one_line_each():
    wrong = config(screen={"theme": "nrd"}, fork="f21", edit_turn="f21", reurn="f5")
    async with opened((120, 36), config=wrong) as run:

        def told() -> str:
            return " ".join(text_of(run.app.main.chat).split())

        await run.until(lambda: "did you mean rerun?" in told())
        assert "F21 is asked for by edit_turn and belongs to fork; edit_turn stays e" in told()
        assert "config.toml:9: theme" in told()
        await run.pilot.press("f3")
        assert run.app.main.trace.has_focus


async def test_keys_lists_every_id_and_copies_its_line():
    async with opened((120, 36), config=config(rerun="f22")) as run:
        run.app.run_slash("/keys")
        await run.until(lambda: isinstance(run.app.screen, Picker))
        listed = options(run)
        assert [key.id for key in KEYS if key.id not in listed] == []
        assert "was ^T, config.toml:2" in listed
        copied: list[str] = []
        run.app.copy = lambda text, what: copied.append(text)
        await run.pilot.press(*"rerun", "enter")
        await run.until(lambda: copied)
        assert copied == ['rerun = "f22"']


async def test_config_says_what_is_set_and_where_from():
    held = config(screen={"theme": LIGHT, "mouse": False}, rerun="f22", reurn="f5")
    async with opened((120, 36), config=held) as run:
        assert run.app.theme == LIGHT
        run.app.run_slash("/config")
        await run.until(lambda: isinstance(run.app.screen, InspectScreen))
        await run.until(lambda: "did you mean rerun?" in run.screen_text())
        await run.pilot.press("[", "[")
        await run.until(lambda: f"{LIGHT}  (config.toml:9)" in run.screen_text())
        assert "off  (config.toml:9)" in run.screen_text()
        await run.pilot.press("]")
        await run.until(lambda: "F22, by default ^T  (config.toml:2)" in run.screen_text())
        await run.pilot.press("escape")
        await run.back()


async def test_what_is_chosen_on_the_screen_is_there_at_the_next_start(tmp_path: Path):
    path = tmp_path / "screen.json"
    async with opened((120, 36), turns=(ORDER,), config=config(path)) as run:
        run.app.run_slash("/theme nord")
        run.app.run_slash("/glyphs ascii")
        await run.pilot.press("f3", "less_than_sign", "less_than_sign", "z")
        share = run.app.main.share
        assert share
        run.app.leave()
        await run.until(lambda: run.driver.closed)
    again = config(path)
    assert (again.theme, again.origin("theme")) == ("nord", ON_SCREEN)
    async with opened((120, 36), turns=(ORDER,), config=again) as run:
        await run.until(lambda: run.app.main.share)
        assert (run.app.theme, run.app.glyphs) == ("nord", "ascii")
        assert (run.app.main.share, run.app.main.zoomed) == (share, True)


async def test_without_a_config_nothing_is_written(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    async with opened((120, 36)) as run:
        run.app.run_slash("/theme nord")
        run.app.leave()
        await run.until(lambda: run.driver.closed)
    assert list(tmp_path.iterdir()) == []


async def test_a_set_split_is_in_percent_of_the_screen():
    async with opened((150, 36), config=config(screen={"split": 60})) as run:
        await run.until(lambda: run.app.main.panes["chat"].region.width == 90)


async def test_a_remembered_theme_that_is_gone_is_the_usual_one():
    held = ScreenConfig(state=Remembered(theme="gone", over={"theme": None}))
    async with opened((80, 24), config=held) as run:
        assert run.app.theme == "hopscope-dark"


async def test_the_confirm_dialog_names_the_moved_keys_and_takes_them():
    held = config(approve="Y", dismiss="f20")
    async with opened((120, 36), config=held) as run:
        await run.say(BROKEN, ends=False)
        await run.dialog()
        text = run.screen_text()
        assert "Y approve" in text
        assert "F20 reject" in text
        await run.pilot.press("y")
        assert run.app.screen is not run.app.main
        await run.pilot.press("Y")
        await run.back()
        await run.until(lambda: not run.app.turns.busy)
