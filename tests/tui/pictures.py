"""Makes the pictures of the docs from a real session: `python -m tests.tui.pictures`."""

import asyncio
import os
import tempfile
from pathlib import Path
from typing import cast

from sandbox.cli.chat import Start
from sandbox.cli.screen import make_driver
from sandbox.tui.app import HopscopeApp
from sandbox.tui.driver import Driver

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
SIZES = ((80, 24), (120, 36), (200, 50))
WORDS = "My parcel arrived broken, order 10042, I want my money back"


async def picture(width: int, height: int) -> Path:
    """One picture of the chat after a turn."""

    async def driver() -> Driver:
        return cast("Driver", await make_driver(Start()))

    app = HopscopeApp(driver)
    async with app.run_test(size=(width, height)) as pilot:
        await _until(pilot, lambda: _session(app) is not None)
        await pilot.press(*("space" if c == " " else "comma" if c == "," else c for c in WORDS))
        await pilot.press("enter")
        await _until(pilot, lambda: _finished(app))
        await pilot.pause(0.5)
        path = FOLDER / f"chat-{width}x{height}.svg"
        path.write_text(app.export_screenshot(title="Hopscope"), "utf-8")
        return path


def _session(app: HopscopeApp):
    driver = getattr(app, "session_driver", None)
    return driver.session if driver is not None else None


def _finished(app: HopscopeApp) -> bool:
    session = _session(app)
    return bool(session and session.turns and session.turns[-1].finished)


async def _until(pilot, condition) -> None:
    for _ in range(400):
        if condition():
            return
        await pilot.pause(0.05)
    raise SystemExit("the screen did not get there")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ["SANDBOX_HOME"] = home
        for size in SIZES:
            print(asyncio.run(picture(*size)).name)
