"""The figures of header and meter at every size, and where each of them comes from."""

import re

import pytest

from sandbox.export.definitions import FIGURES, figures_of
from sandbox.log.fold import Turn
from sandbox.tui.feed.format import dollars, duration, spread
from sandbox.tui.feed.meter import MeterFeed
from sandbox.tui.feed.view import Meter
from sandbox.tui.figures.now import Now, values
from sandbox.tui.screens.inspecting import InspectScreen
from sandbox.tui.screens.picker import Picker
from sandbox.tui.widgets.bars import Head, KeyLine
from sandbox.tui.widgets.forms import Forms, fit_forms
from sandbox.tui.widgets.meterline import Limits, MeterLine
from tests.tui.harness import BROKEN, ORDER, Run, opened, text_of

SIZES = [(60, 16), (80, 24), (120, 36), (200, 50)]


@pytest.mark.parametrize("size", SIZES)
async def test_what_must_be_seen_is_on_the_screen_at_every_size(size: tuple[int, int]):
    async with opened(size, turns=(ORDER, BROKEN), model="openai/gpt-4o-mini") as run:
        run.app.run_slash("/fault orders.get_order:latency=300ms")
        run.app.run_slash("/fault crm.get_customer:timeout#1")
        await run.until(lambda: "FAULTS 2 armed" in run.screen_text())
        await run.say(ORDER)
        text = run.screen_text()
        head = text.splitlines()[0]
        assert "LIVE" in head
        meter = MeterFeed(run.driver.session).read()
        line = text.splitlines()[run.app.main.meter.region.y]
        assert duration(meter.turn_total) in line
        assert f"{dollars(meter.turn_cost)}" in line
        assert f"{dollars(meter.cost)}" in line
        assert "$0.50" in line
        assert "ctx " in line
        assert "%" in line
        assert meter.p50 is not None
        assert meter.p95 is not None
        wide = f"p50 {duration(meter.p50)} p95 {duration(meter.p95)}"
        assert wide in line or f"p {spread(meter.p50, meter.p95)}" in line


@pytest.mark.parametrize("size", [(60, 16), (80, 24)])
async def test_a_recording_says_so_however_narrow(size: tuple[int, int]):
    async with opened(size, turns=(ORDER,), live=False, model="anthropic/" + "x" * 80) as run:
        assert "REPLAY" in run.screen_text().splitlines()[0]


def test_figures_are_shortened_before_one_is_left_out():
    parts = [
        Forms(((("session 2 turns ", ""), ("$1", "")), (("$1", ""),)), 9),
        Forms(((("12 tokens", ""),), (("12", ""),)), 1),
    ]
    assert fit_forms(parts, 40).plain == " session 2 turns $1 │ 12 tokens"
    assert fit_forms(parts, 30).plain == " session 2 turns $1 │ 12"
    assert fit_forms(parts, 10).plain == " $1 │ 12"
    assert fit_forms(parts, 7).plain == " $1│12"
    assert fit_forms(parts, 5).plain == " $1"
    assert fit_forms([], 5).plain.strip() == ""


def test_the_meter_is_never_wider_than_its_line():
    line = MeterLine()
    assert [width for width in range(1, 130) if line.draw(width).cell_length > width] == []


# What each figure means ------------------------------------------------------------------------


async def figures(run: Run, *keys: str) -> InspectScreen:
    """Opens the figures by `keys`."""
    await run.pilot.press(*keys)
    await run.until(lambda: isinstance(run.app.screen, InspectScreen), "figures open")
    screen = run.app.screen
    assert isinstance(screen, InspectScreen)
    await run.until(lambda: screen.view.inspection is not None)
    return screen


async def test_every_number_of_the_meter_has_its_definition_one_key_away():
    async with opened((200, 50), turns=(ORDER, BROKEN), model="openai/gpt-4o-mini") as run:
        main = run.app.main
        line = run.screen_text().splitlines()[main.meter.region.y]
        numbers = re.findall(r"[$≈]?\d[\d.,k/%]*", line.replace("p50", "").replace("p95", ""))
        assert len(numbers) > 10
        await run.pilot.press("f3")
        screen = await figures(run, "number_sign")
        told = text_of(screen.view)
        assert [number for number in numbers if number not in told] == []
        for words in ("turn_finished.took", "stopwatch", "reported, else estimated", "computed"):
            assert words in told
        await run.pilot.press("escape")
        await run.back()
        await figures(run, "escape", "alt+n")


@pytest.mark.parametrize("key", ["f1", "question_mark"])
async def test_the_page_of_the_figures_shows_keys_that_do_something_and_the_help(key: str):
    async with opened((80, 24), turns=(ORDER,)) as run:
        screen = await figures(run, "alt+n")
        shown = [one.label for one in screen.query_one(KeyLine).keys]
        assert {"tab", "move", "find", "copy", "help"} <= set(shown)
        assert not {"diff", "editor", "zoom", "trouble"} & set(shown)
        await run.pilot.press(key)
        await run.until(lambda: isinstance(run.app.screen, Picker), "help")
        await run.pilot.press("escape")
        await run.until(lambda: run.app.screen is screen, "the figures again")


async def test_a_click_on_the_meter_opens_its_figures():
    async with opened((120, 36), turns=(ORDER,)) as run:
        await run.pilot.click("#meter")
        await run.until(lambda: isinstance(run.app.screen, InspectScreen))


async def test_the_sum_of_a_turn_is_shown_with_what_rounding_does():
    async with opened((120, 36), turns=(ORDER,), model="openai/gpt-4o-mini") as run:
        screen = await figures(run, "alt+n")
        screen.view.choose("Sum")
        told = " ".join(text_of(screen.view).split())
        total = run.driver.session.turns[0].total
        assert f"add up to {total:,} ns, exactly the total" in told
        assert "nano-dollars, exactly the total" in told
        assert "apart from it" in told


async def test_figures_looks_for_a_word_and_has_nothing_to_say_of_no_turn():
    async with opened((120, 36)) as run:
        run.app.run_slash("/figures budget")
        await run.until(lambda: isinstance(run.app.screen, InspectScreen))
        screen = run.app.screen
        assert isinstance(screen, InspectScreen)
        assert "Sum" not in screen.view.tab_names
        assert "–" in text_of(screen.view)


def test_every_figure_with_a_value_is_defined_and_the_lines_have_all_theirs():
    defined = {figure.name for figure in FIGURES}
    there = values(Now(Head(), Meter(), Limits(), Turn(1, "m", "")))
    assert set(there) <= defined
    lines = {figure.name for figure in figures_of("header", "meter", "reply")}
    assert set(there) == lines
