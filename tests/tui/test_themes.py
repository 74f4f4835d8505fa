"""Themes, ASCII and no colour on the real screen."""

import pytest
from textual.theme import BUILTIN_THEMES

from sandbox.tui.screens.picker import Picker
from sandbox.tui.style import GLYPHS
from sandbox.tui.themes.look import CONTRAST, DARK, LIGHT, NO_COLOUR, Look
from sandbox.tui.themes.ours import THEMES
from tests.tui.harness import BROKEN, ORDER, Run, opened

NAMES = sorted({*BUILTIN_THEMES, *(theme.name for theme in THEMES)})


def segments(run: Run):
    return [one for strip in run.app.screen._compositor.render_strips() for one in strip]


def coloured(run: Run) -> set[str]:
    """Colours on the screen that are not the terminal's own."""
    styles = [one.style for one in segments(run) if one.style is not None]
    both = [color for style in styles for color in (style.color, style.bgcolor)]
    return {str(color) for color in both if color is not None and not color.is_default}


async def test_every_theme_draws_the_screen():
    async with opened((120, 36), turns=(ORDER, BROKEN)) as run:
        assert run.app.theme == DARK
        for name in NAMES:
            run.app.run_slash(f"/theme {name}")
            await run.until(lambda name=name: run.app.theme == name, name)
            if "ansi" in name or name == NO_COLOUR:
                await run.pilot.press("f1", "escape", "f3", "j", "escape")
            assert "REPAIRED" in run.screen_text()


async def test_without_colour_no_cell_has_one_and_the_cursor_can_still_be_seen():
    async with opened((120, 36), turns=(ORDER, BROKEN)) as run:
        assert coloured(run)
        run.app.dress(Look(colour=False, glyphs="ascii"))
        assert run.app.theme == NO_COLOUR
        await run.pilot.press("f3", "g", "j")
        await run.pilot.pause()
        assert coloured(run) == set()
        line = run.app.main.trace.content_region
        cursor = run.app.screen._compositor.render_strips()[line.y + 1]
        assert any(one.style is not None and one.style.reverse for one in cursor)
        for key in ("f1", "ctrl+l"):
            await run.pilot.press(key)
            await run.pilot.pause()
            assert coloured(run) == set()
            await run.pilot.press("escape")


async def test_a_persons_theme_goes_before_no_color():
    async with opened((80, 24), turns=(ORDER,)) as run:
        run.app.dress(Look(colour=False, glyphs="ascii"), theme=DARK)
        await run.pilot.pause()
        assert coloured(run)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_ascii_draws_nothing_else_and_moves_nothing(size: tuple[int, int]):
    async with opened(size, turns=(ORDER, "again")) as run:
        await run.until(lambda: run.app.main.inspector.inspection is not None)
        before = run.screen_text()
        run.app.glyphs = "ascii"
        await run.pilot.pause()
        text = run.screen_text()
        assert [char for char in text if not char.isascii() and char != "€"] == []
        assert [len(line) for line in text.splitlines()] == [
            len(line) for line in before.splitlines()
        ]
        run.app.glyphs = "unicode"
        await run.pilot.pause()
        assert run.screen_text() == before


async def test_on_a_slow_line_the_spinner_stands_and_seconds_count():
    async with opened((120, 36), closed=("infer",)) as run:
        run.app.dress(Look(still=True))
        try:
            await run.say(ORDER, ends=False)
            await run.until(lambda: run.driver.session.running)
            await run.until(lambda: " infer " in run.screen_text())
            assert run.app.tick == 1.0
            assert not set("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏") & set(run.screen_text())
            run.driver.open("infer")
            await run.until(lambda: not run.app.turns.busy)
        finally:
            run.app.dress(Look())
    assert len(GLYPHS.spin) > 5


async def test_the_theme_under_the_cursor_is_on_and_esc_brings_the_old_one_back():
    async with opened((80, 24)) as run:
        run.app.run_slash("/theme")
        await run.until(lambda: isinstance(run.app.screen, Picker))
        await run.pilot.press("down")
        await run.until(lambda: run.app.theme == LIGHT)
        await run.pilot.press("escape")
        await run.back()
        assert run.app.theme == DARK
        assert run.app.wardrobe.config.state.theme == ""
        run.app.run_slash("/theme")
        await run.until(lambda: isinstance(run.app.screen, Picker))
        await run.pilot.press(*"high", "enter")
        await run.back()
        assert run.app.theme == run.app.wardrobe.config.state.theme == CONTRAST


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_glyphs_change_on_the_whole_screen_at_once_both_ways(size: tuple[int, int]):
    async with opened(size, turns=(ORDER, BROKEN)) as run:
        await _followed(run)
        before = run.screen_text()
        assert not before.isascii()
        run.app.glyphs = "ascii"
        await run.pilot.pause()
        assert {one for one in run.screen_text() if not one.isascii()} <= {"€"}
        run.app.glyphs = "unicode"
        await run.pilot.pause()
        assert run.screen_text() == before


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_theme_changes_every_line_of_the_screen_at_once(size: tuple[int, int]):
    async with opened(size, turns=(ORDER, BROKEN)) as run:
        await _followed(run)
        run.app.theme = LIGHT
        await run.pilot.pause()
        at_once = segments(run)
        for widget in run.app.screen.walk_children(with_self=True):
            widget.notify_style_update()
            widget.refresh()
        await run.pilot.pause()
        assert at_once == segments(run)


async def _followed(run: Run) -> None:
    """Waits until the inspector shows where the trace's cursor is, which comes a moment later."""
    await run.until(lambda: run.app.main.inspector.inspection is not None, "inspected")
