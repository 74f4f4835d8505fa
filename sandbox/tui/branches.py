"""Forks of the session on the screen: going back in it, saying it otherwise, and other branches.

A fork is a session of its own. The screen moves to it; the one it came from is closed as it was.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from sandbox.tui.feed.safe import one_line
from sandbox.tui.picks import full_name

if TYPE_CHECKING:
    from sandbox.log.fold import Turn
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.driver import Driver

_CLOSE: Final = 5.0
"""Seconds the branch that is left has to close."""


class BranchError(ValueError):
    """What can't be forked, and what can."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def _nothing() -> None:
    pass


@dataclass(frozen=True)
class Move:
    """A way to another session. `make` opens it, in a thread with a loop of its own.

    `words` are said there. `ready` is called when it is open, before it is shown, `then` when it
    is; `failed` when it could not be opened, before the person hears why.
    """

    make: Callable[[], Awaitable[Driver]]
    words: str
    ready: Callable[[], None] = _nothing
    then: Callable[[], None] = _nothing
    failed: Callable[[], None] = _nothing


class Branches:
    """Moves the screen from one branch to another. `editing`: the turn whose words are changed.

    `before`: the session that was on the screen before this one, "" for none.
    """

    def __init__(self, app: HopscopeApp) -> None:
        self.app = app
        self.moving = False
        self.editing = 0
        self.before = ""
        self._kept = ""
        self._was: Turn | None = None
        self._files: dict[str, str] = {}

    # What a person asks for --------------------------------------------------------------------

    def fork(self, turn: int | None = None, model: str = "") -> None:
        """A fork before `turn`, or of all there is. Raises `BranchError`."""
        driver = self._writable()
        if turn is not None:
            self._turn(driver, turn)
        self._fork(driver, turn, model, lambda: None)

    def undo(self) -> None:
        """A fork before the last turn, whose words come back to the prompt."""
        driver = self._writable()
        turn = len(driver.session.turns)
        words = self._words(driver, turn)
        prompt = self.app.main.prompt
        kept = prompt.whole
        self._fork(driver, turn, "", lambda: None if kept else prompt.put(words))

    def again(self, turn: int, model: str = "") -> None:
        """A fork before `turn` in which the same words are said once more."""
        driver = self._writable()
        words = self._words(driver, turn)
        self._fork(driver, turn, model, self._anew(driver, turn, words))

    def rerun(self, model: str = "") -> None:
        """The last turn once more in a fork, on the pack as it is now."""
        driver = self._writable()
        self._words(driver, len(driver.session.turns))
        self.again(len(driver.session.turns), model)

    def result(self, hop: str, text: str) -> None:
        """A fork before the turn of `hop`, said again, in which that call brings JSON `text`.

        Without `text` the result that it brought comes to the prompt, to be changed there.
        """
        from sandbox.domain.hop import ExecuteOutput
        from sandbox.domain.tool import Ok

        driver = self._writable()
        found = driver.session.hop(hop)
        output = found.output if found else None
        if found is None or not isinstance(output, ExecuteOutput):
            raise BranchError(f"{one_line(hop, 20) or 'this'} is no tool call", "/result 1.10 {…}")
        if text:
            words = self._words(driver, found.turn)
            say = self._anew(driver, found.turn, words)
            self._fork(driver, found.turn, "", say, result=(hop, text))
            return
        was = output.outcome.result if isinstance(output.outcome, Ok) else {}
        shown = json.dumps(driver.restore(was), ensure_ascii=False)
        self.app.main.prompt.put(f"/result {hop} {shown}")
        self.app.main.prompt.focus()

    def edit(self, turn: int) -> None:
        """Puts the words of `turn` into the prompt; sent, they are said in a fork before it."""
        driver = self._writable()
        words = self._words(driver, turn)
        prompt = self.app.main.prompt
        if not self.editing:
            self._kept = prompt.whole
        self.editing = turn
        prompt.put(words)
        prompt.focus()
        self.app.main.show_ask(f"edit turn {turn}>")
        self.app.say(f"Enter says turn {turn} so in a fork; Esc leaves it as it was.")

    def stop_editing(self) -> bool:
        """Puts back what was in the prompt; False when nothing was being edited."""
        if not self.editing:
            return False
        self.editing = 0
        self.app.main.prompt.put(self._kept)
        self.app.main.show_ask()
        return True

    def resend(self, text: str) -> None:
        """Says `text` in a fork before the turn that is being edited."""
        app, turn, kept = self.app, self.editing, self._kept
        driver = self._writable()
        self.stop_editing()

        def say() -> None:
            app.turns.send(text)
            app.main.prompt.put(kept)

        self._fork(driver, turn, "", say, lambda: app.main.prompt.put(text))

    def back(self) -> None:
        """To the session that was on the screen before this one; once more, and here again."""
        if not self.before:
            raise BranchError("there is no session to go back to", "/sessions lists all")
        name, browser, driver = self.before, self.app.browser, self.app.driver
        make = browser.library.doors.open if browser.available else driver.branch
        self.move(Move(lambda: make(name), f"Back in {name}."))

    def ended(self, turn: int) -> None:
        """After a turn that was said again: what has changed, hop by hop."""
        was, self._was = self._was, None
        driver = self.app.session_driver
        if was is not None and driver is not None and was.number == turn:
            self.app.run_worker(
                self._compare(driver, was), group="compare", exclusive=True, exit_on_error=False
            )

    def go(self, name: str) -> None:
        """To another branch of this session, by its id or the end of it."""
        driver = self.app.driver
        self.move(Move(lambda: driver.branch(name), f"Back in {name}." if name else ""))

    def move(self, way: Move) -> None:
        """To another session; this one is closed as it is."""
        self.moving = True
        self.app.run_worker(self._moved(way), group="branch", exit_on_error=False)

    # Inside ------------------------------------------------------------------------------------

    def _anew(self, driver: Driver, turn: int, words: str) -> Callable[[], None]:
        """Says `words` in the fork, to be held against what `turn` was."""
        was, files = driver.session.turns[turn - 1], dict(driver.session.files)

        def say() -> None:
            self._was, self._files = was, files
            self.app.turns.send(words)

        return say

    async def _compare(self, driver: Driver, was: Turn) -> None:
        from sandbox.tui.replaying.against import against

        now, files = driver.session.turns[was.number - 1], driver.session.files
        names = sorted({*self._files, *files})
        edited = [name for name in names if self._files.get(name) != files.get(name)]
        seen = await asyncio.to_thread(against, was, now, edited)
        app = self.app
        if app.session_driver is not driver:
            return
        app.main.show_found(seen.found)
        ways = "Alt← goes back" if seen.same else "~ and + mark them in the trace; Alt← goes back"
        app.say(f"Against turn {was.number} before: {seen.words}.", "warn", ways)

    def _writable(self) -> Driver:
        driver = self.app.driver
        if not driver.live:
            raise BranchError("this is a recording: it can't be forked here", "open the session")
        return driver

    def _turn(self, driver: Driver, turn: int) -> None:
        turns = len(driver.session.turns)
        if not 0 < turn <= turns + 1:
            hint = f"there are turns 1 to {turns}" if turns else "there is none yet"
            raise BranchError(f"there is no turn {turn}", hint)

    def _words(self, driver: Driver, turn: int) -> str:
        """What the customer said in `turn`, real values in it."""
        turns = driver.session.turns
        if not turns:
            raise BranchError("there is no turn yet", "send a message first")
        if not 0 < turn <= len(turns):
            raise BranchError(f"there is no turn {turn}", f"there are turns 1 to {len(turns)}")
        words = str(driver.restore(turns[turn - 1].asked))
        if not words.strip():
            raise BranchError(f"the words of turn {turn} were lost", f"fork there: /fork {turn}")
        return words

    def _fork(
        self,
        driver: Driver,
        turn: int | None,
        model: str,
        then: Callable[[], None],
        failed: Callable[[], None] = _nothing,
        result: tuple[str, str] | None = None,
    ) -> None:
        model = full_name(model, driver)
        where = f"before turn {turn}" if turn is not None else "of all there is"
        words = f"A fork {where}; /branch leads back to {driver.name}."
        make = partial(driver.fork, turn, model, result)
        if result is None and self.app.browser.available:
            # This one loads the pack as it is by now, and so follows what was saved just before.
            make = partial(self.app.browser.library.doors.fork, driver.name, turn, model)
        self.move(Move(make, words, then=then, failed=failed))

    async def _moved(self, way: Move) -> None:
        from sandbox.domain.faults import SandboxError

        app, before = self.app, self.app.driver
        try:
            # Folding a long log takes a while that no key should have to wait for.
            driver = await asyncio.to_thread(asyncio.run, _made(way))
        except SandboxError as error:
            way.failed()
            app.say(error.message, "bad", error.hint)
            return
        finally:
            self.moving = False
        if app.session_driver is not before:  # the app was left meanwhile
            await driver.close()
            return
        way.ready()
        self.before, self._was = before.name, None
        app.swap(driver)
        app.say(way.words, "good")
        way.then()
        with suppress(TimeoutError):
            await asyncio.wait_for(before.close(), _CLOSE)


async def _made(way: Move) -> Driver:
    return await way.make()
