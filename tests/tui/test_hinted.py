"""The bottom line names keys that work where the focus is; listed keys act or say why not."""

from pathlib import Path

import pytest
from textual.widgets import Input

from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.tui.config.hinting import _HINTS
from sandbox.tui.feed.view import Inspection
from sandbox.tui.screens.help import help_choices
from sandbox.tui.screens.inspecting import InspectScreen
from sandbox.tui.screens.picker import Picker
from sandbox.tui.screens.sessions import SessionsScreen
from sandbox.tui.widgets.bars import KeyLine
from tests.tui.harness import BROKEN, ORDER, Run, opened, text_of, toasts
from tests.tui.real import STATUS, real
from tests.tui.test_replay_screen import replayed

SIZES = [(80, 24), (120, 36)]


OF_THE_SESSION = [
    *("e", "R", "b", "c", "m", "E", "M", "B", "number_sign", "alt+left", "f7", "f9", "f12"),
    *("ctrl+l", "ctrl+n", "ctrl+o", "ctrl+p", "ctrl+s", "ctrl+t"),
]
WHY_NOT = "Nothing is changed in a recording. (Esc, then ^S: f on it there forks it)"


def hinted(run: Run) -> dict[str, str]:
    """Keys of the bottom line, and their words."""
    return {key.show: key.label for key in run.app.screen.query_one(KeyLine).keys}


LINES = {
    "filter": (("f3", "f"), {"Enter": "keep it", "Esc": "no filter"}),
    "find": (("f3", "slash"), {"Enter": "then n N", "Esc": "leave it"}),
    "sql": (("f5", "colon"), {"Enter": "run", "Tab": "complete", "Esc": "back"}),
    "fault": (("f6", "a"), {"Enter": "arm", "Tab": "complete", "Esc": "leave it"}),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("line", LINES)
async def test_a_line_that_is_typed_in_hints_at_its_own_keys_and_at_no_letter(
    settings: Settings, pack: Pack, tmp_path: Path, line: str, size: tuple[int, int]
):
    keys, own = LINES[line]
    async with real(settings, pack, tmp_path, size, STATUS) as run:
        await run.pilot.press(*keys)
        await run.until(lambda: isinstance(run.app.focused, Input), "line")
        await run.until(lambda: own.items() <= hinted(run).items(), "its keys")
        assert not [key for key in hinted(run) if len(key) == 1 and key.isascii()]
        field = run.app.focused
        await run.pilot.press("escape")
        await run.until(lambda: run.app.focused is not field, "left")
        await run.until(lambda: hinted(run).get("j") == "move", "keys of the pane")


async def test_no_key_of_the_panes_is_hinted_at_under_a_dialog():
    async with opened((80, 24), turns=(ORDER,)) as run:
        main = run.app.main
        await run.until(lambda: main.keys.keys, "hints")
        before = list(main.keys.keys)
        await run.pilot.press("f1")
        await run.until(lambda: isinstance(run.app.screen, Picker), "help")
        await run.until(lambda: main.keys.keys == [], "no hints")
        await run.pilot.press("escape")
        await run.back()
        await run.until(lambda: main.keys.keys == before, "hints again")


async def test_a_confirm_dialog_leaves_no_other_key_in_sight():
    async with opened() as run:
        await run.say(BROKEN, ends=False)
        await run.dialog()
        assert run.app.main.keys.keys == []
        await run.until(lambda: "F3 trace" not in run.screen_text(), "not drawn")
        await run.pilot.press("n", "enter")
        await run.back()
        await run.until(lambda: "F3 trace" in run.screen_text(), "drawn")


async def test_the_search_of_the_browser_hints_at_no_letter_that_it_takes(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (80, 24), STATUS) as run:
        screen = await run.browser()
        assert hinted(run)["r"] == "replay"
        await run.pilot.press("slash")
        await run.until(lambda: screen.box.has_focus, "search")
        await run.until(lambda: "r" not in hinted(run), "own keys")
        assert hinted(run) == {"Enter": "open", "Tab": "to the list", "Esc": "clear"}
        assert isinstance(run.app.screen, SessionsScreen)


async def test_a_single_inspector_hints_at_no_other_pane_says_so_and_has_its_help():
    shown = Inspection("x", "a thing", tabs=())
    async with opened() as run:
        run.app.push_screen(InspectScreen("Thing", lambda number: shown, run.app.copy))
        await run.until(lambda: isinstance(run.app.screen, InspectScreen), "open")
        await run.until(lambda: "j" in hinted(run), "hints")
        assert not {"z", "x", "!", "o", "e"} & set(hinted(run))
        for key in ("z", "e"):
            await run.pilot.press(key)
            await run.until(lambda: any("key is for the session" in one for one in toasts(run.app)))
            run.app.clear_notifications()
        await run.pilot.press("question_mark")
        await run.until(lambda: isinstance(run.app.screen, Picker), "help")


async def test_the_dot_opens_a_menu_on_a_hint_and_ends_hints_for_good():
    async with opened(turns=(ORDER,)) as run:
        run.app.say("Hint: F3 goes to the trace.")
        chat = run.app.main.chat
        await run.pilot.press("f2", "G", "j", "full_stop")
        await run.until(lambda: isinstance(run.app.screen, Picker), "menu")
        words = [choice.search for choice in run.app.screen.choices]  # pyright: ignore
        assert words == ["Copy", "Copy as JSON", "No more hints"]
        await run.pilot.press(*"more", "enter")
        await run.until(lambda: "No more hints." in text_of(chat), "said")
        assert run.app.wardrobe.config.state.hinted == [name for name, _, _ in _HINTS]


async def test_the_dot_copies_a_notice_and_says_where_nothing_is_chosen():
    async with opened() as run:
        chat = run.app.main.chat
        chat.focus()
        await run.until(lambda: chat.has_focus, "chat")
        chat.cursor = -1
        for key in ("full_stop", "enter", "space", "y", "Y", "o"):
            await run.pilot.press(key)
            await run.until(
                lambda: any("No block is chosen" in one for one in toasts(run.app)), key
            )
            run.app.clear_notifications()
        run.app.say("something happened")
        await run.pilot.press("G", "j", "full_stop", "enter")
        await run.back()
        await run.until(lambda: run.app.clipboard == "something happened", "copied")


async def test_n_before_any_search_says_how_to_search():
    async with opened(turns=(ORDER,)) as run:
        await run.pilot.press("f3", "n")
        await run.until(lambda: any("/ finds text" in one for one in toasts(run.app)), "said")


@pytest.mark.parametrize("size", SIZES)
async def test_keys_of_the_session_say_over_a_recording_why_nothing_happens(
    settings: Settings, pack: Pack, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with real(settings, pack, tmp_path, size, STATUS) as run:
        before = run.logged(run.name).count
        run.app.run_slash("/replay refund")
        screen = await replayed(run)
        screen.action_show("trace")
        await run.until(lambda: screen.trace.has_focus, "trace")
        for key in OF_THE_SESSION:
            run.app.clear_notifications()
            await run.pilot.press(key)
            await run.until(
                lambda: any(WHY_NOT in one for one in toasts(run.app)), f"{key} says why"
            )
            assert run.app.screen is screen
        assert run.logged(run.name).count == before


async def test_the_menu_over_a_recording_is_about_the_recording(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS) as run:
        run.app.run_slash("/replay refund")
        screen = await replayed(run)
        await run.pilot.press("f2", "g", "full_stop")
        await run.until(lambda: isinstance(run.app.screen, Picker), "menu")
        picker = run.app.screen
        assert isinstance(picker, Picker)
        assert {choice.search for choice in picker.choices} <= {"Copy", "Copy as JSON", "Inspect"}
        await run.pilot.press("escape", "Y")
        await run.until(lambda: '"role": "customer"' in run.app.clipboard, "copied")
        assert STATUS not in run.app.clipboard
        assert screen.pump is not None
        assert len(help_choices("chat")) > 100
