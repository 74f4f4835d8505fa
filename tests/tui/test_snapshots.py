"""Nine pictures: three sizes, three states. Everything else is tested as text.

After a wanted change of looks: `pytest tests/tui/test_snapshots.py --snapshot-update`, and look.
"""

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from sandbox.tui.app import HopscopeApp
from sandbox.tui.screens.confirm import ConfirmScreen
from tests.tui.fake_driver import FakeDriver
from tests.tui.harness import BROKEN, ORDER, play, wait_for

SIZES = [(80, 24), (120, 36), (200, 50)]
Compare = Callable[..., bool]


def app_of(*turns: str, model: str = "openai/gpt-4o-mini") -> HopscopeApp:
    """An app whose session has played `turns`; its clock stands still."""

    async def factory() -> FakeDriver:
        return await play(FakeDriver(model=model), turns)

    return HopscopeApp(factory, now=lambda: 0)


async def opened(pilot: Pilot[Any]) -> HopscopeApp:
    app = pilot.app
    assert isinstance(app, HopscopeApp)
    await wait_for(pilot, lambda: app.main.pump is not None)
    return app


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
def test_chat(snap_compare: Compare, size: tuple[int, int]):
    async def before(pilot: Pilot[Any]) -> None:
        await opened(pilot)
        await pilot.pause()

    assert snap_compare(app_of(ORDER, BROKEN), terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
def test_trace_with_a_denied_call(snap_compare: Compare, size: tuple[int, int]):
    async def before(pilot: Pilot[Any]) -> None:
        app = await opened(pilot)
        app.main.action_show("trace")
        app.main.trace.select("3.9", why="hand")
        view = app.main.inspector
        await wait_for(pilot, lambda: view.inspection and view.inspection.key == "3.9")

    app = app_of(ORDER, BROKEN, "somebody")
    assert snap_compare(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
def test_confirm(snap_compare: Compare, size: tuple[int, int]):
    async def before(pilot: Pilot[Any]) -> None:
        app = await opened(pilot)
        app.turns.send(BROKEN)
        await wait_for(pilot, lambda: isinstance(app.screen, ConfirmScreen) and app.screen.armed)
        assert app.main.pump is not None
        app.main.pump.freeze()
        await pilot.pause()

    assert snap_compare(app_of(ORDER), terminal_size=size, run_before=before)
