"""How the app comes to a comparison, and what the keys of its screen do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from sandbox.tui.branches import Move
from sandbox.tui.comparing.asking import ArmConfirm, Asking
from sandbox.tui.comparing.door import Comparable, Wanted
from sandbox.tui.comparing.runner import Runner
from sandbox.tui.feed.safe import one_line
from sandbox.tui.picks import full_name
from sandbox.tui.screens.compare import CompareScreen

if TYPE_CHECKING:
    from sandbox.compare.arm import Arm
    from sandbox.compare.played import Ran
    from sandbox.domain.verdict import Approval
    from sandbox.ports import Question
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.comparing.asked import Asked
    from sandbox.tui.driver import Driver

MOST: int = 4
"""Arms side by side; `sandbox.compare.arm.arms_of` holds the same."""


class Compares:
    """Begins comparisons and does what is asked of one. The last one can be opened again."""

    def __init__(self, app: HopscopeApp) -> None:
        self.app = app
        self.runner: Runner | None = None
        self.wanted: Wanted | None = None
        self._of = ""
        self._one_asks = asyncio.Lock()
        self._old: set[Runner] = set()

    # Beginning one -----------------------------------------------------------------------------

    def open(self, argument: str) -> None:
        """What `/compare` does. Raises `SandboxError`."""
        from sandbox.tui.comparing.asked import Asked, read_asked

        driver, asked = self._driver(), read_asked(argument)
        fresh = asked.models or asked.here or asked != Asked()
        if self.runner is not None and self.runner.over and self.runner.picture is None:
            self.runner = None  # it could not even begin
        if self.runner is not None and not fresh and self._about(driver.name):
            self.app.push_screen(self._new_screen(self.runner))
            return
        self._check_free()
        wanted = self._wanted(driver, asked)
        if len(wanted.models) > 1:
            self._begin(wanted)
        else:
            self._pick_against(wanted)

    def _about(self, name: str) -> bool:
        """Whether the last comparison was of this session, or this is one of its arms."""
        picture = self.runner.picture if self.runner is not None else None
        return name == self._of or (picture is not None and name in picture.found.sessions)

    def _new_screen(self, runner: Runner) -> CompareScreen:
        def act(screen: CompareScreen, act: str) -> None:
            self.app.guarded(lambda: self.act(screen, act))

        return CompareScreen(runner, self.app.now, act)

    def _driver(self) -> Driver:
        from sandbox.domain.faults import SandboxError

        driver = self.app.driver
        if not isinstance(driver, Comparable):
            raise SandboxError("this session can't be compared", "open a live one", code=2)
        return driver

    def _check_free(self) -> None:
        from sandbox.domain.faults import SandboxError

        if self.app.turns.busy:
            raise SandboxError("a turn is running", "compare when it has ended, or Esc cancels it")
        if self.runner is not None and not self.runner.over:
            raise SandboxError("a comparison is still running", "F7 goes to it; S there stops it")

    def _wanted(self, driver: Driver, asked: Asked) -> Wanted:
        """Turn and names filled in. Raises `SandboxError` for what there is not."""
        from sandbox.domain.faults import SandboxError
        from sandbox.tui.marks import turn_at_cursor

        turns = driver.session.turns
        turn = (turn_at_cursor(self.app) if asked.here else asked.turn) if turns else asked.turn
        if asked.script:
            turn = 0
        elif turn is None:
            turn = 0 if asked.message else len(turns)
        if turn > len(turns) or (not turns and not asked.message and not asked.script):
            there = f"there are turns 1 to {len(turns)}" if turns else "send a message first"
            what = f"there is no turn {turn}" if turn else "there is no turn to compare on yet"
            raise SandboxError(what, f"{there}, or give words: /compare A B -m …", code=2)
        names = tuple(full_name(name, driver) for name in asked.models)
        if len(names) == 1:
            names = (self._base(driver, turn), *names)
        return Wanted(names, turn, asked.message, asked.script, asked.repeat, asked.budget)

    def _base(self, driver: Driver, turn: int) -> str:
        """The model that answered the turn, else the one that answers next."""
        turns = driver.session.turns
        return (turns[turn - 1].model if 0 < turn <= len(turns) else "") or driver.session.model

    def _pick_against(self, wanted: Wanted) -> None:
        base = self._base(self._driver(), wanted.turn)

        def picked(name: str | None) -> None:
            if name:
                self.app.guarded(lambda: self._begin(replace(wanted, models=(base, name))))

        what = f"turn {wanted.turn}" if wanted.turn else "this"
        self._pick(f"Compare {what}: {one_line(base, 60)} against", picked)

    def _pick(self, title: str, picked: Callable[[str | None], None]) -> None:
        from sandbox.tui.models.picker import choose_model

        choose_model(self.app, title, picked)

    def _begin(
        self, wanted: Wanted, kept: Sequence[Ran] = (), screen: CompareScreen | None = None
    ) -> None:
        driver = self._driver()
        assert isinstance(driver, Comparable)
        ask = Asking(self._ask)
        if self.runner is not None and not self.runner.over:
            self._old.add(self.runner)
        self.runner = Runner(partial(driver.comparison, wanted, ask), self.app.now, kept)
        self.wanted, self._of = wanted, driver.name
        self.runner.start()
        if screen is None:
            self.app.push_screen(self._new_screen(self.runner))
        else:
            screen.show(self.runner)

    async def _ask(self, arm: Arm, question: Question) -> Approval:
        """The dialog over the compare screen; the arms ask one after the other."""
        from sandbox.domain.verdict import Approval
        from sandbox.tui.screens.confirm import Answer
        from sandbox.tui.turns import PERSON

        nobody = Approval(action="reject", by="nobody", reason="the comparison was left")
        runner = self.runner
        if runner is None:
            return nobody
        runner.asking(arm.number, True)
        dialog = ArmConfirm(question, arm.label)
        try:
            async with self._one_asks:
                screen = self._screen()
                if screen is None:
                    return nobody
                await screen.on_top()
                if not screen.is_attached:
                    return nobody
                self.app.bell()
                answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

                def take(answer: Answer | None) -> None:
                    if not answered.done():
                        answered.set_result(answer or Answer("reject"))

                self.app.push_screen(dialog, take)
                answer = await answered
        except asyncio.CancelledError:
            if dialog.is_attached:
                dialog.finish(Answer("reject"))
            raise
        finally:
            runner.asking(arm.number, False)
        return answer.approval(PERSON)

    def _screen(self) -> CompareScreen | None:
        found = [one for one in self.app.screen_stack if isinstance(one, CompareScreen)]
        return found[-1] if found else None

    async def close(self) -> None:
        """Stops what runs; the app is being left."""
        for runner in (*self._old, *([self.runner] if self.runner is not None else [])):
            await runner.close()

    # Keys of the screen ------------------------------------------------------------------------

    def act(self, screen: CompareScreen, act: str) -> None:
        """Does what a key of the screen asks for. Raises `SandboxError`."""
        from sandbox.tui.comparing.reading import Reading

        reading = Reading(self.app, screen)
        acts: dict[str, Callable[[], None]] = {
            "go": lambda: self._go(screen),
            "export": reading.export,
            "rerun": lambda: self._rerun(screen),
            "add": lambda: self._add(screen),
            "detail": reading.detail,
            "diff": reading.diff,
            "other": reading.other,
            "leave": lambda: self._leave(screen),
        }
        acts[act]()

    def _go(self, screen: CompareScreen) -> None:
        runner, arm = screen.runner, screen.hops.arm
        session = self._session(screen)
        if not session:
            return
        if self.app.turns.busy:
            screen.tell("A turn of the session below is running: it has to end first.", "warn")
            return
        if runner.over:
            self._gone(screen, session, runner.arms[arm].label)
            return

        def answered(yes: bool | None) -> None:
            if yes:
                runner.stop()
                self._gone(screen, session, runner.arms[arm].label)

        words = f"{one_line(runner.arms[arm].label, 70)} is at its end, others are not."
        self._sure("Stop the arms that still run?", words, "stop them and go on", answered)

    def _session(self, screen: CompareScreen) -> str:
        """The id of the chosen arm's session; "" where it has none, and says so."""
        runner, arm = screen.runner, screen.hops.arm
        if runner.picture is None or arm >= len(runner.doing):
            return ""
        if runner.runs(arm):
            screen.tell("This arm still runs; s stops it.", "warn")
            return ""
        session = runner.picture.rows[arm].first.session
        if not session:
            screen.tell("Nothing was said in this arm, so there is no session to go on with.")
        return session

    def _gone(self, screen: CompareScreen, session: str, label: str) -> None:
        app = self.app
        make = app.browser.library.doors.open if app.browser.available else app.driver.branch
        screen.tell("Opening …")
        words = f"Going on with {label}, session {session}. Alt← goes back."
        app.branches.move(Move(lambda: make(session), words, ready=lambda: screen.finish(None)))

    def _rerun(self, screen: CompareScreen) -> None:
        if self._free(screen) and self.wanted is not None:
            self._begin(self.wanted, screen=screen)

    def _add(self, screen: CompareScreen) -> None:
        if not self._free(screen) or self.wanted is None:
            return
        wanted, runner = self.wanted, screen.runner
        if runner.picture is None or len(wanted.models) >= MOST:
            screen.tell("Four arms stand side by side already.", "warn")
            return
        kept = runner.picture.found.arms

        def picked(name: str | None) -> None:
            if name:
                more = replace(wanted, models=(*wanted.models, name))
                self.app.guarded(lambda: self._begin(more, kept, screen))

        self._pick("One more model; the other arms stay as they are", picked)

    def _free(self, screen: CompareScreen) -> bool:
        if not screen.runner.over:
            screen.tell("Arms still run: S stops them all.", "warn")
        elif self.app.driver.name != self._of:
            screen.tell("This was compared on another session.", "warn")
        elif self.app.turns.busy:
            screen.tell("A turn of the session below is running: it has to end first.", "warn")
        else:
            return True
        return False

    def _leave(self, screen: CompareScreen) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                screen.runner.stop()
                screen.finish(None)

        words = "What is finished is kept, also on the disk; F7 shows it again."
        self._sure("Stop the arms that still run?", words, "stop them and go back", answered)

    def _sure(
        self, title: str, words: str, yes: str, answered: Callable[[bool | None], None]
    ) -> None:
        from sandbox.tui.screens.ask import Sure

        self.app.push_screen(Sure(title, words, yes), answered)
