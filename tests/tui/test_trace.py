"""The trace on the screen: cursor, folds, filter, find, following."""

import pytest

from sandbox.tui.feed.filter import FilterError
from sandbox.tui.widgets.pane import PaneBar
from tests.tui.harness import BROKEN, ORDER, Run, opened, text_of


def line(run: Run) -> str:
    view = run.app.main.trace
    return view.line(view.cursor).plain


async def test_a_row_is_hop_and_subject_with_bar_and_milliseconds():
    async with opened((120, 36), turns=(ORDER,)) as run:
        rows = text_of(run.app.main.trace).splitlines()
        (execute,) = [row for row in rows if "execute" in row]
        assert execute.split()[:3] == ["1.10", "execute", "orders.get_order"]
        assert execute.rstrip().endswith("40")
        assert any("▸ 5 hops" in row and "redact, context" in row for row in rows)
        assert rows[-1].split()[:2] == ["between", "hops"]


async def test_moving_with_letters_arrows_and_ends():
    async with opened((120, 36), turns=(ORDER, BROKEN)) as run:
        view = run.app.main.trace
        await run.pilot.press("f3", "g")
        assert view.cursor == 0
        await run.pilot.press("j", "down", "k", "up", "j")
        assert view.cursor == 1
        await run.pilot.press("pagedown", "pageup")
        assert view.cursor < 3
        await run.pilot.press("G")
        assert view.following


async def test_enter_opens_a_fold_and_inspects_a_hop():
    async with opened((120, 36), turns=(ORDER,)) as run:
        view = run.app.main.trace
        await run.pilot.press("f3", "g", "j", "enter")
        assert "route" in text_of(view)
        assert view.has_focus
        await run.pilot.press("j", "enter")
        await run.inspected("1.1")
        assert run.app.main.inspector.has_focus
        await run.pilot.press("2", "space")
        assert view.row is not None
        assert view.row.kind == "fold"
        assert not view.row.open


async def test_space_closes_a_turn():
    async with opened((120, 36), turns=(ORDER, BROKEN)) as run:
        view = run.app.main.trace
        await run.pilot.press("f3", "g", "space")
        assert view.line(0).plain.strip().startswith("► ▸ turn 1") or "▸ turn 1" in line(run)
        assert "turn 2" in view.line(1).plain


async def test_filter_while_typing_and_esc_takes_it_away():
    async with opened((120, 36), turns=(ORDER, BROKEN)) as run:
        view = run.app.main.trace
        total = view.line_count()
        await run.pilot.press("f3", "f", *"is:repaired")
        await run.until(lambda: view.line_count() == 2)
        await run.pilot.press("enter")
        assert view.has_focus
        assert "1 of 36 · is:repaired" in run.screen_text()
        await run.pilot.press("escape")
        assert view.line_count() == total
        assert view.has_focus
        await run.pilot.press("escape")
        assert run.app.main.prompt.has_focus


async def test_a_wrong_filter_keeps_the_old_one_and_says_where():
    async with opened((120, 36), turns=(ORDER, BROKEN)) as run:
        main = run.app.main
        await run.pilot.press("f3", "f", *"is:repaired", "enter", "f")
        await run.pilot.press(*" ~(", "enter")
        assert main.trace.line_count() == 2
        bar = main.focused
        assert isinstance(bar, PaneBar)
        assert bar.has_class("-bad")
        assert "at 15: not a pattern" in run.screen_text()
        assert "1 of 36 · still is:repaired" in run.screen_text()
        await run.pilot.press("escape")
        assert main.trace.line_count() > 2


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_readable_part_of_a_wrong_filter_is_not_in_force(size: tuple[int, int]):
    async with opened(size, turns=(ORDER, BROKEN)) as run:
        trace = run.app.main.trace
        total = trace.line_count()
        await run.pilot.press("f3", "f", *"tool:refund ms")
        await run.until(lambda: trace.line_count() < total, "the words hold")
        await run.pilot.press("colon", "greater_than_sign")
        await run.until(lambda: trace.line_count() == total, "all rows")
        assert "· no filter" in run.screen_text()
        assert "not applied · at 16: " in run.screen_text()
        await run.pilot.press("1")
        await run.until(lambda: "of 36 · tool:refund ms:>1" in run.screen_text(), "holds")
        assert "not applied" not in run.screen_text()


async def test_f_twice_takes_the_filter_away_and_puts_it_back():
    async with opened((120, 36), turns=(ORDER, BROKEN)) as run:
        view = run.app.main.trace
        total = view.line_count()
        await run.pilot.press("f3", "f", *"is:repaired", "enter", "f", "f")
        await run.until(lambda: view.line_count() == total)
        assert view.has_focus
        await run.pilot.press("f", "f")
        await run.until(lambda: view.line_count() == 2)
        await run.pilot.press("f", "space", *"ff", "enter")
        assert view.trace is not None
        assert view.trace.filter is not None
        assert view.trace.filter.text == "is:repaired ff"


async def test_a_pattern_that_takes_too_long_is_refused_where_it_stands():
    async with opened((120, 36), turns=(ORDER, BROKEN)) as run:
        main = run.app.main
        await run.pilot.press("f3", "f", *"is:repaired", "enter")
        with pytest.raises(FilterError):
            main.filter_trace(r"~^((\w|.)+)+[!?]$")
        assert main.trace.line_count() == 2
        run.app.run_slash(r"/trace ~^((\w|.)+)+[!?]$")
        await run.until(lambda: "takes too long" in run.screen_text())
        assert main.trace.line_count() == 2


async def test_find_walks_the_matches():
    async with opened((120, 36), turns=(ORDER, BROKEN)) as run:
        view = run.app.main.trace
        await run.pilot.press("f3", "g", "slash", *"orders.issue_refund", "enter")
        assert view.has_focus
        first = view.cursor
        assert "2.17" in line(run)
        await run.pilot.press("n")
        assert view.cursor > first
        await run.pilot.press("N")
        assert view.cursor == first
        await run.pilot.press("escape")
        assert view.needle == ""


@pytest.mark.parametrize("pane", ["f2", "f3"])
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_find_of_what_is_nowhere_says_so_in_its_line_and_leaves_it_at_enter(
    size: tuple[int, int], pane: str
):
    async with opened(size, turns=(ORDER,)) as run:
        await run.pilot.press(pane)
        view = run.app.main.focused
        await run.pilot.press("slash", *"zzz")
        bar = run.app.main.focused
        assert isinstance(bar, PaneBar)
        assert bar.has_class("-bad")
        assert "no match" in run.screen_text()
        await run.pilot.press("backspace", "backspace", "backspace", "o")
        assert not bar.has_class("-bad")
        assert "no match" not in run.screen_text()
        await run.pilot.press(*"zz", "enter")
        assert run.app.main.focused is view
        assert "No match for ozz" in run.screen_text()
        run.app.clear_notifications()
        await run.pilot.press("n")
        await run.until(lambda: "No match for ozz" in run.screen_text())
        assert run.app.main.focused is view
        await run.pilot.press("slash")
        assert not bar.has_class("-bad")


async def test_following_moves_to_new_hops_until_the_cursor_moves():
    async with opened((120, 36), turns=(ORDER,)) as run:
        view = run.app.main.trace
        await run.say(ORDER)
        assert view.row is not None
        assert view.row.turn == 2
        await run.pilot.press("f3", "k")
        key = view.key
        await run.say(ORDER)
        assert view.key == key
        await run.pilot.press("f3", "F")
        assert view.row is not None
        assert view.row.turn == 3


async def test_the_running_hop_grows_and_ends():
    async with opened((120, 36), closed=("infer",)) as run:
        view = run.app.main.trace
        await run.say(ORDER, ends=False)
        await run.until(lambda: view.trace and any(row.running for row in view.trace.rows))
        run.driver.open("infer")
        await run.until(lambda: view.trace and not any(row.running for row in view.trace.rows))


async def test_a_click_moves_the_cursor_and_twice_opens():
    async with opened((120, 36), turns=(ORDER,)) as run:
        view = run.app.main.trace
        await run.pilot.click(view, offset=(5, 2))
        assert view.cursor == 2
        await run.pilot.click(view, offset=(5, 1), times=2)
        await run.until(lambda: "retrieve" in text_of(view).splitlines()[5])


async def test_a_filter_that_nothing_matches_says_so_and_escape_clears_it():
    async with opened((120, 36), turns=(ORDER,)) as run:
        trace = run.app.main.trace
        run.app.run_slash("/trace nothing-like-it")
        await run.until(lambda: "No hop matches nothing-like-it" in run.screen_text())
        await run.pilot.press("j", "k", "enter", "space", "y", "slash", *"x", "enter", "escape")
        await run.pilot.press("escape", "escape")
        await run.until(lambda: trace.trace is not None and trace.trace.filter is None)
        assert trace.row is not None


async def test_the_trace_follows_again_after_escape_to_the_prompt():
    async with opened((120, 36), turns=(ORDER, BROKEN)) as run:
        await run.pilot.press("f3", "g", "j", "enter")
        assert not run.app.main.trace.following
        await run.pilot.press("escape")
        assert run.app.main.prompt.has_focus
        assert run.app.main.trace.following
        await run.say(ORDER)
        assert run.app.main.trace.row is not None
        assert run.app.main.trace.row.turn == 3
