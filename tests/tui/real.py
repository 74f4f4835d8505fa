"""The app on real sessions in a home of their own, with the session browser."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast
from unittest.mock import patch

from sandbox import wiring
from sandbox.adapters.ask import AskScreen
from sandbox.cli.driver import ScreenDriver
from sandbox.cli.screen import library
from sandbox.log.fold import Session, fold
from sandbox.log.reader import read_log
from sandbox.pack.pack import Pack
from sandbox.settings import Settings
from sandbox.tui.app import HopscopeApp
from sandbox.tui.driver import Driver
from sandbox.tui.screens.sessions import SessionsScreen
from tests.tui.fake_driver import FakeDriver
from tests.tui.harness import PATIENCE, Run, wait_for

STATUS = "where is my order 10070?"
OTHER = "where is my order 10077?"
REFUND = "My parcel arrived broken, order 10042, I want my money back"


class Real(Run):
    """An app on sessions of its own home."""

    home: Path

    async def tell(self, text: str) -> None:
        """Sends a message or a command, and waits until all is still."""
        self.app.main.prompt.put(text)
        self.app.main.prompt.focus()
        await self.pilot.press("enter")
        await self.still()

    async def still(self) -> None:
        await self.pilot.pause()
        await self.until(lambda: not self.app.turns.busy, "still")
        self.app.refresh_figures()
        await self.pilot.pause()

    @property
    def name(self) -> str:
        return self.app.driver.name

    def logged(self, name: str) -> Session:
        return fold(read_log(self.home / "sessions" / name / "log.jsonl").events)

    def asked(self) -> list[str]:
        return [turn.asked for turn in self.app.driver.session.turns]

    async def browser(self) -> SessionsScreen:
        """Opens the session browser and waits until all is read."""
        await self.pilot.press("ctrl+s")
        return await self.browsing()

    async def browsing(self) -> SessionsScreen:
        await self.until(lambda: isinstance(self.app.screen, SessionsScreen), "browser")
        screen = cast("SessionsScreen", self.app.screen)
        async with asyncio.timeout(PATIENCE):
            while screen.reading:  # noqa: ASYNC110
                # Looking more often would keep the reading thread from its work.
                await asyncio.sleep(0.05)
        await self.pilot.pause()
        return screen


@asynccontextmanager
async def _at_home(home: Path) -> AsyncIterator[None]:
    with patch.dict(os.environ, SANDBOX_HOME=str(home)):
        yield


@asynccontextmanager
async def real(
    settings: Settings, pack: Pack, home: Path, size: tuple[int, int], *turns: str
) -> AsyncIterator[Real]:
    async def factory() -> Driver:
        person = AskScreen()
        live = wiring.new_session(settings, pack, ask=person, home=home)
        return cast("Driver", ScreenDriver(live, settings, person))

    app = HopscopeApp(factory, library=library)
    async with _at_home(home), app.run_test(size=size, notifications=True) as pilot:
        await wait_for(pilot, lambda: app.main.pump is not None, "session opens")
        run = Real(app, pilot, cast("FakeDriver", app.driver))
        run.home = home
        for text in turns:
            await run.tell(text)
        yield run
