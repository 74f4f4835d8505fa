"""Three pictures of the compare screen; what it says is tested as text elsewhere."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from sandbox.tui.app import HopscopeApp
from sandbox.tui.screens.compare import CompareScreen
from tests.tui.fake_driver import FakeDriver
from tests.tui.harness import BROKEN, ORDER, play, wait_for
from tests.tui.still import LONG, still

SIZES = [(80, 24), (120, 36), (200, 50)]
Compare = Callable[..., bool]


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
def test_compare(snap_compare: Compare, size: tuple[int, int]) -> None:
    arms = (("sandbox/scripted", BROKEN), (LONG, BROKEN), ("openai/gpt-4o-mini", ORDER))
    runner = asyncio.run(still(*arms, ("anthropic/claude-haiku-4-5", ""), state="failed",
                               why="no key for it: ANTHROPIC_API_KEY is not set"))  # fmt: skip

    async def factory() -> FakeDriver:
        return await play(FakeDriver(), (BROKEN,))

    async def before(pilot: Pilot[Any]) -> None:
        app = pilot.app
        assert isinstance(app, HopscopeApp)
        await wait_for(pilot, lambda: app.main.pump is not None)
        screen = CompareScreen(runner, lambda: 0, lambda screen, act: None)
        app.push_screen(screen)
        await wait_for(pilot, lambda: screen.is_attached and screen.hops.picture is not None)
        await pilot.press("l", "l", "j", "j", "j", "j", "j")
        await pilot.pause()

    app = HopscopeApp(factory, now=lambda: 0)
    assert snap_compare(app, terminal_size=size, run_before=before)
