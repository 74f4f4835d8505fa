"""Runs the screen on a live session that is made after the first frame."""

import os
from typing import TYPE_CHECKING, Final, cast

from sandbox.cli.chat import Start
from sandbox.cli.opening import make_driver, said_of
from sandbox.settings import home_folder, load_settings
from sandbox.tui.app import HopscopeApp
from sandbox.tui.config.config import read_config

if TYPE_CHECKING:
    from sandbox.log.recording import Recording
    from sandbox.tui.driver import Driver
    from sandbox.tui.sessions.library import Library

_LOOK: Final = 2.0
"""Seconds between two looks at whether the server is there."""


def run_screen(start: Start) -> None:
    """Blocks until the user quits. Raises what kept the session from opening.

    A screen without a session is good for nothing: it closes, and the error is told below it.
    """
    failed: list[Exception] = []

    async def driver() -> "Driver":
        if app.is_web:
            _behind_a_browser(app)
        try:
            return cast("Driver", await make_driver(start))
        except Exception as error:
            failed.append(error)
            app.exit()
            raise

    config = read_config(home_folder(load_settings()))
    app = HopscopeApp(driver, library=library, config=config)
    app.run(mouse=config.settings.get("mouse") is not False)
    if failed:
        raise failed[0]
    if not app.is_web:  # there nobody reads below the screen
        _how_to_resume(app.left)


def _behind_a_browser(app: HopscopeApp) -> None:
    """Keys go to the prompt from the start, and the screen closes with its server."""
    # Textual's driver for browsers begins without the focus, so nothing in the screen gets it.
    app.app_focus = True
    app.main.prompt.focus()
    # A server that was killed can't say so.
    server = os.getppid()

    def look() -> None:
        if os.getppid() != server:
            app.leave()

    app.set_interval(_LOOK, look)


def _how_to_resume(name: str) -> None:
    """One line below the screen that has closed."""
    from sandbox.cli import output

    said = said_of(name)
    if said:
        output.line(said)


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
