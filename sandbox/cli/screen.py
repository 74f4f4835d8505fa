"""Runs the screen on a live session that is made after the first frame."""

import asyncio
from typing import TYPE_CHECKING, Any, cast

from sandbox.cli.chat import Start
from sandbox.tui.app import HopscopeApp

if TYPE_CHECKING:
    from sandbox.cli.driver import ScreenDriver
    from sandbox.log.recording import Recording
    from sandbox.tui.driver import Driver
    from sandbox.tui.sessions.library import Library


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

    app = HopscopeApp(driver, library=library)
    app.run()
    if failed:
        raise failed[0]
    _how_to_resume(app.left)


def _how_to_resume(name: str) -> None:
    """One line below the screen that has closed; a session in which nothing was said is gone."""
    from sandbox.cli import output
    from sandbox.domain.faults import SandboxError
    from sandbox.hub.folder import find_session
    from sandbox.settings import home_folder, load_settings

    try:
        found = find_session(home_folder(load_settings()), name) if name else None
    except SandboxError:
        return
    if found is not None:
        output.line(f"session {found.id} · go on with: sandbox --resume {found.id}")


async def make_driver(start: Start) -> "ScreenDriver":
    """The live session that the screen drives; its modules load in a thread meanwhile."""
    wiring, driver = await asyncio.to_thread(_modules)
    from sandbox.adapters.ask import AskScreen
    from sandbox.settings import load_settings, with_budgets

    settings = with_budgets(load_settings(), start.budget, start.turn_budget)
    person = AskScreen()
    if start.resume:
        live = await wiring.open_session(settings, start.resume, ask=person, pinned=start.pin)
        if start.model:
            live.switch_model(start.model)
        for fault in start.faults:
            live.arm(fault)
    else:
        pack = await asyncio.to_thread(wiring.load, settings, start.pack)
        begin = wiring.Start(
            start.model, start.customer, start.seed, start.faults, pin=bool(start.pin)
        )
        live = wiring.new_session(settings, pack, begin, ask=person)
    return driver.ScreenDriver(live, settings, person)


def library() -> "Library":
    """The person's sessions for the session browser, on the functions of `sandbox sessions`."""
    from sandbox import wiring
    from sandbox.adapters.ask import AskScreen
    from sandbox.cli.annotating import annotate_session
    from sandbox.cli.driver import ScreenDriver
    from sandbox.cli.sessions_rm import remove_session
    from sandbox.hub.folder import home_of_all
    from sandbox.settings import home_folder, load_settings
    from sandbox.tui.sessions.library import Doors, Library

    settings = load_settings()
    home = home_of_all(home_folder(settings))

    async def opened(name: str) -> "Driver":
        return cast("Driver", await make_driver(Start(resume=name)))

    async def forked(name: str, turn: int | None, model: str) -> "Driver":
        person = AskScreen()
        if model:
            # Before anything is copied: a misspelt one leaves nothing behind.
            wiring.models_of(settings, settings.seed)(model)
        live = await wiring.fork_session(settings, name, turn, ask=person)
        if model:
            live.switch_model(model)
        return cast("Driver", ScreenDriver(live, settings, person))

    async def gone_on(recording: "Recording", turn: int, model: str) -> "Driver":
        person = AskScreen()
        live = await wiring.go_on_from(settings, recording, turn, model, ask=person)
        return cast("Driver", ScreenDriver(live, settings, person))

    return Library(settings, home, Doors(opened, forked, gone_on, annotate_session, remove_session))


def _modules() -> tuple[Any, Any]:
    from sandbox import wiring
    from sandbox.cli import driver

    return wiring, driver
