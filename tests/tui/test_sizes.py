"""What is on the screen at which size, and that nothing is lost when it changes."""

import pytest

from tests.tui.harness import BROKEN, ORDER, Run, opened, text_of


def panes(run: Run) -> set[str]:
    """Names of panes that can be seen."""
    main = run.app.main
    return {name for name, pane in main.panes.items() if pane.region.area and pane.is_on_screen}


async def test_narrow_shows_one_pane_behind_tabs_and_a_strip():
    async with opened((80, 24), turns=(ORDER, BROKEN)) as run:
        assert panes(run) == {"chat"}
        text = run.screen_text()
        assert "[1 Chat] 2 Trace  3 Inspect" in text
        assert "22 hops · 1 repaired" in text
        assert "ada@lovelace.example" in text
        await run.pilot.press("f3")
        assert panes(run) == {"trace"}
        assert "[2 Trace]" in run.screen_text()
        await run.pilot.press("f3")
        assert panes(run) == {"inspect"}
        await run.pilot.press("1")
        assert panes(run) == {"chat"}


async def test_medium_shows_chat_beside_trace_over_inspector():
    async with opened((120, 36), turns=(ORDER,)) as run:
        assert panes(run) == {"chat", "trace", "inspect"}
        main = run.app.main
        chat, trace, inspect = (main.panes[name].region for name in ("chat", "trace", "inspect"))
        assert chat.right == trace.x == inspect.x
        assert trace.bottom == inspect.y
        assert "[1 Chat]" not in run.screen_text()


async def test_wide_has_three_columns():
    async with opened((200, 50), turns=(ORDER,)) as run:
        main = run.app.main
        chat, trace, inspect = (main.panes[name].region for name in ("chat", "trace", "inspect"))
        assert chat.right == trace.x
        assert trace.right == inspect.x
        assert chat.y == trace.y == inspect.y


@pytest.mark.parametrize("size", [(59, 24), (80, 15), (40, 10), (20, 6), (10, 3)])
async def test_without_room_one_line_says_so_and_the_prompt_works(size: tuple[int, int]):
    async with opened(size) as run:
        if size[1] > 5:
            assert "More room" in run.screen_text()
        await run.pilot.press(*"hi", "enter")
        await run.until(lambda: run.driver.sent == ["hi"])
        await run.until(lambda: not run.app.turns.busy)


@pytest.mark.parametrize("size", [(40, 12), (60, 16), (80, 24), (120, 36), (200, 50)])
async def test_time_cost_and_budget_are_never_lost(size: tuple[int, int]):
    async with opened(size, turns=(ORDER,), model="openai/gpt-4o-mini") as run:
        line = run.screen_text().splitlines()[run.app.main.meter.region.y]
        assert "1.45 s" in line
        assert "$0.0008" in line
        assert "$0.50" in line
        assert "ctx " in line
        assert ("1.5k↑ 172↓" in line) == (size[0] > 60)


async def test_an_unknown_cost_is_a_dash_and_an_estimate_is_marked():
    async with opened((120, 36), turns=("dead",)) as run:
        assert "session 1 turn –" in run.screen_text()


async def test_the_header_says_live_or_replay():
    async with opened((80, 24)) as run:
        top = run.screen_text().splitlines()[0]
        assert top.split()[:5] == ["damaged-parcel", "·", "sandbox/scripted", "·", "LIVE"]
    async with opened((60, 20), live=False) as run:
        assert "REPLAY" in run.screen_text().splitlines()[0]
        assert run.app.main.has_class("-replay")
        await run.pilot.press(*"hi", "enter")
        await run.until(lambda: "nothing can be sent" in text_of(run.app.main.chat))
        assert run.driver.sent == []
        assert run.app.main.prompt.text == "hi"


async def test_focus_and_cursor_survive_resizing():
    async with opened((200, 50), turns=(ORDER, BROKEN)) as run:
        main = run.app.main
        await run.pilot.press("f3", "g", "j", "j")
        key = main.trace.key
        for size in ((80, 24), (120, 36), (40, 10), (200, 50), (99, 29)):
            await run.pilot.resize_terminal(*size)
            await run.pilot.pause()
            assert main.focused is main.trace
            assert main.trace.key == key
            assert panes(run) >= {"trace"}


async def test_resizing_while_a_turn_runs_loses_nothing():
    async with opened((120, 36), closed=("infer",)) as run:
        await run.say(ORDER, ends=False)
        await run.until(lambda: run.driver.session.running)
        for size in ((80, 24), (50, 12), (200, 50), (120, 36)):
            await run.pilot.resize_terminal(*size)
            await run.pilot.pause()
        run.driver.open("infer")
        await run.until(lambda: "has been shipped" in text_of(run.app.main.chat))


async def test_zoom_and_split():
    async with opened((120, 36), turns=(ORDER,)) as run:
        main = run.app.main
        await run.pilot.press("f3", "z")
        assert panes(run) == {"trace"}
        await run.pilot.press("escape")
        assert panes(run) == {"chat", "trace", "inspect"}
        before = main.panes["chat"].region.width
        await run.pilot.press("greater_than_sign", "greater_than_sign")
        await run.pilot.pause()
        assert main.panes["chat"].region.width == before + 8
        await run.pilot.press("equals_sign")
        await run.pilot.pause()
        assert main.panes["chat"].region.width == before
