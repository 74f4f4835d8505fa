"""Keys that Textual itself would fall over, and stops that come before there is a turn."""

import asyncio
import threading
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from tests.tui.harness import opened
from tests.tui.real import STATUS, real


@pytest.mark.parametrize("key", ["pagedown", "pageup"])
@pytest.mark.parametrize("before", [(), ("up",), ("up", "up"), ("x", "backspace", "up")])
async def test_a_page_key_before_the_palette_is_drawn(before: tuple[str, ...], key: str) -> None:
    async with opened((80, 24)) as run:
        run.app.action_command_palette()
        for one in (*before, key):
            run.app.simulate_key(one)
        await run.pilot.pause()
        await run.pilot.press(key, "escape", "escape")
        await run.until(lambda: run.app.screen is run.app.main, "back")


@pytest.mark.parametrize("size", [(80, 24), (40, 10), (30, 8)])
async def test_undo_of_the_lines_in_which_the_cursor_stands(size: tuple[int, int]) -> None:
    async with opened(size) as run:
        prompt = run.app.main.prompt
        prompt.focus()
        for lines in range(2, 14):
            prompt.insert("\n".join("word " * 12 for _ in range(lines)))
            await run.pilot.press("ctrl+z", "ctrl+z", "ctrl+y", "ctrl+z")
            await run.until(lambda: not prompt.text, f"{lines} lines are gone")


async def test_a_stop_before_the_turn_has_begun_gives_the_words_back(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36)) as run:
        app = run.app
        app.turns.send(STATUS)
        assert app.turns.cancel()
        await run.until(lambda: not app.turns.busy, "it is over")
        assert app.main.prompt.text == STATUS
        assert run.logged(run.name).turns == []
        await run.pilot.press("enter")
        await run.until(lambda: len(run.logged(run.name).turns) == 1, "sent after all")
        await run.still()


async def test_a_stop_while_an_edit_by_hand_is_under_way_keeps_the_turn_from_beginning(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    live = wiring.new_session(settings, pack, ask=AnswerAll(True), home=tmp_path)
    over = threading.Event()
    edit = asyncio.ensure_future(live.aside.run(over.wait))
    await asyncio.sleep(0)
    turn = asyncio.ensure_future(live.send(STATUS))
    await asyncio.sleep(0)
    live.cancel()
    over.set()
    await edit
    assert await turn is None
    assert live.session.turns == []
    assert await live.send(STATUS) is not None
    await live.close()
