"""Forking, undoing, editing and saying again on the screen, on real sessions."""

from pathlib import Path
from typing import Any, cast

import pytest

from sandbox.hub.folder import sessions_in
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from tests.tui.harness import ORDER, opened, text_of
from tests.tui.real import OTHER, REFUND, STATUS, real

SIZES = [(80, 24), (120, 36)]


@pytest.mark.parametrize("size", SIZES)
async def test_a_fork_at_turn_two_goes_on_with_another_model_and_the_first_branch_is_untouched(
    settings: Settings, pack: Pack, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with real(settings, pack, tmp_path, size, STATUS, REFUND) as run:
        first, live = run.name, cast("Any", run.app.driver)._live
        before = live.folder.log.read_bytes()
        await run.tell("/fork 2 sandbox/sloppy")
        assert run.name != first
        assert run.asked() == [STATUS]
        assert f"fork of {first[-6:]} after 1" in run.screen_text()
        assert "refunded" not in text_of(run.app.main.chat)
        await run.tell(OTHER)
        assert [turn.model for turn in run.app.driver.session.turns] == [
            "sandbox/scripted",
            "sandbox/sloppy",
        ]
        second = run.name
        await run.tell(f"/branch {first}")
        assert run.asked() == [STATUS, REFUND]
        assert "RF-0046" in text_of(run.app.main.chat)
        assert live.folder.log.read_bytes().startswith(before)
        assert len(run.logged(second).turns) == 2
        await run.tell(OTHER)
        assert run.app.driver.session.turns[2].model == "sandbox/scripted"
        assert len(run.logged(second).turns) == 2


async def test_the_turn_line_of_a_session_without_turns_says_so_wherever_one_came_from(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (80, 24), STATUS) as run:
        first = run.name
        assert "turn 1" in str(run.app.main.strip.render())
        for way in ("/new", "/fork 1"):
            await run.tell(way)
            await run.until(lambda: run.name != first, way)
            assert str(run.app.main.strip.render()).strip() == "no turn yet"
            await run.pilot.press("alt+left")
            await run.until(lambda: run.name == first, "back")
            assert "turn 1" in str(run.app.main.strip.render())


async def test_undo_takes_the_last_turn_back_and_its_words_to_the_prompt(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS, REFUND) as run:
        first = run.name
        await run.tell("/undo")
        assert run.asked() == [STATUS]
        assert run.app.main.prompt.text == REFUND
        assert len(run.logged(first).turns) == 2


async def test_e_edits_a_turn_and_enter_says_it_in_a_fork(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS, OTHER) as run:
        first = run.name
        await run.pilot.press("f2", "g", "j", "e")
        prompt = run.app.main.prompt
        assert prompt.text == STATUS
        assert "edit turn 1>" in run.screen_text()
        prompt.put(STATUS.replace("10070", "10042"))
        await run.pilot.press("enter")
        await run.still()
        assert run.name != first
        assert run.asked() == ["where is my order 10042?"]
        assert "edit turn 1>" not in run.screen_text()
        assert run.logged(first).turns[0].asked == STATUS


async def test_escape_leaves_an_edit_and_gives_back_what_was_typed(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS) as run:
        first = run.name
        run.app.main.prompt.put("half a thought")
        run.app.run_slash("/edit")
        assert run.app.main.prompt.text == STATUS
        await run.pilot.press("escape")
        assert run.app.main.prompt.text == "half a thought"
        assert run.name == first
        assert len(sessions_in(tmp_path)) == 1


async def test_again_says_the_same_words_to_another_model(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS) as run:
        await run.tell("/again sandbox/sloppy")
        assert run.asked() == [STATUS]
        assert run.app.driver.session.turns[0].model == "sandbox/sloppy"
        assert len(sessions_in(tmp_path)) == 2


async def test_the_keys_fork_before_the_turn_under_the_cursor_and_say_it_again(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS, OTHER) as run:
        await run.pilot.press("f3", "g", "R", "y")
        await run.still()
        assert run.asked() == [STATUS]
        await run.tell(OTHER)
        await run.pilot.press("f3", "G", "b", "y")
        await run.still()
        assert run.asked() == [STATUS]
        assert len(sessions_in(tmp_path)) == 3


async def test_the_list_of_branches_is_a_tree_and_leads_to_each(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS) as run:
        first = run.name
        await run.tell("/fork")
        second = run.name
        await run.tell("/fork 1")
        third = run.name
        run.app.run_slash("/branch")
        screen = await run.browsing()
        assert [(one.id, one.depth) for one in screen.list.entries] == [
            (first, 0),
            (second, 1),
            (third, 2),
        ]
        assert "└ after 1: " in run.screen_text()
        assert screen.list.entry is not None
        assert screen.list.entry.id == third
        await run.pilot.press("g", "enter")
        await run.until(lambda: run.app.screen is run.app.main)
        await run.still()
        await run.until(lambda: run.name == first)


async def test_the_result_of_a_call_is_edited_in_the_prompt_and_the_turn_said_again(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS) as run:
        first = run.name
        hop = next(h for h in run.app.driver.session.turns[0].hops if h.name == "execute")
        await run.tell(f"/result {hop.id}")
        prompt = run.app.main.prompt
        assert prompt.text.startswith(f'/result {hop.id} {{"')
        assert '"status": "shipped"' in prompt.text
        await run.tell(prompt.text.replace('"shipped"', '"cancelled"'))
        assert run.name != first
        assert "cancelled" in run.app.driver.session.turns[0].reply
        assert "cancelled" not in run.logged(first).turns[0].reply


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/fork 9", "there is no turn 9"),
        ("/fork x", "takes the number of a turn"),
        ("/edit 3", "there is no turn 3"),
        ("/fork 1 nope/x", "no provider is called 'nope'"),
        ("/branch zzz", "there is no branch zzz"),
        ("/result 1.1", "1.1 is no tool call"),
        ("/result 1.10 {", "can't be read at character"),
    ],
)
async def test_what_can_not_be_forked_is_said_and_nothing_is_made(
    settings: Settings, pack: Pack, tmp_path: Path, command: str, words: str
) -> None:
    async with real(settings, pack, tmp_path, (120, 36), STATUS) as run:
        await run.tell(command)
        await run.until(lambda: words in text_of(run.app.main.chat), words)
        assert len(sessions_in(tmp_path)) == 1


async def test_a_session_without_turns_has_nothing_to_undo() -> None:
    async with opened() as run:
        run.app.run_slash("/undo")
        await run.until(lambda: "there is no turn yet" in text_of(run.app.main.chat))


async def test_a_recording_is_not_forked_on_the_screen() -> None:
    async with opened(turns=(ORDER,), live=False) as run:
        run.app.run_slash("/again")
        await run.until(lambda: "a recording" in text_of(run.app.main.chat))


async def test_a_masked_screen_stays_masked_in_a_fork(
    settings: Settings, pack: Pack, tmp_path: Path
) -> None:
    mail = "my mail address is jo@private.example, where is order 10042?"
    async with real(settings, pack, tmp_path, (120, 36), mail) as run:
        run.app.run_slash("/mask")
        await run.tell("/fork")
        assert "jo@private.example" not in run.screen_text()
        run.app.run_slash("/mask")
        assert "jo@private.example" in text_of(run.app.main.chat)
