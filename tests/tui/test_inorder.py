"""Keys of one packet: each acts where the one before it has led, none twice and none lost."""

from pathlib import Path

from textual import events
from textual.widgets import Input

from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.tui.screens.confirm import ConfirmScreen
from sandbox.tui.screens.picker import Picker
from sandbox.tui.screens.sessions import SessionsScreen
from tests.tui.harness import BROKEN, ORDER, Run, opened
from tests.tui.real import OTHER, STATUS, real

NAMES = {"/": "slash", ":": "colon", " ": "space", "?": "question_mark", ".": "full_stop"}


def packet(run: Run, *keys: str) -> None:
    """Keys as a slow line brings them: all at once."""
    for key in keys:
        character = key if len(key) == 1 else None
        run.app.post_message(events.Key(NAMES.get(key, key), character))


async def test_tab_and_a_filter_in_one_packet_filter_the_trace():
    async with opened(turns=(ORDER, BROKEN)) as run:
        trace = run.app.main.trace
        packet(run, "tab", "tab", "f", *"is:repaired", "enter", "g")
        await run.until(lambda: trace.has_focus and trace.cursor == 0, "trace")
        assert trace.trace is not None
        assert trace.trace.filter is not None
        assert trace.trace.filter.text == "is:repaired"
        assert run.app.main.prompt.text == ""


async def test_find_and_its_next_match_in_one_packet_leave_the_letters_to_the_line():
    async with opened(turns=(ORDER, BROKEN)) as run:
        trace = run.app.main.trace
        packet(run, "f3", "g", "/", *"exec", "enter", "n")
        await run.until(lambda: trace.has_focus and trace.needle == "exec", "found")
        await run.pilot.pause()
        assert trace.row is not None
        assert trace.row.name == "execute"
        first = next(n for n, row in enumerate(trace.trace.rows) if "exec" in trace.searched(n))  # pyright: ignore
        assert trace.cursor > first


async def test_f_f_takes_the_filter_away_and_the_next_key_is_for_the_trace():
    async with opened(turns=(ORDER, BROKEN)) as run:
        trace = run.app.main.trace
        packet(run, "f3", "f", *"is:repaired", "enter", "f", "f", "g", "j")
        await run.until(lambda: trace.has_focus and trace.cursor == 1, "trace")
        assert trace.trace is not None
        assert trace.trace.filter is None
        assert run.app.main.filter_text == "is:repaired"


async def test_a_pane_of_the_dock_opens_and_takes_what_is_typed_after_it():
    async with opened() as run:
        packet(run, "f6", "a", *"orders.get_order:timeout", "enter", "f2", "escape", *"hello")
        await run.until(lambda: run.app.main.prompt.text == "hello", "prompt")
        armed = [one.text for one in run.driver.session.back.armoury.faults]
        assert armed == ["orders.get_order:timeout"]


async def test_a_picker_takes_what_is_typed_with_the_key_that_opens_it():
    async with opened(turns=(ORDER,)) as run:
        packet(run, "f1", *"go to the chat", "enter", "k")
        await run.until(lambda: run.app.main.chat.has_focus, "chat")
        assert run.app.screen is run.app.main
        assert run.app.main.prompt.text == ""


async def test_a_picker_that_opens_another_hands_it_what_follows():
    async with opened(turns=(ORDER,)) as run:
        packet(run, "tab", "x", "escape", "x", *"pict")
        await run.until(lambda: isinstance(run.app.screen, Picker), "picker")
        screen = run.app.screen
        await run.until(lambda: screen.query_one(Input).value == "pict", "typed")
        await run.pilot.press("escape")


async def test_the_browser_searches_for_what_is_typed_with_its_key(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS) as run:
        packet(run, "ctrl+s", "/", *"dn rx", "tab", "/", *"q")
        await run.until(lambda: isinstance(run.app.screen, SessionsScreen), "browser")
        screen = await run.browsing()
        await run.until(lambda: screen.box.value == "q", "typed")
        assert run.app.screen is screen
        await run.pilot.press("escape", "escape")
        await run.back()


async def test_what_follows_the_fork_key_answers_its_question(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS, OTHER) as run:
        name = run.name
        await run.browser()
        packet(run, "f", *"before turn 2", "enter")
        await run.until(lambda: run.name != name, "forked")
        await run.still()
        assert run.asked() == [STATUS]


async def test_a_long_text_a_paste_and_enter_keep_their_order():
    letters = "the quick brown fox " * 60
    async with opened() as run:
        packet(run, *letters)
        run.app.post_message(events.Paste("[pasted]"))
        packet(run, *"end", "enter")
        await run.until(lambda: run.driver.session.turns, "sent")
        await run.until(lambda: not run.app.turns.busy, "ended")
        assert run.driver.session.turns[0].asked == letters + "[pasted]end"


async def test_keys_behind_a_message_that_is_asked_about_approve_nothing():
    async with opened() as run:
        packet(run, *BROKEN, "enter", *"yyyyaaaa", "enter")
        await run.until(lambda: isinstance(run.app.screen, ConfirmScreen), "asked")
        await run.pilot.pause()
        assert isinstance(run.app.screen, ConfirmScreen)
        dialog = await run.dialog()
        await run.pilot.press("n", "enter")
        assert dialog.finished


async def test_a_dialog_that_closes_lets_the_next_key_through_at_once():
    async with opened(turns=(ORDER,)) as run:
        for _ in range(4):
            packet(run, "ctrl+p", "escape", "f1", "escape", "ctrl+l", "escape")
        packet(run, *"still here")
        await run.until(lambda: run.app.main.prompt.text == "still here", "typed")


async def test_ctrl_c_does_not_wait_for_what_runs_in_a_thread():
    async with opened() as run:
        release = run.app.hold_keys()
        packet(run, "a", "ctrl+c")
        await run.until(lambda: run.app._quit_at, "heard")
        assert run.app.main.prompt.text == ""
        release()
        await run.until(lambda: run.app.main.prompt.text == "a", "typed")
