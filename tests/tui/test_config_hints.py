"""Hints come in the first sessions only, each once, and never where nobody asked for a screen."""

from pathlib import Path

import pytest

from sandbox.tui.config.config import ScreenConfig
from sandbox.tui.config.hinting import SESSIONS
from sandbox.tui.config.settings import ScreenSettings
from sandbox.tui.config.state import read_state
from tests.tui.harness import ORDER, opened, text_of
from tests.tui.test_config import config


def hints(text: str) -> list[str]:
    """The hints in a chat's text, each as one line."""
    found = " ".join(text.split()).split("Hint: ")[1:]
    return [words.split(".", 1)[0] for words in found]


async def test_three_hints_each_once_at_the_end_of_a_turn(tmp_path: Path):
    path = tmp_path / "screen.json"
    async with opened((120, 36), config=config(path, trace="f20")) as run:
        chat = run.app.main.chat
        assert hints(text_of(chat)) == []
        await run.say(ORDER)
        await run.until(lambda: len(hints(text_of(chat))) == 1)
        assert hints(text_of(chat))[0].startswith("F20 goes to the trace of this turn")
        await run.say("again")
        await run.until(lambda: len(hints(text_of(chat))) == 2)
        await run.say(ORDER)
        await run.say(ORDER)
        await run.until(lambda: len(hints(text_of(chat))) == 3)
        await run.say(ORDER)
        given = hints(text_of(chat))
        assert len(given) == len(set(given)) == 3
    assert len(read_state(path)[0].hinted) == 3
    async with opened((120, 36), config=config(path)) as run:
        await run.say(ORDER)
        await run.say("again")
        assert hints(text_of(run.app.main.chat)) == []


async def test_after_the_first_sessions_there_are_none(tmp_path: Path):
    path = tmp_path / "screen.json"
    for number in range(SESSIONS + 1):
        async with opened((120, 36), config=config(path)) as run:
            await run.until(lambda run=run: run.app.wardrobe.config.state.starts)
            if number == SESSIONS:
                await run.say(ORDER)
                assert hints(text_of(run.app.main.chat)) == []
            run.app.leave()
            await run.until(lambda run=run: run.driver.closed)
    assert read_state(path)[0].starts == SESSIONS + 1


@pytest.mark.parametrize("off", ["setting", "no place", "recording"])
async def test_no_hints_where_nobody_wants_them(off: str, tmp_path: Path):
    said = ScreenSettings({"hints": False} if off == "setting" else {})
    path = None if off == "no place" else tmp_path / "screen.json"
    held = ScreenConfig(said, path=path)
    live = off != "recording"
    async with opened((120, 36), turns=(ORDER,), config=held, live=live) as run:
        if live:
            await run.say("again")
        await run.pilot.pause()
        assert hints(text_of(run.app.main.chat)) == []
