"""Forks of the session on the screen: going back in it, saying it otherwise, and other branches.

A fork is a session of its own. The screen moves to it; the one it came from is closed as it was.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from sandbox.tui.feed.safe import one_line
from sandbox.tui.screens.picker import Choice, Picker

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.driver import Branch, Driver

_CLOSE: Final = 5.0
"""Seconds the branch that is left has to close."""


class BranchError(ValueError):
    """What can't be forked, and what can."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Branches:
    """Moves the screen from one branch to another. `editing`: the turn whose words are changed."""

    def __init__(self, app: HopscopeApp) -> None:
        self.app = app
        self.moving = False
        self.editing = 0
        self._kept = ""

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
        self._fork(driver, turn, model, lambda: self.app.turns.send(words))

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
            say = lambda: self.app.turns.send(words)  # noqa: E731
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

    def go(self, name: str) -> None:
        """To another branch of this session, by its id or the end of it."""
        driver = self.app.driver
        self._move(lambda: driver.branch(name), f"Back in {name}." if name else "", lambda: None)

    def pick(self) -> None:
        """The list of branches."""
        self.app.run_worker(self._pick(self.app.driver), group="branch", exit_on_error=False)

    # Inside ------------------------------------------------------------------------------------

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
        failed: Callable[[], None] = lambda: None,
        result: tuple[str, str] | None = None,
    ) -> None:
        where = f"before turn {turn}" if turn is not None else "of all there is"
        words = f"A fork {where}; /branch leads back to {driver.name}."
        self._move(lambda: driver.fork(turn, model, result), words, then, failed)

    def _move(
        self,
        make: Callable[[], Awaitable[Driver]],
        words: str,
        then: Callable[[], None],
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        self.moving = True
        moved = self._moved(make, words, then, failed)
        self.app.run_worker(moved, group="branch", exit_on_error=False)

    async def _moved(
        self,
        make: Callable[[], Awaitable[Driver]],
        words: str,
        then: Callable[[], None],
        failed: Callable[[], None],
    ) -> None:
        from sandbox.domain.faults import SandboxError

        app, before = self.app, self.app.driver
        try:
            driver = await make()
        except SandboxError as error:
            failed()
            app.say(error.message, "bad", error.hint)
            return
        finally:
            self.moving = False
        if app.session_driver is not before:  # the app was left meanwhile
            await driver.close()
            return
        app.swap(driver)
        app.say(words, "good")
        then()
        with suppress(TimeoutError):
            await asyncio.wait_for(before.close(), _CLOSE)

    async def _pick(self, driver: Driver) -> None:
        branches = await driver.branches()
        choices = [Choice(one.name, _label(one), _about(one)) for one in branches]

        def picked(name: str | None) -> None:
            if name and name != driver.name:
                self.app.guarded(lambda: self.go(name))

        self.app.push_screen(Picker("Branches", choices, driver.name), picked)


def _label(one: Branch) -> str:
    return f"{'  ' * one.depth}{one.name}"


def _about(one: Branch) -> str:
    turns = f"{one.turns} turn" if one.turns == 1 else f"{one.turns} turns"
    after = f"after turn {one.after}" if one.depth else ""
    return "  ".join(word for word in (after, turns, one.model, one_line(one.words, 60)) if word)
