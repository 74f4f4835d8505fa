"""Sending, cancelling and asking: the turns of one session as the screen drives them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from sandbox.tui.feed.safe import one_line
from sandbox.tui.feed.view import Block
from sandbox.tui.stepping.desk import Stepping

if TYPE_CHECKING:
    from sandbox.domain.verdict import Approval
    from sandbox.log.event import TurnFinished
    from sandbox.ports import Question
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.driver import Driver

PERSON: Final = "developer"
"""Who answers a confirm dialog, in the log."""


class Turns:
    """One turn at a time. Words that could not be sent always come back to the prompt."""

    def __init__(self, app: HopscopeApp) -> None:
        self.app = app
        self.waiting = ""
        self.stepping = Stepping(app)
        self._sending = ""
        self._stopped = False
        self._touched = 0

    @property
    def busy(self) -> bool:
        """True while a turn runs or is about to."""
        driver = self.app.session_driver
        if self._sending or self.app.branches.moving:
            return True
        return driver is not None and driver.session.running is not None

    def send(self, text: str) -> None:
        """Sends `text`, or says why not and leaves it in the prompt."""
        app, prompt = self.app, self.app.main.prompt
        driver = app.session_driver
        if driver is None:
            self._wait(text)
        elif not driver.live:
            app.say("This is a recording: nothing can be sent.", "warn")
        elif self.busy:
            # A toast: as a line of the chat it would still say so when the turn has ended.
            words = "A turn is running. (Esc cancels it; your text stays here)"
            app.notify(words, severity="warning", markup=False, timeout=4)
        else:
            if prompt.whole == text:
                prompt.take()
            prompt.remember(text)
            self._begin(driver, text)

    def _wait(self, text: str) -> None:
        """Keeps a message until the session is open."""
        app = self.app
        if app.main.header.head.failed:
            app.say("No session is open.", "bad", "ctrl+q quits")
        elif self.waiting:
            app.notify("One message waits already.", severity="warning", timeout=4)
        else:
            self.waiting = app.main.prompt.take() or text
            # A toast: as a line of the chat it would still say so when the session is open.
            app.notify("The session is opening; your message goes as soon as it is.", timeout=4)

    def opened(self, driver: Driver) -> None:
        """The session is open: what was cut short goes to the prompt, what waited is sent."""
        app, prompt = self.app, self.app.main.prompt
        self.stepping.opened(driver)
        for turn in driver.session.turns:
            words = str(driver.restore(turn.asked))
            if words not in prompt.past:  # a fork shares them with the branch it is of
                prompt.remember(words)
        unsent = driver.unsent()
        if unsent and not prompt.text:
            prompt.put(unsent)
            app.say("These words had not been sent when the session was cut: Enter sends them.")
        if self.waiting:
            text, self.waiting = self.waiting, ""
            self.send(text)

    def failed_to_open(self) -> None:
        """Gives a message that waited back."""
        if self.waiting:
            self.app.main.prompt.put(self.waiting)
            self.waiting = ""

    def _begin(self, driver: Driver, text: str) -> None:
        chat = self.app.main.chat
        self._sending, self._stopped = text, False
        self._touched = self.app.main.prompt.touched
        number = len(driver.session.turns) + 1
        chat.pending[number] = text
        chat.following = True
        self.app.main.leave_found()
        chat.set_turn(starting(number, driver.session.model), "")
        run = self._send(driver, text, number)
        self.app.run_worker(run, group="turn", exit_on_error=False)

    async def _send(self, driver: Driver, text: str, number: int) -> None:
        from sandbox.domain.faults import SandboxError

        try:
            if not self._stopped:
                await driver.send(text)
            # Where it was stopped before it had begun.
            self._give_back(number, text)
        except SandboxError as error:
            self._give_back(number, text)
            self.app.say(error.message, "bad", error.hint)
        except asyncio.CancelledError:
            driver.cancel()
            raise
        except Exception as error:
            self.app.log.error(error)
            self._give_back(number, text)
            self.app.say(f"The turn broke off: {type(error).__name__}", "bad", one_line(str(error)))
        finally:
            self._sending = ""
            self.app.refresh_figures()

    def _give_back(self, number: int, text: str) -> None:
        """Puts words that were not sent back into the prompt, unless there are new ones."""
        main, driver = self.app.main, self.app.session_driver
        if driver is not None and len(driver.session.turns) < number:
            main.chat.drop_turn(number)
            if not main.prompt.text:
                main.prompt.put(text)

    def ended(self, event: TurnFinished) -> None:
        """After a cancelled turn its words return, if nothing has been typed since."""
        prompt = self.app.main.prompt
        cancelled = event.outcome in ("cancelled", "interrupted")
        sent = self.app.main.chat.pending.get(event.turn, "")
        if cancelled and sent and not prompt.text and prompt.touched <= self._touched + 1:
            prompt.put(sent)
            prompt.select_all()  # typing takes its place, an arrow goes into it
        self.app.branches.ended(event.turn)
        self.stepping.ended()

    def cancel(self) -> bool:
        """Cancels the running turn; False when there is none."""
        if self.app.session_driver is None or not self.busy:
            return False
        self._stopped = True
        self.app.session_driver.cancel()
        return True

    async def ask(self, question: Question) -> Approval:
        """The confirm dialog; the turn waits. A cancelled turn closes it."""
        from sandbox.tui.screens.confirm import Answer, ConfirmScreen

        app = self.app
        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        dialog = ConfirmScreen(question)

        def take(answer: Answer | None) -> None:
            if not answered.done():
                answered.set_result(answer or Answer("reject"))

        app.refresh_figures()
        app.bell()
        await app.main.on_top()  # whoever picks a model or a command finishes that first
        app.push_screen(dialog, take)
        try:
            answer = await answered
        except asyncio.CancelledError:
            if dialog.is_attached:
                dialog.finish(Answer("reject"))
            raise
        return answer.approval(PERSON)


def starting(turn: int, model: str) -> Block:
    """A turn that was sent and of which nothing is known yet."""
    return Block(
        turn=turn, model=model, asked="", items=(), reply="", reply_key="", running=True,
        stage="starting", writes=False, waiting=False, outcome="", degraded=False, why="",
        verdict="", hops=0, total=0, waited=0, cost=None, up=0, down=0, estimated=False,
    )  # fmt: skip
