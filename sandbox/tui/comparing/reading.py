"""Looking closer at a comparison: a hop of an arm, two arms against each other, a report."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.tui.comparing.differing import inspection_of
from sandbox.tui.comparing.door import Comparable
from sandbox.tui.feed.inspect.hop import inspect
from sandbox.tui.feed.safe import one_line
from sandbox.tui.screens.inspecting import InspectScreen

if TYPE_CHECKING:
    from sandbox.compare.comparison import Comparison
    from sandbox.log.fold import Session
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.screens.compare import CompareScreen


class Reading:
    """What reads of the comparison on `screen`; nothing here changes it."""

    def __init__(self, app: HopscopeApp, screen: CompareScreen) -> None:
        self.app = app
        self.screen = screen

    # A hop -------------------------------------------------------------------------------------

    def detail(self) -> None:
        """The chosen hop of the chosen arm in the inspector."""
        screen, arm = self.screen, self.screen.hops.arm
        row, picture = screen.hops.row, screen.runner.picture
        if row is None or picture is None or arm >= len(row.cells):
            return
        cell = row.cells[arm]
        if cell is None:
            screen.tell("This arm has no such hop: h and l lead to one that has.", "warn")
            return
        hops = [one.cells[arm] for one in picture.aligned]
        ids = [one.hop for one in hops if one is not None]
        self._work(self._detail(arm, ids, ids.index(cell.hop)))

    async def _detail(self, arm: int, ids: list[str], at: int) -> None:
        session = await self._session(arm)
        label = self.screen.runner.arms[arm].label

        def show(number: int) -> Any:
            return inspect(session, ids[number])

        if self.screen.is_attached:
            self.app.push_screen(InspectScreen(label, show, self.app.copy, at, len(ids)))

    async def _session(self, arm: int) -> Session:
        """The arm's whole session: from its log once it has ended, else what there is of it."""
        runner, driver = self.screen.runner, self.app.driver
        assert runner.picture is not None
        name = runner.picture.rows[arm].first.session
        if not runner.runs(arm) and name and isinstance(driver, Comparable):
            return await asyncio.to_thread(driver.arm_session, name)
        return await runner.look(lambda found: _padded(found, arm))

    # Two arms ----------------------------------------------------------------------------------

    def diff(self) -> None:
        """The chosen arm against the base; the base against the arm one picks."""
        arm = self.screen.hops.arm
        if arm:
            self._diff(0, arm)
        elif len(self.screen.runner.arms) == 2:
            self._diff(0, 1)
        else:
            self.other()

    def other(self) -> None:
        """The chosen arm against another one."""
        from sandbox.tui.screens.picker import Choice, Picker

        arm, arms = self.screen.hops.arm, self.screen.runner.arms
        if arm >= len(arms):
            return
        choices = [Choice(str(one.number), one.label) for one in arms if one.number != arm]

        def picked(number: str | None) -> None:
            if number is not None:
                first, second = sorted((arm, int(number)))
                self._diff(first, second)

        title = f"{one_line(arms[arm].label, 60)} against"
        self.app.push_screen(Picker(title, choices), picked)

    def _diff(self, base: int, arm: int) -> None:
        if self.screen.runner.picture is not None:
            self._work(self._differing(base, arm))

    async def _differing(self, base: int, arm: int) -> None:
        apart = await self.screen.runner.look(lambda found: found.diff(base, arm))
        shown = inspection_of(apart)
        if self.screen.is_attached:
            self.app.push_screen(InspectScreen("Diff", lambda number: shown, self.app.copy))

    # A report ----------------------------------------------------------------------------------

    def export(self) -> None:
        """Asks for a name and writes the report; a file that is there only after a question."""
        from sandbox.tui.screens.ask import AskLine, Sure

        runner = self.screen.runner
        if runner.picture is None:
            return

        def named(name: str | None) -> None:
            path = Path((name or "").strip())
            if not (name or "").strip():
                return
            if not path.exists():
                self._work(self._write(path))
                return
            asked = Sure("Replace it?", f"{path} is there already.", "replace it")
            self.app.push_screen(asked, lambda yes: self._work(self._write(path)) if yes else None)

        hint = "Enter writes one HTML page; a name that ends in .md: Markdown. Esc leaves it."
        file = f"compare-{runner.picture.found.id}.html"
        self.app.push_screen(AskLine("Export the comparison to", file, hint), named)

    async def _write(self, path: Path) -> None:
        from sandbox.compare.report.markdown import markdown
        from sandbox.compare.report.page import page

        make: Callable[[Comparison], str] = markdown if path.suffix == ".md" else page
        text = await self.screen.runner.look(make)
        try:
            await asyncio.to_thread(path.write_text, text, "utf-8", newline="\n")
        except OSError as error:
            self.screen.tell(f"can't write {path}: {error.strerror}", "bad")
            return
        part = "" if self.screen.runner.over else ", as far as it is"
        self.screen.tell(f"exported to {path}{part}, masked as in the log", "good")

    def _work(self, work: Coroutine[Any, Any, None]) -> None:
        async def guarded() -> None:
            from sandbox.domain.faults import SandboxError

            try:
                await work
            except SandboxError as error:
                hint = f" ({error.hint})" if error.hint else ""
                self.screen.tell(f"{error.message}{hint}", "bad")

        self.screen.run_worker(guarded(), group="compare-read", exit_on_error=False)


def _padded(found: Comparison, arm: int) -> Session:
    """An arm's session as hops number it: with as many empty turns before as it had shared."""
    from sandbox.log.fold import Turn

    run = found.arms[arm].first
    before = [Turn(number, "", "") for number in range(1, run.before + 1)]
    return replace(run.own, turns=[*before, *run.own.turns])
