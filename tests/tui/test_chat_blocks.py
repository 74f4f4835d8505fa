"""Blocks of the chat: their menu, JSON, export, mouse; what streams and what is cut off."""

import asyncio
import json
from pathlib import Path

import pytest

from sandbox.tui.screens.ask import Sure
from sandbox.tui.screens.picker import Picker
from sandbox.tui.widgets.draft import MOST
from sandbox.tui.widgets.markdown import Markdown
from tests.tui.fake_driver import FakeDriver, Stage
from tests.tui.harness import BROKEN, ORDER, Run, opened, text_of
from tests.tui.scenes import model, respond, understand


async def menu(run: Run) -> Picker:
    await run.until(lambda: isinstance(run.app.screen, Picker), "menu")
    screen = run.app.screen
    assert isinstance(screen, Picker)
    return screen


async def at(run: Run, key: str) -> None:
    """Puts the chat's cursor on the entry whose key begins with `key`."""
    chat = run.app.main.chat
    chat.focus()
    await run.until(lambda: chat.has_focus)
    await run.pilot.press("g")
    while chat.entry is None or not chat.entry.key.startswith(key):
        await run.pilot.press("j")


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    from sandbox.tui.app import HopscopeApp

    texts: list[str] = []
    monkeypatch.setattr(HopscopeApp, "copy", lambda self, text, what: texts.append(text))
    return texts


async def test_enter_on_an_answer_opens_its_menu_and_copies(copied: list[str]):
    async with opened(turns=(ORDER,)) as run:
        await at(run, "reply:1")
        await run.pilot.press("enter")
        screen = await menu(run)
        names = [choice.search for choice in screen.choices]
        assert names == [
            "Copy", "Copy as JSON", "Inspect", "Edit and resend", "Regenerate", "Fork here",
            "Compare models", "Mark", "Save",
        ]  # fmt: skip
        await run.pilot.press("enter")
        await run.back()
        assert copied
        assert "shipped" in copied[0]


async def test_the_menu_of_a_recording_changes_nothing():
    async with opened(driver=FakeDriver(live=False), turns=(ORDER,)) as run:
        await at(run, "ask:1")
        await run.pilot.press("enter")
        screen = await menu(run)
        assert {choice.id for choice in screen.choices} == {"copy", "json", "inspect"}
        await run.pilot.press("escape")


async def test_alt_up_and_enter_without_words_open_the_menu():
    async with opened(turns=(ORDER,)) as run:
        await run.pilot.press("enter")
        await run.pilot.pause()
        assert run.app.screen is run.app.main
        await run.pilot.press("alt+up", "alt+up", "alt+up", "enter")
        await menu(run)
        await run.pilot.press(*"edit", "enter")
        await run.back()
        assert run.app.main.prompt.text == ORDER
        await run.pilot.press("escape")


async def test_a_call_is_inspected_by_enter_and_has_a_menu_too(copied: list[str]):
    async with opened(turns=(ORDER,)) as run:
        await at(run, "call:1")
        await run.pilot.press("full_stop")
        await menu(run)
        await run.pilot.press("escape")
        await run.back()
        await run.pilot.press("Y")
        found = json.loads(copied[0])
        assert found["tool"] == "orders.get_order"
        assert found["arguments"] == {"order_id": "O-10042"}
        assert found["outcome"]["status"] == "ok"


async def test_json_of_a_message_has_real_values_only_where_they_show(copied: list[str]):
    async with opened(turns=(BROKEN,)) as run:
        await at(run, "ask:1")
        await run.pilot.press("Y")
        run.app.run_slash("/mask")
        await at(run, "ask:1")
        await run.pilot.press("Y")
        assert json.loads(copied[0])["text"] == BROKEN
        assert "ada@lovelace" not in copied[1]


async def test_a_letter_that_forks_asks_first():
    async with opened((120, 36), turns=(ORDER,)) as run:
        driver = run.driver
        await run.pilot.press("f3", "b")
        await run.until(lambda: isinstance(run.app.screen, Sure))
        await run.pilot.press(*"rok", "escape")
        await run.back()
        assert run.app.main.trace.has_focus
        await run.pilot.press("R")
        await run.until(lambda: isinstance(run.app.screen, Sure))
        assert "Alt← leads back" in run.screen_text()
        await run.pilot.press("n")
        await run.back()
        assert run.app.driver is driver
        assert not run.app.turns.busy


async def test_x_asks_the_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    async with opened(turns=(BROKEN,)) as run:
        await run.pilot.press("f2", "x")
        await menu(run)
        await run.pilot.press(*"openai", "enter")
        await run.back()
        await run.until(lambda: list(tmp_path.glob("*.jsonl")), "written")
        text = next(tmp_path.glob("*.jsonl")).read_text()
        assert json.loads(text)["messages"]
        assert "lovelace.example" not in text


async def test_a_click_on_a_call_opens_it():
    async with opened((80, 30), turns=(BROKEN,)) as run:
        chat = run.app.main.chat
        entries = [one for one in chat._entries if one.key.startswith("call:") and one.toggles]
        target = chat._entries.index(entries[-1])
        before = len(entries[-1].lines)
        y = chat._starts[target] - chat.scroll_offset.y
        await run.pilot.click(chat, offset=(8, y))
        await run.until(lambda: len(chat._entries[target].lines) != before, "toggled")


async def test_a_long_code_block_streams_without_being_laid_out_again():
    lines = [f"value_{n} = compute({n})" for n in range(5_000)]
    text = "```python\n" + "\n".join(lines) + "\n```\ndone"
    laid: list[int] = []

    async def streams(stage: Stage, _: str) -> None:
        await understand(stage, "x", "x")
        await model(stage, text, draft=False)
        for at in range(0, len(text), 40):
            stage.driver.progress(stage.turn, text[at : at + 40])
            if at % 4_000 == 0:
                await asyncio.sleep(0)  # 50 redraws, as many as the screen makes of them
                run.app.refresh_figures()
        await respond(stage, text)

    async with opened((120, 36), driver=FakeDriver(scene=lambda _: streams)) as run:
        chat = run.app.main.chat
        plain = Markdown._block

        def counted(self: Markdown, line: str) -> object:
            laid.append(1)
            return plain(self, line)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Markdown, "_block", counted)
            await run.say("code please")
        assert "value_4999" in text_of(chat)
        # Once a line, and the open line once more at each of the redraws.
        assert len(laid) < 2 * len(lines)
        assert chat.is_vertical_scroll_end


async def test_two_megabytes_stay_usable_and_are_copied_whole(copied: list[str]):
    text = "\n".join(f"line {n} " + "word " * 10 for n in range(34_000))

    async def streams(stage: Stage, _: str) -> None:
        await understand(stage, "x", "x")
        await model(stage, text, draft=False)
        await respond(stage, text)

    async with opened((80, 24), driver=FakeDriver(scene=lambda _: streams)) as run:
        chat = run.app.main.chat
        await run.say("all of it")
        assert MOST <= chat.line_count() < MOST + 30
        assert "more not shown; y copies all" in text_of(chat)
        await at(run, "reply:1")
        await run.pilot.press("y")
        assert copied[0] == text
        await run.pilot.press("G", "k")
        await run.pilot.resize_terminal(120, 36)
        assert chat.line_count() > MOST


async def test_what_was_read_of_a_cancelled_turn_stays():
    async def streams(stage: Stage, _: str) -> None:
        await understand(stage, "x", "x")
        await model(stage, "Half an answer for [NAME_1], and the tail")
        await respond(stage, "never")

    driver = FakeDriver(scene=lambda _: streams, closed=("respond",))
    async with opened(driver=driver) as run:
        chat = run.app.main.chat
        await run.say("hello", ends=False)
        await run.until(lambda: "and the tail" in text_of(chat), "draft")
        await run.pilot.press("escape")
        await run.until(lambda: "Cancelled." in text_of(chat), "cancelled")
        text = text_of(chat)
        assert "Half an answer for Ada Lovelace, and the tail" in text
        assert "never checked or sent" in text


async def test_a_call_too_long_for_its_line_opens_to_all_of_it():
    async with opened((100, 30), turns=(BROKEN,)) as run:
        chat = run.app.main.chat
        cut = [
            entry
            for entry in chat._entries
            if entry.key.startswith("call:") and "…" in entry.lines[0].plain
        ]
        assert cut
        assert all(entry.toggles for entry in cut)


async def test_a_selection_that_breaks_is_nothing_selected(monkeypatch: pytest.MonkeyPatch):
    async with opened(turns=(ORDER,)) as run:

        def broken() -> str:
            raise IndexError

        monkeypatch.setattr(run.app.main, "get_selected_text", broken)
        run.app.main.chat.text_select_all()
        await run.pilot.press("ctrl+c")
        assert run.app.is_running


async def test_find_goes_to_words_of_the_chat():
    async with opened((80, 24), turns=(ORDER, BROKEN, ORDER)) as run:
        chat = run.app.main.chat
        run.app.run_slash("/find broken, I am")
        await run.until(lambda: chat.has_focus)
        assert chat.entry is not None
        assert chat.entry.key == "ask:2"
        run.app.run_slash("/find no such words")
        assert "is nowhere in the chat" in text_of(chat)
