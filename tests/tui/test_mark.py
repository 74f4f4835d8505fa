"""Marking a turn and judging the session, by key and by command."""

import pytest

from sandbox.log.event import SessionEnded, TurnMarked
from sandbox.tui.screens.mark import MarkScreen
from tests.tui.harness import BROKEN, ORDER, Run, opened, text_of

SIZES = [(80, 24), (120, 36)]


async def dialog(run: Run) -> MarkScreen:
    await run.until(lambda: isinstance(run.app.screen, MarkScreen), "mark dialog")
    found = run.app.screen
    assert isinstance(found, MarkScreen)
    return found


def marks(run: Run) -> list[tuple[int, str | None, str]]:
    events = run.driver.session.outside
    return [(e.turn, e.mark, e.note) for e in events if isinstance(e, TurnMarked)]


@pytest.mark.parametrize("size", SIZES)
async def test_m_marks_the_turn_under_the_cursor_with_a_note(size: tuple[int, int]):
    async with opened(size, turns=(ORDER, BROKEN)) as run:
        await run.pilot.press("f3", "g", "m")
        shown = await dialog(run)
        assert shown.turn == 1
        await run.pilot.press("b")
        assert "why?" in run.screen_text()
        await run.pilot.press(*"too long", "enter")
        await run.back()
        assert marks(run) == [(1, "bad", "too long")]
        head = run.app.main.trace.line(0).plain
        assert "marked bad" in head or size[0] < 100
        await run.pilot.press("1")
        await run.until(lambda: "marked bad: too long" in text_of(run.app.main.chat), "in the chat")


async def test_the_mark_of_a_turn_is_shown_by_the_trace_and_the_inspector():
    async with opened((160, 40), turns=(ORDER,)) as run:
        await run.pilot.press("f3", "g", "m", "g", "enter")
        await run.back()
        await run.until(lambda: "marked good" in run.app.main.trace.line(0).plain)
        await run.pilot.press("enter")
        await run.until(lambda: "marked" in text_of(run.app.main.inspector), "in the inspector")


async def test_escape_goes_from_the_note_to_the_choice_and_then_out():
    async with opened(turns=(ORDER,)) as run:
        await run.pilot.press("f3", "m", "g", "x", "escape")
        shown = await dialog(run)
        assert not shown.has_class("-note")
        await run.pilot.press("escape")
        await run.back()
        assert marks(run) == []


async def test_a_mark_is_changed_with_its_note_kept_and_taken_away_with_x():
    async with opened(turns=(ORDER,)) as run:
        await run.pilot.press("f3", "m", "b", *"rude", "enter")
        await run.back()
        await run.pilot.press("m", "g", "enter")
        await run.back()
        await run.pilot.press("m")
        await dialog(run)
        await run.pilot.press("x")
        await run.back()
        assert marks(run) == [(1, "bad", "rude"), (1, "good", "rude"), (1, None, "")]
        await run.until(lambda: "marked" not in text_of(run.app.main.trace))


async def test_capital_m_shows_marked_turns_only_and_all_again():
    async with opened(turns=(ORDER, BROKEN)) as run:
        view = run.app.main.trace
        run.app.run_slash("/mark 2 good")
        await run.pilot.press("f3", "M")
        assert {row.turn for row in (view.trace.rows if view.trace else ())} == {2}
        await run.pilot.press("M")
        assert {row.turn for row in (view.trace.rows if view.trace else ())} == {1, 2}


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("/mark good", [(2, "good", "")]),
        ("/mark 1 bad it asked twice", [(1, "bad", "it asked twice")]),
        ("/mark none", [(2, None, "")]),
    ],
)
async def test_the_command_marks_the_last_turn_or_the_one_it_names(
    typed: str, wanted: list[tuple[int, str | None, str]]
):
    async with opened(turns=(ORDER, BROKEN)) as run:
        run.app.run_slash(typed)
        assert marks(run) == wanted


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("/mark 9 good", "there is no turn 9 (turns go from 1 to 1)"),
        ("/mark excellent", "good, bad or none"),
        ("/outcome perfect", "an outcome is resolved"),
    ],
)
async def test_wrong_words_are_told_and_mark_nothing(typed: str, says: str):
    async with opened(turns=(ORDER,)) as run:
        run.app.run_slash(typed)
        await run.until(lambda: says in text_of(run.app.main.chat))
        assert marks(run) == []


async def test_without_a_turn_there_is_nothing_to_mark_or_to_judge():
    async with opened() as run:
        run.app.run_slash("/mark good")
        run.app.run_slash("/outcome")
        await run.until(lambda: "no turn yet" in text_of(run.app.main.chat))
        assert "nothing to judge" in text_of(run.app.main.chat)


async def test_the_outcome_is_told_and_can_be_said():
    async with opened(turns=(ORDER,)) as run:
        run.app.run_slash("/outcome")
        await run.until(lambda: "judged by the engine" in text_of(run.app.main.chat))
        run.app.run_slash("/outcome handed off to Ada")
        ended = run.driver.session.ended
        assert isinstance(ended, SessionEnded)
        assert (ended.outcome, ended.judged_by, ended.why) == ("handed_off", "developer", "to Ada")
        run.app.run_slash("/outcome")
        await run.until(lambda: "judged by the developer: to Ada" in text_of(run.app.main.chat))


async def test_a_mark_has_to_wait_for_the_running_turn():
    async with opened(closed=("infer",)) as run:
        await run.say(ORDER, ends=False)
        await run.until(lambda: run.app.turns.busy)
        run.app.run_slash("/mark good")
        await run.until(lambda: "is not for a running turn" in text_of(run.app.main.chat))
        run.driver.open("infer")


async def test_real_values_of_a_note_are_drawn_and_hidden_with_the_mask():
    async with opened(turns=(ORDER,)) as run:
        run.app.run_slash("/mark bad wrote to ada@lovelace.example")
        await run.until(lambda: "ada@lovelace.example" in text_of(run.app.main.chat))
        run.app.run_slash("/mask")
        await run.until(lambda: "[EMAIL_1]" in text_of(run.app.main.chat))
        assert "ada@lovelace.example" not in text_of(run.app.main.chat)
