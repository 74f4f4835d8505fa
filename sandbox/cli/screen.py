"""Runs the screen on a live session that is made after the first frame."""

import asyncio

from sandbox.cli.chat import Start
from sandbox.tui.app import HopscopeApp
from sandbox.tui.driver import Driver


def run_screen(start: Start) -> None:
    """Blocks until the user quits."""
    HopscopeApp(lambda: make_driver(start)).run()


async def make_driver(start: Start) -> Driver:
    """The live session that the screen drives; its modules load in a thread meanwhile."""
    wiring, driver = await asyncio.to_thread(_modules)
    from sandbox.settings import load_settings

    settings = load_settings()
    if start.resume:
        live = await wiring.open_session(settings, start.resume)
    else:
        pack = await asyncio.to_thread(wiring.load, settings, start.pack)
        live = wiring.new_session(
            settings, pack, model=start.model, customer=start.customer, seed=start.seed
        )
    return driver.ScreenDriver(live, settings)


def _modules() -> tuple:
    import sandbox.driver as driver
    from sandbox import wiring

    return wiring, driver
