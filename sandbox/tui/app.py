"""The app: paints first, opens the session afterwards, and stands between it and the screen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textual.app import App
from textual.screen import Screen

from sandbox.tui.clipboard import copy_locally
from sandbox.tui.commands import CommandError, Palette, run_command
from sandbox.tui.driver import Driver, DriverFactory
from sandbox.tui.feed.view import Block
from sandbox.tui.format import plural
from sandbox.tui.keymap import bindings
from sandbox.tui.safe import one_line
from sandbox.tui.screens.main import MainScreen
from sandbox.tui.screens.picker import Choice, Picker

if TYPE_CHECKING:
    from sandbox.domain.verdict import Approval
    from sandbox.log.event import TurnFinished
    from sandbox.ports import Question
    from sandbox.tui.pump import Pump

PERSON: Final = "developer"
"""Who answers a confirm dialog, in the log."""

_AGAIN: Final = 2.0
_CLOSE: Final = 5.0


class HopscopeApp(App[None]):
    """Chat, trace and inspector of one session. `driver_factory` is awaited after the first frame.

    `now` gives nanoseconds from any start; tests bring their own.
    """

    TITLE = "Hopscope"
    CSS_PATH = "app.tcss"
    BINDINGS = bindings("app")
    COMMANDS = {Palette}
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self, driver_factory: DriverFactory, now: Callable[[], int] = time.monotonic_ns
    ) -> None:
        super().__init__()
        self.animation_level = "none"
        self.session_driver: Driver | None = None
        self.masked = False
        self.main = MainScreen()
        self._factory = driver_factory
        self._now = now
        self._pump: Pump | None = None
        self._waiting = ""
        self._sending = ""
        self._touched = 0
        self._quit_at = 0
        self._leaving = False

    def get_default_screen(self) -> Screen[Any]:
        return self.main

    def on_mount(self) -> None:
        self.call_after_refresh(self._open_soon)

    def _open_soon(self) -> None:
        self.run_worker(self._open(), group="open", exit_on_error=False)

    async def _open(self) -> None:
        """Makes the driver; the prompt takes text meanwhile."""
        from sandbox.domain.faults import SandboxError

        try:
            driver = await self._factory()
        except SandboxError as error:
            self._not_open(error.message, error.hint)
            return
        except Exception as error:
            self.log.error(error)
            self._not_open(
                f"The session can't be opened: {type(error).__name__}", one_line(str(error))
            )
            return
        from sandbox.tui.pump import Pump

        self.session_driver = driver
        driver.ask = self.ask
        self._pump = pump = Pump(driver, self.main, self._now)
        pump.on_end = self._ended
        self.main.pump = pump
        self.main.inspector.restore = driver.restore
        self.main.chat.restore = driver.restore
        if driver.greeting:
            self.main.chat.notice(driver.greeting, "")
        pump.start()
        self._welcome(driver)

    def _not_open(self, message: str, hint: str) -> None:
        from dataclasses import replace

        self.main.header.show(replace(self.main.header.head, failed=True))
        self.say(message, "bad", hint or "ctrl+q quits")
        if self._waiting:
            self.main.prompt.put(self._waiting)
            self._waiting = ""

    def _welcome(self, driver: Driver) -> None:
        prompt = self.main.prompt
        for turn in driver.session.turns:
            prompt.remember(str(driver.restore(turn.asked)))
        if not driver.live:
            prompt.placeholder = "A recording: read only. F3 goes to its trace"
        unsent = driver.unsent()
        if unsent and not prompt.text:
            prompt.put(unsent)
            self.say("These words had not been sent when the session was cut: Enter sends them.")
        if self._waiting:
            text, self._waiting = self._waiting, ""
            self.send(text)

    # Turns -------------------------------------------------------------------------------------

    @property
    def driver(self) -> Driver:
        """The session. Only where it is known to be open."""
        assert self.session_driver is not None
        return self.session_driver

    @property
    def busy(self) -> bool:
        """True while a turn runs or is about to."""
        return bool(self._sending) or (
            self.session_driver is not None and self.session_driver.session.running is not None
        )

    def on_main_screen_send_wanted(self, event: MainScreen.SendWanted) -> None:
        text = event.text
        if text.startswith("/") and not text.startswith("//"):
            self.main.prompt.take()
            self.main.prompt.remember(text)
            self.run_slash(text)
        else:
            self.send(text)

    def send(self, text: str) -> None:
        """Sends `text`, or says why not and leaves it in the prompt."""
        prompt = self.main.prompt
        driver = self.session_driver
        if driver is None:
            if self.main.header.head.failed:
                self.say("No session is open.", "bad", "ctrl+q quits")
            elif self._waiting:
                self.say("One message waits already.", "warn")
            else:
                self._waiting = prompt.take() or text
                self.say("The session is opening; your message goes as soon as it is.")
            return
        if not driver.live:
            self.say("This is a recording: nothing can be sent.", "warn")
            return
        if self.busy:
            self.say("A turn is running.", "warn", "Esc cancels it; your text stays here")
            return
        if prompt.whole == text:
            prompt.take()
        prompt.remember(text)
        self._sending, self._touched = text, prompt.touched
        number = len(driver.session.turns) + 1
        self.main.chat.pending[number] = text
        self.main.chat.following = True
        self.main.chat.set_turn(starting(number, driver.session.model), "")
        self.run_worker(self._send(driver, text, number), group="turn", exit_on_error=False)

    async def _send(self, driver: Driver, text: str, number: int) -> None:
        from sandbox.domain.faults import SandboxError

        try:
            await driver.send(text)
        except SandboxError as error:
            self._give_back(number, text)
            self.say(error.message, "bad", error.hint)
        except asyncio.CancelledError:
            driver.cancel()
            raise
        except Exception as error:
            self.log.error(error)
            self._give_back(number, text)
            self.say(f"The turn broke off: {type(error).__name__}", "bad", one_line(str(error)))
        finally:
            self._sending = ""
            if self._pump is not None and self.is_running:
                self._pump.flush()

    def _give_back(self, number: int, text: str) -> None:
        """Puts words that were not sent back into the prompt, unless there are new ones."""
        if len(self.driver.session.turns) < number:
            self.main.chat.drop_turn(number)
            if not self.main.prompt.text:
                self.main.prompt.put(text)

    def _ended(self, event: TurnFinished) -> None:
        prompt = self.main.prompt
        cancelled = event.outcome in ("cancelled", "interrupted")
        sent = self.main.chat.pending.get(event.turn, "")
        if cancelled and sent and not prompt.text and prompt.touched <= self._touched + 1:
            prompt.put(sent)

    def cancel_turn(self) -> bool:
        """Cancels the running turn; False when there is none."""
        if self.session_driver is None or not self.busy:
            return False
        self.session_driver.cancel()
        return True

    def on_main_screen_cancel_wanted(self) -> None:
        self.cancel_turn()

    async def ask(self, question: Question) -> Approval:
        """The confirm dialog; the turn waits. A cancelled turn closes it."""
        from sandbox.domain.verdict import Approval
        from sandbox.tui.screens.confirm import Answer, ConfirmScreen

        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        dialog = ConfirmScreen(question)

        def take(answer: Answer | None) -> None:
            if not answered.done():
                answered.set_result(answer or Answer("reject"))

        if self._pump is not None:
            self._pump.flush()
        self.bell()
        self.push_screen(dialog, take)
        try:
            answer = await answered
        except asyncio.CancelledError:
            if dialog in self.screen_stack:
                dialog.dismiss(Answer("reject"))
            raise
        return Approval(
            action=answer.action, by=PERSON, reason=answer.reason, arguments=answer.arguments
        )

    # Commands ----------------------------------------------------------------------------------

    def run_slash(self, text: str) -> None:
        """Runs a slash command; what is wrong with it is one line."""
        self.guarded(lambda: run_command(self, text))

    def guarded(self, do: Callable[[], None]) -> None:
        """Runs `do`, turning its errors into one line with a hint."""
        from sandbox.domain.faults import SandboxError

        try:
            do()
        except CommandError as error:
            self.say(str(error), "warn", error.hint)
        except SandboxError as error:
            self.say(error.message, "bad", error.hint)

    def say(self, text: str, tone: str = "dim", hint: str = "") -> None:
        """One line for the person: in the chat where it shows, else as a toast."""
        words = one_line(f"{text} ({hint})" if hint else text, 600)
        if self.main.panes["chat"].display and self.screen is self.main:
            self.main.chat.notice(words, tone)
        else:
            severity = "error" if tone == "bad" else "warning" if tone == "warn" else "information"
            self.notify(words, severity=severity, markup=False)

    def switch_model(self, name: str) -> None:
        """From the next turn on; wrong names are said with the nearest."""
        self.driver.switch_model(name)
        self._refresh()
        self.say(f"The next turn goes to {self.driver.session.model or name}.", "good")

    def action_pick_model(self) -> None:
        if self.session_driver is None:
            self.say("The session is not open yet.", "warn")
            return
        if self.screen is not self.main:
            return
        choices = [
            Choice(
                one.name,
                one.name,
                "  ".join(
                    word
                    for word in (
                        one.provider,
                        "" if one.key else "no key",
                        f"{one.window // 1000}k" if one.window else "",
                        one.price,
                        one.note,
                    )
                    if word
                ),
            )
            for one in self.driver.models()
        ]
        picker = Picker("Model", choices, self.driver.session.model, free=True)
        self.push_screen(picker, self._picked_model)

    def _picked_model(self, name: str | None) -> None:
        if name and name != self.driver.session.model:
            self.guarded(lambda: self.switch_model(name))

    def pick_theme(self) -> None:
        choices = [Choice(name, name) for name in sorted(self.available_themes)]
        self.push_screen(Picker("Theme", choices, self.theme), self._picked_theme)

    def _picked_theme(self, name: str | None) -> None:
        if name:
            self.theme = name

    def set_masked(self, masked: bool) -> None:
        """Shows placeholders in place of real values, on the whole screen."""
        self.masked = masked
        restore = (lambda value: value) if masked else self.driver.restore
        self.main.inspector.restore = restore
        self.main.chat.mask(restore)
        self.main.inspector.relayout()
        self.main.inspector.lines_changed()
        self.main.show_masked(masked)

    def export_picture(self, write: Callable[[str], None], path: Path) -> None:
        """Writes the main screen as SVG without real values, once it is drawn so."""
        was = self.masked
        kept, pending = self.main.prompt.take(), dict(self.main.chat.pending)
        self.main.chat.pending.clear()
        self.set_masked(True)

        def shoot() -> None:
            picture = self.export_screenshot(title="Hopscope")
            self.main.chat.pending.update(pending)
            self.main.prompt.put(kept)
            self.set_masked(was)
            self.guarded(lambda: write(picture))
            self.say(f"Exported to {path}, without real values", "good")

        self.call_after_refresh(shoot)

    def _refresh(self) -> None:
        if self._pump is not None:
            self._pump.figures()

    # Copying and leaving -----------------------------------------------------------------------

    def copy(self, text: str, what: str) -> None:
        """To the terminal's clipboard and the local one."""
        if not text:
            return
        self.copy_to_clipboard(text)
        self.run_worker(copy_locally(text), group="copy", exit_on_error=False)
        self.notify(f"Copied {what}: {plural(len(text), 'character')}", markup=False, timeout=2)

    def on_main_screen_copy_wanted(self, event: MainScreen.CopyWanted) -> None:
        self.copy(event.text, event.what)

    def action_copy_or_stop(self) -> None:
        """ctrl+c: copy the selection, else cancel the turn, else again to quit."""
        text = self._selected()
        if text:
            self.copy(text, "the selection")
            self.screen.clear_selection()
        elif self.cancel_turn():
            self.say("Cancelling the turn.")
        elif self._now() - self._quit_at < _AGAIN * 1e9 and self._quit_at:
            self.leave()
        else:
            self._quit_at = self._now()
            self.notify("Press ctrl+c again to quit", markup=False, timeout=_AGAIN)

    def _selected(self) -> str:
        focused = self.screen.focused
        chosen = getattr(focused, "selected_text", "")
        if isinstance(chosen, str) and chosen:
            return chosen
        with suppress(IndexError):  # textual#6708
            return self.screen.get_selected_text() or ""
        return ""

    async def action_quit(self) -> None:
        self.leave()

    def leave(self) -> None:
        """Closes the session, then the app."""
        if not self._leaving:
            self._leaving = True
            self.run_worker(self._leave(), group="leave", exit_on_error=False)

    async def _leave(self) -> None:
        await self._close()
        self.exit()

    async def _close(self) -> None:
        driver, self.session_driver = self.session_driver, None
        if driver is None:
            return
        if self._pump is not None:
            self._pump.stop()
        if driver.session.running is not None:
            driver.cancel()
        with suppress(TimeoutError):
            await asyncio.wait_for(driver.close(), _CLOSE)

    async def on_unmount(self) -> None:
        await self._close()


def starting(turn: int, model: str) -> Block:
    """A turn that was sent and of which nothing is known yet."""
    return Block(
        turn=turn, model=model, asked="", items=(), reply="", reply_key="", running=True,
        stage="starting", writes=False, waiting=False, outcome="", degraded=False, why="",
        verdict="", hops=0, total=0, waited=0, cost=None, up=0, down=0, estimated=False,
    )  # fmt: skip
