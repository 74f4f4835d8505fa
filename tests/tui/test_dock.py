"""The dock: its panes open and close on a key at every size, and nothing is lost on the way."""

import pytest

from sandbox.tui.dock.panes import DOCK
from sandbox.tui.dock.view import DockView
from tests.tui.harness import BROKEN, ORDER, Run, opened

KEYS = {"state": "f4", "db": "f5", "faults": "f6", "log": "f8"}
NARROW, MEDIUM, WIDE = (80, 24), (120, 36), (200, 50)


def panes(run: Run) -> set[str]:
    """Names of panes that can be seen."""
    main = run.app.main
    return {name for name, pane in main.panes.items() if pane.region.area and pane.is_on_screen}


def focused(run: Run) -> str:
    main = run.app.main
    return next((name for name, pane in main.panes.items() if pane.active), "prompt")


async def test_nothing_of_the_dock_is_made_before_it_is_opened():
    async with opened(MEDIUM) as run:
        assert run.app.main.dock.panes == {}
        await run.pilot.press("f4")
        assert list(run.app.main.dock.panes) == ["state"]


@pytest.mark.parametrize("name", list(DOCK))
async def test_a_narrow_screen_shows_it_alone_behind_its_tab(name: str):
    async with opened(NARROW, turns=(ORDER,)) as run:
        await run.pilot.press(KEYS[name])
        await run.until(lambda: panes(run) == {name})
        assert focused(run) == name
        assert f"[{DOCK[name].number} {DOCK[name].label}]" in run.screen_text().splitlines()[1]
        await run.pilot.press(KEYS[name])
        await run.until(lambda: panes(run) == {"chat"})
        assert focused(run) == "prompt"


@pytest.mark.parametrize("name", list(DOCK))
async def test_a_medium_screen_shows_it_in_place_of_trace_and_inspector(name: str):
    async with opened(MEDIUM, turns=(ORDER,)) as run:
        trace = run.app.main.panes["trace"].region
        await run.pilot.press("f3", KEYS[name])
        await run.until(lambda: panes(run) == {"chat", name})
        pane = run.app.main.panes[name].region
        assert (pane.x, pane.y, pane.right) == (trace.x, trace.y, trace.right)
        await run.pilot.press("escape")
        await run.until(lambda: panes(run) == {"chat", "trace", "inspect"})
        assert focused(run) == "trace"


@pytest.mark.parametrize("name", list(DOCK))
async def test_a_wide_screen_shows_it_under_trace_and_inspector(name: str):
    async with opened(WIDE, turns=(ORDER,)) as run:
        await run.pilot.press(KEYS[name])
        await run.until(lambda: panes(run) == {"chat", "trace", "inspect", name})
        main = run.app.main
        trace, inspect, pane = (main.panes[one].region for one in ("trace", "inspect", name))
        assert trace.bottom == inspect.bottom == pane.y
        assert (pane.x, pane.right) == (trace.x, inspect.right)
        title = run.screen_text().splitlines()[pane.y]
        assert f"[{DOCK[name].number} {DOCK[name].label}" in title
        for other in DOCK.values():
            assert f"{other.number} {other.label}" in title
        await run.pilot.press(KEYS[name])
        await run.until(lambda: panes(run) == {"chat", "trace", "inspect"})


async def test_the_numbers_of_lists_and_tab_lead_there():
    async with opened(MEDIUM, turns=(ORDER,)) as run:
        await run.pilot.press("f3", "4")
        await run.until(lambda: focused(run) == "state")
        await run.pilot.press("8")
        await run.until(lambda: focused(run) == "log")
        assert panes(run) == {"chat", "log"}
        await run.pilot.press("tab")
        assert focused(run) == "prompt"
        await run.pilot.press("shift+tab")
        assert focused(run) == "log"
        await run.pilot.press("shift+tab")
        assert focused(run) == "chat"
        await run.pilot.press("2")
        assert panes(run) == {"chat", "trace", "inspect"}
        await run.pilot.press("f8")
        assert panes(run) == {"chat", "log"}


async def test_tab_walks_through_all_that_a_wide_screen_shows():
    async with opened(WIDE, turns=(ORDER,)) as run:
        await run.pilot.press("f4", "f2")
        seen: list[str] = []
        for _ in range(5):
            seen.append(focused(run))
            await run.pilot.press("tab")
        assert seen == ["chat", "trace", "inspect", "state", "prompt"]


async def test_zoom_shows_it_alone_and_esc_goes_back_one_step_at_a_time():
    async with opened(WIDE, turns=(ORDER,)) as run:
        await run.pilot.press("f4", "z")
        await run.until(lambda: panes(run) == {"state"})
        await run.pilot.press("slash", *"order", "enter")
        await run.pilot.press("escape")
        assert run.app.main.dock.pane is not None
        assert run.app.main.zoomed
        await run.pilot.press("escape")
        await run.until(lambda: panes(run) == {"chat", "trace", "inspect", "state"})
        await run.pilot.press("escape")
        await run.until(lambda: panes(run) == {"chat", "trace", "inspect"})
        assert focused(run) == "prompt"


async def test_focus_scroll_and_cursor_survive_resizing_with_a_pane_open():
    async with opened(WIDE, turns=(ORDER, BROKEN)) as run:
        await run.pilot.press("f4", "j", "j")
        view = run.app.main.panes["state"].view
        assert isinstance(view, DockView)
        row = view.home.row  # type: ignore[attr-defined]
        for size in (NARROW, MEDIUM, (40, 10), WIDE, (99, 29), (170, 24), WIDE):
            await run.pilot.resize_terminal(*size)
            await run.until(lambda: "state" in panes(run), f"state at {size}")
            assert run.app.main.focused is view.home
            assert view.home.row.key == row.key  # type: ignore[attr-defined]
        await run.pilot.press("f3")
        for size in (NARROW, MEDIUM, WIDE):
            await run.pilot.resize_terminal(*size)
            await run.until(lambda: "trace" in panes(run), f"trace at {size}")
            assert run.app.main.focused is run.app.main.trace
        assert panes(run) == {"chat", "trace", "inspect", "state"}


async def test_a_view_hears_of_events_only_while_it_shows():
    async with opened(MEDIUM) as run:
        await run.pilot.press("f4")
        view = run.app.main.panes["state"].view
        heard: list[int] = []
        before = view.changed  # type: ignore[attr-defined]
        view.changed = lambda: (heard.append(1), before())  # type: ignore[attr-defined]
        await run.pilot.press("f3")
        await run.say(ORDER)
        assert heard == []
        await run.pilot.press("f4")
        assert heard == [1]
        await run.say(ORDER)
        assert len(heard) > 1


async def test_the_tab_of_faults_says_how_many_are_armed():
    async with opened(NARROW) as run:
        run.app.run_slash("/fault orders.get_order:timeout@1")
        await run.until(lambda: "6 Faults*1" in run.screen_text())
        run.app.run_slash("/fault off all")
        await run.until(lambda: "6 Faults*" not in run.screen_text())


async def test_without_room_for_all_names_tabs_keep_their_number():
    async with opened((60, 20)) as run:
        line = run.screen_text().splitlines()[1]
        assert line.startswith(" [1 Chat] 2  3  4 ")
        await run.pilot.press("f3", "8")
        await run.until(lambda: "[8 Log]" in run.screen_text().splitlines()[1])


async def test_a_recording_has_its_dock_too():
    async with opened(MEDIUM, live=False, turns=(ORDER,)) as run:
        for name in DOCK:
            await run.pilot.press(KEYS[name])
            await run.until(lambda name=name: focused(run) == name)
            await run.pilot.press("escape")
        assert focused(run) == "prompt"


async def test_a_click_on_a_name_in_the_border_opens_that_pane():
    async with opened(WIDE, turns=(ORDER,)) as run:
        await run.pilot.press("f4")
        await run.until(lambda: "state" in panes(run))
        line = run.app.main.panes["state"].region.y
        at = run.screen_text().splitlines()[line].index("8 Log")
        await run.pilot.click(offset=(at + 2, line))
        await run.until(lambda: focused(run) == "log")
        assert "state" not in panes(run)
