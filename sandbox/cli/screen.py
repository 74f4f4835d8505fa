"""Runs the screen on a live session that is made after the first frame."""

import asyncio
from typing import TYPE_CHECKING, Any, cast

from sandbox.cli.chat import Start
from sandbox.tui.app import HopscopeApp

if TYPE_CHECKING:
    from sandbox.cli.driver import ScreenDriver
    from sandbox.tui.driver import Driver


def run_screen(start: Start) -> None:
    """Blocks until the user quits. Raises what kept the session from opening.

    A screen without a session is good for nothing: it closes, and the error is told below it.
    """
    failed: list[Exception] = []

    async def driver() -> "Driver":
        try:
            return cast("Driver", await make_driver(start))
        except Exception as error:
            failed.append(error)
            app.exit()
            raise

    app = HopscopeApp(driver)
    app.run()
    if failed:
        raise failed[0]


async def make_driver(start: Start) -> "ScreenDriver":
    """The live session that the screen drives; its modules load in a thread meanwhile."""
    wiring, driver = await asyncio.to_thread(_modules)
    from sandbox.adapters.ask import AskScreen
    from sandbox.settings import load_settings

    settings, person = load_settings(), AskScreen()
    if start.resume:
        live = await wiring.open_session(settings, start.resume, ask=person)
        if start.model:
            live.switch_model(start.model)
        for fault in start.faults:
            live.arm(fault)
    else:
        pack = await asyncio.to_thread(wiring.load, settings, start.pack)
        begin = wiring.Start(start.model, start.customer, start.seed, start.faults)
        live = wiring.new_session(settings, pack, begin, ask=person)
    return driver.ScreenDriver(live, settings, person)


def _modules() -> tuple[Any, Any]:
    from sandbox import wiring
    from sandbox.cli import driver

    return wiring, driver
