"""The fault console: arming, editing and disarming by keys, judged as it is typed."""

from pathlib import Path

from sandbox.domain.fault_spec import MODEL_FAULTS, TOOL_FAULTS
from sandbox.tui.dock.faults.view import FaultsView
from sandbox.tui.screens.picker import Picker
from tests.tui.harness import ORDER, Run, opened, text_of
from tests.tui.test_faults import shop

MEDIUM, WIDE = (120, 36), (200, 50)


async def shown(run: Run) -> FaultsView:
    await run.pilot.press("f6")
    view = run.app.main.panes["faults"].view
    assert isinstance(view, FaultsView)
    await run.until(lambda: view.list.rows)
    return view


def armed(run: Run) -> list[str]:
    return [one.text for one in run.driver.session.back.armoury.faults]


def told(view: FaultsView) -> str:
    return str(view.told.visual)


async def type_in(run: Run, text: str) -> None:
    """Types into the console's line, key by key."""
    for letter in text:
        await run.pilot.press({":": "colon", ".": "full_stop", "_": "underscore", "@": "at"}.get(
            letter, letter
        ))  # fmt: skip


async def test_every_fault_there_is_stands_in_the_list():
    async with opened(WIDE) as run:
        view = await shown(run)
        text = text_of(view.list)
        for fault in (*TOOL_FAULTS, *MODEL_FAULTS):
            assert fault.replace("_", " ") in text
        assert "seed 7" in view.below


async def test_space_arms_the_one_under_the_cursor_and_disarms_it_again():
    async with opened(WIDE) as run:
        view = await shown(run)
        await run.pilot.press("j", "space")
        assert len(armed(run)) == 1
        assert "ON" in text_of(view.list)
        await run.until(lambda: "FAULTS 1 armed" in run.screen_text())
        assert view.list.row is not None
        assert view.list.row.key == armed(run)[0]
        await run.pilot.press("space")
        assert armed(run) == []
        assert "armed before in this session" not in text_of(view.list)  # it is in the list anyway


async def test_a_fault_is_typed_with_completion_and_armed_by_enter():
    async with opened(MEDIUM) as run:
        view = await shown(run)
        await run.pilot.press("a")
        await run.until(lambda: view.field.has_focus)
        assert "orders.get_order" in told(view)
        await type_in(run, "orders.iss")
        await run.until(lambda: view.field._suggestion == "orders.issue_refund:")
        await run.pilot.press("tab")
        assert view.field.value == "orders.issue_refund:"
        assert "error_after_commit" in told(view)
        assert "stale_read" not in told(view)  # it is for tools that read
        await type_in(run, "error_a")
        await run.until(lambda: view.field._suggestion.endswith("error_after_commit"))
        await run.pilot.press("tab")
        await type_in(run, "@1")
        assert "its reply is lost, call 1 only" in told(view)
        await run.pilot.press("enter")
        assert armed(run) == ["orders.issue_refund:error_after_commit@1"]
        assert view.list.has_focus


async def test_what_is_wrong_is_one_line_while_it_is_typed_and_nothing_is_armed():
    async with opened(MEDIUM) as run:
        view = await shown(run)
        await run.pilot.press("a")
        await type_in(run, "orders:tymeout")
        assert "there is no fault 'tymeout'" in told(view)
        assert "did you mean timeout" in told(view)
        await run.pilot.press("enter")
        assert armed(run) == []
        assert view.field.has_focus
        await run.pilot.press("escape")
        assert view.list.has_focus
        assert run.app.main.dock.name_open == "faults"
        await run.pilot.press("escape")
        assert run.app.main.dock.name_open == ""


async def test_edit_puts_another_in_its_place():
    async with opened(MEDIUM) as run:
        view = await shown(run)
        run.driver.arm("orders.get_order:timeout@1")
        await run.until(lambda: "orders.get_order" in text_of(view.list))
        await run.pilot.press("g", "j", "e")
        assert view.field.value == "orders.get_order:timeout@1"
        await run.pilot.press("backspace", "2", "enter")
        assert armed(run) == ["orders.get_order:timeout@2"]
        assert "armed before in this session" in text_of(view.list)


async def test_all_are_disarmed_by_one_key_and_a_preset_says_what_it_does():
    async with opened(WIDE) as run:
        await shown(run)
        await run.pilot.press("p")
        await run.until(lambda: isinstance(run.app.screen, Picker))
        await run.until(lambda: "one call in five finds nobody" in run.screen_text())
        await run.pilot.press(*"bad", "enter")
        await run.back()
        await run.until(lambda: armed(run) == ["*:unavailable%20", "*:latency=1s%30"])
        await run.pilot.press("X")
        assert armed(run) == []


async def test_a_recording_is_read_only():
    async with opened(MEDIUM, live=False, turns=(ORDER,)) as run:
        view = await shown(run)
        assert "a recording" in view.below
        for key in ("space", "a", "e", "p", "X"):
            await run.pilot.press(key)
            assert "faults can't be armed" in told(view)
        assert armed(run) == []
        assert run.app.screen is run.app.main
        bottom = run.screen_text().splitlines()[-1]
        assert "Enter hop" in bottom
        assert "presets" not in bottom


async def test_during_a_turn_it_says_that_it_has_to_wait():
    async with opened(MEDIUM) as run:
        view = await shown(run)

        def busy(fault: str) -> str:
            from sandbox.domain.faults import SandboxError

            raise SandboxError("a turn is running", "cancel it first", code=2)

        run.driver.arm = busy  # type: ignore[method-assign]
        await run.pilot.press("j", "space")
        assert "a turn is running (cancel it first)" in told(view)


async def test_a_fault_armed_here_fires_and_enter_goes_to_the_hop(tmp_path: Path):
    async with shop(tmp_path) as run:
        view = await shown(run)
        await run.pilot.press("a")
        await type_in(run, "orders.get_order:timeout@1")
        await run.pilot.press("enter")
        await run.until(lambda: view.lines["orders.get_order:timeout@1"].number == 1)
        run.app.turns.send("where is my order 10077?")
        await run.until(lambda: view.lines["orders.get_order:timeout@1"].fired == 1)
        await run.until(lambda: not run.app.turns.busy)
        last = view.lines["orders.get_order:timeout@1"].last
        assert view.title == "fired 1"
        await run.pilot.press("g", "j", "enter")
        await run.inspected(last)
        assert run.app.main.trace.row is not None
        assert run.app.main.trace.row.mark == "F"
