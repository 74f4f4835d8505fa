"""Runs the app on the fake driver and waits for conditions, never for time."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from sandbox.domain.verdict import Approval
from sandbox.tui.app import HopscopeApp
from sandbox.tui.config.config import ScreenConfig
from sandbox.tui.screens.confirm import ConfirmScreen
from sandbox.tui.widgets.lines import LineView
from tests.tui.fake_driver import FakeDriver

PATIENCE = 60.0
ORDER = "where is my order?"
BROKEN = "my parcel arrived broken, I am ada@lovelace.example"


async def wait_for(pilot: Pilot[Any], true: Callable[[], object], what: str = "") -> None:
    """Waits until `true()` holds; fails after a long time, which only a bug needs."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"never came true: {what or true}"
        await pilot.pause(0.01)
    await pilot.pause()


class Run:
    """An app under test."""

    def __init__(self, app: HopscopeApp, pilot: Pilot[Any], driver: FakeDriver) -> None:
        self.app = app
        self.pilot = pilot
        self.driver = driver

    async def until(self, true: Callable[[], object], what: str = "") -> None:
        await wait_for(self.pilot, true, what)

    async def say(self, text: str, ends: bool = True) -> None:
        """Types `text` as one paste would and sends it; waits for the turn's end if it `ends`."""
        self.app.main.prompt.put(text)
        self.app.main.prompt.focus()
        before = len(self.driver.session.turns)
        await self.pilot.press("enter")
        if ends:
            await self.until(lambda: len(self.driver.session.turns) > before, "turn begins")
            await self.until(lambda: not self.app.turns.busy, "turn ends")
            await self.until(lambda: turn_shown(self.app, before + 1), "turn is shown")

    async def dialog(self) -> ConfirmScreen:
        """Waits for the confirm dialog to take keys."""
        await self.until(lambda: isinstance(self.app.screen, ConfirmScreen), "dialog")
        dialog = self.app.screen
        assert isinstance(dialog, ConfirmScreen)
        await self.until(lambda: dialog.armed, "dialog takes keys")
        return dialog

    async def back(self) -> None:
        await self.until(lambda: self.app.screen is self.app.main, "main screen")

    async def inspected(self, key: str) -> None:
        """Waits until the inspector shows `key`."""
        view = self.app.main.inspector
        await self.until(
            lambda: view.inspection is not None and view.inspection.key == key, f"{key} inspected"
        )

    def screen_text(self) -> str:
        """All that is on the screen, as text."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text for strip in strips)


def turn_shown(app: HopscopeApp, turn: int) -> bool:
    """True when the chat shows the end of `turn`."""
    return f"turn {turn} ·" in text_of(app.main.chat)


def text_of(view: LineView) -> str:
    """Every line of a view, also those scrolled away."""
    return view.text_of(range(view.line_count()))


def toasts(app: HopscopeApp) -> list[str]:
    """What is told for a moment, over the screen."""
    return [str(one.message) for one in app._notifications]


@asynccontextmanager
async def opened(
    size: tuple[int, int] = (120, 36),
    driver: FakeDriver | None = None,
    turns: tuple[str, ...] = (),
    config: ScreenConfig | None = None,
    **more: Any,
) -> AsyncIterator[Run]:
    """The app with an open session; `turns` were played before, everything approved."""
    driver = driver or FakeDriver(**more)
    await play(driver, turns)

    async def factory() -> FakeDriver:
        return driver

    app = HopscopeApp(factory, config=config)
    async with app.run_test(size=size, notifications=True) as pilot:
        await wait_for(pilot, lambda: app.main.pump is not None, "session opens")
        run = Run(app, pilot, driver)
        yield run
        if app.turns.busy:
            app.turns.cancel()
            await run.until(lambda: not app.turns.busy)


async def play(driver: FakeDriver, turns: tuple[str, ...]) -> FakeDriver:
    """Plays `turns` without a screen."""

    async def approve(question: Any) -> Approval:
        await asyncio.sleep(0)
        return Approval(action="approve", by="test")

    driver.ask = approve
    for text in turns:
        await driver.send(text)
    return driver
