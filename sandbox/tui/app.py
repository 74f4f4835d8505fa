"""The app: paints first, opens the session afterwards, and stands between it and the screen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from textual.screen import Screen
from textual.worker import Worker, WorkerState

from sandbox.tui.branches import BranchError, Branches
from sandbox.tui.browser import Browser, LibraryFactory
from sandbox.tui.clipboard import copy_locally, selected
from sandbox.tui.commands import CommandError, run_command
from sandbox.tui.comparing.compares import Compares
from sandbox.tui.config.config import ScreenConfig
from sandbox.tui.config.wardrobe import Wardrobe
from sandbox.tui.driver import Driver, DriverFactory
from sandbox.tui.elsewhere import not_here, where_it_works
from sandbox.tui.exporting import ExportError
from sandbox.tui.feed.format import plural
from sandbox.tui.feed.safe import one_line
from sandbox.tui.human.person import Person
from sandbox.tui.keymap import bindings
from sandbox.tui.marks import toggle_marked
from sandbox.tui.models.recent import Recent
from sandbox.tui.palette import Commands, Palette
from sandbox.tui.picks import full_name
from sandbox.tui.screens.main import MainScreen
from sandbox.tui.screens.sessions import SessionsScreen
from sandbox.tui.themes.dressed import DressedApp
from sandbox.tui.turns import Turns
from sandbox.tui.watching import watch

if TYPE_CHECKING:
    from sandbox.tui.pump import Pump

_AGAIN: Final = 2.0
"""Seconds in which a second ctrl+c quits."""

_OSC52_CAP: Final = 75_000
"""Characters that terminals take in one OSC 52; more goes to the local clipboard only."""

_CLOSE: Final = 5.0
"""Seconds a session has to close."""


class HopscopeApp(DressedApp):
    """Chat, trace and inspector of one session. `driver_factory` is awaited after the first frame.

    `left` is the session that was open when the screen closed, "" for none. `now` gives nanoseconds
    from any start; tests bring their own. `library` makes the list of sessions when it is first
    looked at. Without a `config` the screen is as it comes.
    """

    TITLE = "Hopscope"
    CSS_PATH = ["app.tcss", "themes/plain.tcss"]
    BINDINGS = bindings("app")
    COMMANDS = {Palette}

    def __init__(
        self,
        driver_factory: DriverFactory,
        now: Callable[[], int] = time.monotonic_ns,
        library: LibraryFactory | None = None,
        config: ScreenConfig | None = None,
    ) -> None:
        super().__init__()
        self.wardrobe = Wardrobe(self, config)
        self.session_driver: Driver | None = None
        self.masked = False
        self.left = ""
        self.main = MainScreen()
        self.turns = Turns(self)
        self.person = Person(self)
        self.branches = Branches(self)
        self.browser = Browser(self, library)
        self.compares = Compares(self)
        self.recent = Recent()
        self._factory = driver_factory
        self.now = now
        self._pump: Pump | None = None
        self._quit_at = 0
        self._leaving = False

    def get_default_screen(self) -> Screen[Any]:
        return self.main

    def on_mount(self) -> None:
        self.call_after_refresh(self.wardrobe.mounted)
        self.call_after_refresh(self._open_soon)

    def _open_soon(self) -> None:
        self.run_worker(self._open(), group="open", exit_on_error=False)

    async def _open(self) -> None:
        """Makes the driver; the prompt takes text meanwhile."""
        from sandbox.domain.faults import SandboxError

        try:
            self._opened(await self._factory())
        except SandboxError as error:
            self._not_open(error.message, error.hint)
        except Exception as error:
            self.log.error(error)
            name = type(error).__name__
            self._not_open(f"The session can't be opened: {name}", one_line(str(error)))

    def _opened(self, driver: Driver) -> None:
        from sandbox.tui.pump import Pump

        self.session_driver = driver
        driver.ask = self.turns.ask
        self.person.opened(driver)
        self._pump = pump = Pump(driver, self.main, self.now, self.tick)
        pump.on_end = self.turns.ended
        self.main.pump = pump
        self.main.inspector.restore = driver.restore
        self.main.chat.restore = driver.restore
        if driver.greeting:
            self.main.chat.notice(driver.greeting, "")
        if not driver.live:
            self.main.prompt.placeholder = "A recording: read only. F3 goes to its trace"
        pump.start()
        self.turns.opened(driver)
        self.wardrobe.opened(driver)
        watch(self, driver)

    def swap(self, driver: Driver) -> None:
        """Shows another session in place of this one, which its owner closes."""
        if self._pump is not None:
            self._pump.stop()
        self.main.forget()
        self._opened(driver)
        if self.masked:
            self.set_masked(True)

    def _not_open(self, message: str, hint: str) -> None:
        self.main.header.show(replace(self.main.header.head, failed=True))
        self.say(message, "bad", hint or "ctrl+q quits")
        self.turns.failed_to_open()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A bug in background work is one line, never a traceback over the screen."""
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            self.log.error(error)
            self.say(f"Internal error: {type(error).__name__}", "bad", one_line(str(error), 200))

    @property
    def driver(self) -> Driver:
        """The session. Only where it is known to be open."""
        assert self.session_driver is not None
        return self.session_driver

    # What the main screen asks for -------------------------------------------------------------

    def on_main_screen_send_wanted(self, event: MainScreen.SendWanted) -> None:
        text = event.text
        if text.startswith("/") and "\n" not in text:
            self.main.prompt.take()
            self.main.prompt.remember(text)
            self.run_slash(text)
        elif self.branches.editing:
            self.guarded(lambda: self.branches.resend(text))
        else:
            self.turns.send(text)

    def on_main_screen_cancel_wanted(self) -> None:
        if not self.branches.stop_editing():
            self.turns.cancel()

    def on_main_screen_copy_wanted(self, event: MainScreen.CopyWanted) -> None:
        self.copy(event.text, event.what)

    def on_sessions_screen_wanted(self, event: SessionsScreen.Wanted) -> None:
        screen = self.screen
        if isinstance(screen, SessionsScreen):
            self.guarded(lambda: self.browser.act(screen, event.act, event.entry))

    def run_slash(self, text: str) -> None:
        """Runs a slash command; what is wrong with it is one line."""
        self.guarded(lambda: run_command(self, text))

    def guarded(self, do: Callable[[], None]) -> None:
        """Runs `do`, turning its errors into one line with a hint."""
        from sandbox.domain.faults import SandboxError

        try:
            do()
        except (CommandError, BranchError, ExportError) as error:
            self.say(str(error), "warn", error.hint)
        except SandboxError as error:
            self.say(error.message, "bad", error.hint)

    def say(self, text: str, tone: str = "dim", hint: str = "") -> None:
        """One line for the person: in the chat where it shows, else as a toast."""
        words = one_line(f"{text} ({hint})" if hint else text, 600)
        if (tell := getattr(self.screen, "tell", None)) is not None:
            tell(words, tone)
        elif self.main.panes["chat"].display and self.screen is self.main:
            self.main.chat.notice(words, tone)
        else:
            severity = "error" if tone == "bad" else "warning" if tone == "warn" else "information"
            self.notify(words, severity=severity, markup=False)

    def refresh_figures(self) -> None:
        """Shows what changed now instead of a moment later."""
        if self._pump is not None and self.is_running:
            self._pump.flush()

    def action_slash(self, command: str) -> None:
        """Runs a slash command by its key, from the main screen."""
        where_it_works(self, lambda: self.run_slash(f"/{command}"))

    def action_only_marked(self) -> None:
        """The trace with marked turns only, and back."""
        where_it_works(self, lambda: toggle_marked(self))

    def action_command_palette(self) -> None:
        """The palette, from the main screen: over a dialog it would be opened twice."""
        if self.screen is self.main:
            self.push_screen(Commands(id="--command-palette"))
        elif hasattr(self.screen, "why_not"):
            not_here(self)

    def switch_model(self, name: str) -> None:
        """From the next turn on; the end of a name will do. Raises `SandboxError`."""
        self.driver.switch_model(full_name(name, self.driver))
        # From wherever it was asked for: what comes next is a message to that model.
        self.main.prompt.focus()
        self.refresh_figures()
        self.say(f"The next turn goes to {self.driver.session.model or name}.", "good")

    def set_masked(self, masked: bool) -> None:
        """Shows placeholders in place of real values, on the whole screen."""
        self.masked = masked
        self.main.hide_values(masked, self.driver.restore)

    # Copying and leaving -----------------------------------------------------------------------

    def copy(self, text: str, what: str) -> None:
        """To the terminal's clipboard and the local one."""
        text = text.encode("utf-8", "replace").decode()
        if text:
            if len(text) <= _OSC52_CAP:
                self.copy_to_clipboard(text)
            self.run_worker(copy_locally(text), group="copy", exit_on_error=False)
            words = f"Copied {what}: {plural(len(text), 'character')}"
            self.notify(words, markup=False, timeout=2)

    def action_copy_or_stop(self) -> None:
        """ctrl+c: copy the selection, else cancel the turn, else again to quit."""
        text = selected(self.screen)
        if text:
            self.copy(text, "the selection")
            self.screen.clear_selection()
        elif self.turns.cancel():
            self.say("Cancelling the turn.")
        elif self._quit_at and self.now() - self._quit_at < _AGAIN * 1e9:
            self.leave()
        else:
            self._quit_at = self.now()
            self.notify("Press ctrl+c again to quit", markup=False, timeout=_AGAIN)

    async def action_quit(self) -> None:
        self.leave()

    def leave(self) -> None:
        """Closes the session, then the app."""
        if not self._leaving:
            self._leaving = True
            self.run_worker(self._leave(), group="leave", exit_on_error=False)

    async def _leave(self) -> None:
        try:
            await self._close()
        finally:
            self.exit()

    async def _close(self) -> None:
        driver, self.session_driver = self.session_driver, None
        if driver is None:
            return
        self.left = driver.name if driver.live else ""
        self.wardrobe.left()
        if self._pump is not None:
            self._pump.stop()
        if driver.session.running is not None:
            driver.cancel()
        with suppress(TimeoutError):
            await asyncio.wait_for(driver.close(), _CLOSE)

    async def on_unmount(self) -> None:
        await self.compares.close()
        await self._close()
