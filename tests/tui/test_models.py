"""The model picker on the screen: loaded beside the loop, told what is missing, and F9."""

import threading
from pathlib import Path
from typing import Any, cast

import pytest

from sandbox.cli.driver import ScreenDriver
from sandbox.models.listing import Choice
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.tui.models.picker import ModelPicker
from tests.tui.fake_driver import FakeDriver
from tests.tui.harness import opened, text_of
from tests.tui.real import STATUS, Real, real

SIZES = [(80, 24), (120, 36), (200, 50)]


async def picking(run: Real, key: str = "ctrl+l") -> ModelPicker:
    await run.pilot.press(key)
    await run.until(lambda: isinstance(run.app.screen, ModelPicker), "picker")
    picker = cast("ModelPicker", run.app.screen)
    await run.until(lambda: picker.models, "listed")
    return picker


@pytest.mark.parametrize("size", SIZES)
async def test_a_model_without_a_key_says_what_to_do_and_stays(
    settings: Settings, pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:  # fmt: skip
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    async with real(settings, pack, tmp_path, size, STATUS) as run:
        picker = await picking(run)
        await run.pilot.press(*"openai/gpt-5-mini", "enter")
        assert run.app.screen is picker
        words = " ".join(run.screen_text().split())
        assert "openai/gpt-5-mini needs OPENAI_API_KEY" in words
        assert "missing" in words
        await run.pilot.press("escape")
        assert picker.box.value == ""
        await run.pilot.press("escape")
        await run.back()
        assert run.app.driver.session.model == "sandbox/scripted"


async def test_what_is_picked_answers_from_the_next_turn_and_f9_goes_back(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS) as run:
        await picking(run)
        await run.pilot.press(*"sandbox/sloppy", "enter")
        await run.back()
        assert "The next turn goes to sandbox/sloppy." in text_of(run.app.main.chat)
        await run.tell(STATUS)
        assert [turn.model for turn in run.app.driver.session.turns] == [
            "sandbox/scripted", "sandbox/sloppy",
        ]  # fmt: skip
        await run.pilot.press("f9")
        assert run.app.driver.session.model == "sandbox/scripted"
        picker = await picking(run)
        assert picker.list.lines[0] == "used before"
        assert cast("Choice", picker.list.lines[1]).name == "sandbox/sloppy"


async def test_local_servers_join_the_list_when_they_answer_and_the_cursor_stays(
    settings: Settings, pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = threading.Event()
    real_one = ScreenDriver.model_list

    def model_list(self: ScreenDriver, asking: bool) -> Any:
        found = real_one(self, False)
        if asking:
            answered.wait()
            found.insert(0, Choice("ollama_chat/here", "ollama", True, 0, "free", "Ollama"))
        return found

    monkeypatch.setattr(ScreenDriver, "model_list", model_list)
    async with real(settings, pack, tmp_path, (120, 36)) as run:
        picker = await picking(run)
        assert "asking local servers" in run.screen_text()
        await run.pilot.press("down")
        chosen = picker.list.choice
        assert chosen is not None
        answered.set()
        await run.until(lambda: not picker.asking, "answered")
        assert "ollama_chat/here" in run.screen_text()
        assert picker.list.choice is not None
        assert picker.list.choice.name == chosen.name
        for size in ((60, 12), (200, 50), (80, 24)):
            await run.pilot.resize_terminal(*size)
            await run.pilot.pause()
            assert picker.list.choice.name == chosen.name


async def test_a_switch_while_a_turn_runs_holds_from_the_next_one_and_says_so() -> None:
    async with opened((120, 36), driver=FakeDriver(closed=("infer",))) as run:
        await run.say("please wait", ends=False)
        await run.until(lambda: run.driver.session.running, "runs")
        run.app.run_slash("/model sandbox/sloppy")
        run.app.run_slash("/model haiku-4-5")
        before = run.driver.session.model
        said = " ".join(text_of(run.app.main.chat).split())
        assert f"This turn stays with {before}; the next one goes to anthropic/claude" in said
        assert run.driver.session.running is not None
        await run.pilot.press("escape")
        await run.until(lambda: not run.app.turns.busy, "ends")
        await run.until(
            lambda: run.driver.session.model == "anthropic/claude-haiku-4-5", "switched"
        )
        assert run.driver.session.turns[0].model == before
