"""A replay over the live session: the recording's panes, the verdict below, Esc leads back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from sandbox.tui.elsewhere import read_only
from sandbox.tui.feed.format import plural
from sandbox.tui.feed.safe import one_line
from sandbox.tui.keymap import hints
from sandbox.tui.screens.main import MainScreen

if TYPE_CHECKING:
    from sandbox.log.fold import Session
    from sandbox.replay.report import Report
    from sandbox.tui.driver import Driver
    from sandbox.tui.replaying.run import ReplayRun

_TICK: Final = 0.1
Line = tuple[str, str]


class ReplayScreen(MainScreen):
    """Nothing can be sent here, and nothing here touches the session below.

    `now` is the screen's clock in nanoseconds; `verdict` hears the word that a replay ends with.
    """

    AUTO_FOCUS = "#trace"
    DEFAULT_CSS = """
    ReplayScreen #ask, ReplayScreen #completion { display: none; }
    ReplayScreen #replay-told { height: auto; max-height: 6; background: $surface; padding: 0 1; }
    ReplayScreen.-short #replay-told { max-height: 5; }
    ReplayScreen.-squat #replay-told { max-height: 2; }
    """

    def __init__(
        self, run: ReplayRun, now: Callable[[], int], verdict: Callable[[str], None]
    ) -> None:
        super().__init__()
        self.run = run
        self.report: Report | None = None
        self.over = False
        self._now = now
        self._verdict = verdict
        self._told = Static(id="replay-told", markup=False)
        self.shown = "trace"
        self.why_not = read_only(leads_back=True)

    def compose(self) -> ComposeResult:
        for widget in super().compose():
            if widget is self.meter:
                yield self._told
            yield widget

    def on_mount(self) -> None:
        self.set_class(True, "-replay")
        self.show_told([("Reading …", "dim")])
        self.set_interval(_TICK, self._tick)
        self.run_worker(self._play(), group="replay", exit_on_error=False)

    def on_unmount(self) -> None:
        if self.pump is not None:
            self.pump.stop()

    # Playing -----------------------------------------------------------------------------------

    async def _play(self) -> None:
        from sandbox.domain.faults import SandboxError

        try:
            session = await asyncio.to_thread(self.run.read)
            self._show(session)
            if self.run.mode == "view":
                self.show_told([("A recording: read only.", "dim")])
                return
            report = await asyncio.to_thread(self.run.run)
        except SandboxError as error:
            self._verdict("error")
            self.show_told([(error.message, "bad"), (error.hint, "dim")])
            return
        finally:
            self.over = True
        self._ended(report, session)

    def _show(self, session: Session) -> None:
        from sandbox.tui.pump import Pump
        from sandbox.tui.replaying.viewer import Viewed

        title = session.started.pack if session.started else ""
        viewed = cast("Driver", Viewed(self.run.name, title, session, self.run.back_end))
        self.pump = Pump(viewed, self, self._now)
        self.pump.start()

    def _tick(self) -> None:
        if self.over or self.run.mode == "view" or self.pump is None:
            return
        done, of = self.run.turns_done, plural(self.run.turns, "turn")
        words = f"turn {done:,} of {of}" if done is not None else of
        self.show_told([(f"Replaying {self.run.mode}, {words} …", "dim")])

    def _ended(self, report: Report, session: Session) -> None:
        from sandbox.tui.replaying.found import found_by

        self.report = report
        self._verdict("same" if report.verdict == "identical" else report.verdict)
        self.show_told(told(report))
        found = found_by(report, session)
        if self.show_found(found):
            self.action_show("inspect" if self.one_pane else "trace")

    def show_told(self, lines: list[Line]) -> None:
        """What is known of the replay, under the panes."""
        tones = {"good": "bold $text-success", "bad": "bold $text-error", "dim": "$foreground"}
        parts: list[tuple[str, str]] = [(" REPLAY ", "bold reverse $warning"), (" ", "")]
        for number, (text, tone) in enumerate(line for line in lines if line[0]):
            parts.append((("\n" if number else "") + one_line(text, 300), tones[tone]))
            if number == 0:
                parts.append(("  Esc back", "$foreground-muted"))
        self._told.update(Content.assemble(*parts))

    # Keys --------------------------------------------------------------------------------------

    def action_escape(self) -> None:
        """Closes a filter, a search or the zoom, then leaves."""
        if not self.close_one():
            self.dismiss()

    def _step_pane(self, by: int) -> None:
        names = self.visible_panes
        self.go_to(names[(names.index(self.shown) + by) % len(names)])

    def _hints(self) -> None:
        """Keys that change a session are not for here."""
        area = self.area if self.area != "prompt" else "trace"
        keys = [
            key for key in hints(area, "lists", "main") if not key.action.startswith("app.slash")
        ]
        self.show_hints(keys)

    def _picked_help(self, picked: str | None) -> None:
        if picked and picked.startswith("key:"):
            super()._picked_help(picked)


def _more(report: Report) -> str:
    """What else a drift found: all of it is marked in the trace."""
    more, end = len(getattr(report, "more", ())), len(getattr(report, "end", ()))
    rows = f"{plural(end, 'row')} at the end" if end else ""
    found = [word for word in (plural(more, "difference") if more else "", rows) if word]
    return f"; and {', '.join(found)}" if found else ""


def told(report: Report) -> list[Line]:
    """Verdict, proof that nothing was touched, where it differs first, and the likely cause."""
    lines: list[Line] = [(report.lines()[0], "good" if report.passed else "bad")]
    lines.append((f"proof: {report.proof.line()}", "dim"))
    found = report.difference
    if found is not None:
        at = found.hop or "outside any hop"
        lines.append(
            (f"first difference: turn {found.turn}, {at}, {found.kind}{_more(report)}", "dim")
        )
        if found.causes:
            lines.append((f"likely cause: {found.causes[0].strip()}", "dim"))
    elif not report.passed:
        lines.append((report.why(), "dim"))
    return lines
