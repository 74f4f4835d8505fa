"""Markup, control characters and huge texts can't break, hide or freeze the screen."""

import asyncio

import pytest

from sandbox.tui.widgets.draft import MOST
from tests.tui.harness import opened, text_of

SIZES = [(80, 24), (40, 10)]


@pytest.mark.parametrize("size", SIZES)
async def test_odd_text_everywhere_is_shown_as_it_is(size: tuple[int, int]):
    async with opened(size, turns=("weird", "weird")) as run:
        main = run.app.main
        chat = text_of(main.chat)
        assert "[bold red]not markup[/]" in chat or size[0] < 60
        assert "␛[31mred" in chat
        for view in (main.chat, main.trace, main.inspector):
            text = text_of(view)
            assert not [c for c in text if ord(c) < 32 and c != "\n"]
            assert "\u202e" not in text
        for hop in run.driver.session.turns[0].hops:
            main.trace.select(hop.id, why="hand")
            await run.inspected(hop.id)
            for tab in main.inspector.tab_names:
                main.inspector.choose(tab)
                await run.pilot.pause()
                run.screen_text()
        run.app.say("[/x] \x1b[31m", "bad", "[/y]")
        run.app.notify("[/x]", markup=False)
        await run.pilot.pause()


async def test_two_megabytes_do_not_stop_the_screen():
    async with opened((120, 36)) as run:
        worst = 0.0
        loop = asyncio.get_running_loop()
        going = True

        async def watch() -> None:
            nonlocal worst
            while going:
                before = loop.time()
                await asyncio.sleep(0.005)
                worst = max(worst, loop.time() - before)

        watcher = asyncio.ensure_future(watch())
        await run.say("a long text please")
        text = text_of(run.app.main.chat)
        going = False
        await watcher
        assert "more not shown" in text
        assert run.app.main.chat.line_count() < MOST + 100
        assert worst < 5.0


async def test_wide_characters_keep_the_lines_straight():
    async with opened((80, 24)) as run:
        await run.say("漢字 " * 60 + "👩‍👩‍👧" * 10)
        for line in run.app.screen._compositor.render_strips():
            assert line.cell_length == 80
