"""The compare screen: scoreboard, hops side by side, and what its keys do with an arm."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from sandbox.tui.comparing.board import ScoreBoard
from sandbox.tui.comparing.hopline import ONE_ARM, head
from sandbox.tui.comparing.hops import HopColumns
from sandbox.tui.comparing.picture import about_lines, title_of
from sandbox.tui.feed.format import plural
from sandbox.tui.feed.safe import one_line
from sandbox.tui.keymap import KEYS, bindings, hints
from sandbox.tui.screens.dialog import Dialog
from sandbox.tui.style import TONE
from sandbox.tui.widgets.bars import KeyLine

if TYPE_CHECKING:
    from sandbox.tui.comparing.runner import Runner
    from sandbox.tui.inorder import InOrder

_TICK: Final = 0.15
"""Seconds between two looks at what the arms do."""


class CompareScreen(Dialog[None]):
    """Nothing here touches the session below.

    What needs the app is `act`'s business: go, export, rerun, add, detail, diff, other, leave.
    """

    AUTO_FOCUS = "#compare-hops"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-medium"), (160, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-squat"), (16, "-short"), (30, "-tall")]
    BINDINGS = bindings("compare")
    DEFAULT_CSS = """
    CompareScreen { background: $background; }
    CompareScreen > Vertical { border: round $panel-lighten-2; background: $background; }
    #compare-top { height: auto; }
    #compare-about { height: 5; background: $surface; padding: 0 1; }
    #compare-middle { height: 1fr; &:focus-within { border: round $accent; } }
    #compare-head { height: 1; }
    #compare-told { height: 1; padding: 0 1; }
    CompareScreen.-short #compare-about { height: 3; }
    CompareScreen.-squat #compare-about { display: none; }
    CompareScreen.-squat > Vertical { border: none; }
    """

    def __init__(
        self, runner: Runner, now: Callable[[], int], act: Callable[[CompareScreen, str], None]
    ) -> None:
        super().__init__()
        self.runner = runner
        self._act = act
        self.board = ScoreBoard(runner, now)
        self.hops = HopColumns()
        self._told = ("", "dim")
        self._seen: tuple[object, ...] = ()
        self._height = 0
        self._resumed = asyncio.Event()

    def compose(self) -> ComposeResult:
        with Vertical(id="compare-top"):
            yield self.board
            yield Static(id="compare-about", markup=False)
        with Vertical(id="compare-middle"):
            yield Static(id="compare-head", markup=False)
            yield self.hops
        yield Static(id="compare-told", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(KeyLine).show(hints("compare"))
        self.set_interval(_TICK, self._tick)
        self._tick()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._draw)

    # What the arms do --------------------------------------------------------------------------

    def _tick(self) -> None:
        runner = self.runner
        if not runner.over:
            self.board.tick()
            self.board.refresh()
            if runner.runs(self.hops.arm):
                self.query_one("#compare-about", Static).update(self._about(self.hops.arm))
        state = (runner.version, runner.over)
        if state == self._seen:
            return
        self._seen = state
        if len(runner.arms) != self._height:
            self._height = len(runner.arms)
            self.board.refresh(layout=True)
        if runner.picture is not self.hops.picture:
            self.hops.show(runner.picture, len(runner.arms))
        if runner.over and runner.problem is not None:
            error = runner.problem
            hint = getattr(error, "hint", "")
            words = getattr(error, "message", f"Internal error: {type(error).__name__}")
            self.tell(f"{words} ({hint})" if hint else words, "bad")
        self._draw()

    def show(self, runner: Runner) -> None:
        """Shows another comparison in place of this one."""
        self.runner = self.board.runner = runner
        self._seen, self._height = (), 0
        self.board.chosen = self.hops.arm = 0
        self.hops.show(None, 0)
        self.tell("")
        self._tick()

    def _draw(self) -> None:
        if not self.is_attached:
            return
        runner, arm = self.runner, self.hops.arm
        self.board.chosen = arm
        self.board.refresh()
        labels = [one.label for one in runner.arms]
        self.query_one("#compare-head", Static).update(head(self.hops.columns, labels, arm))
        self.query_one("#compare-about", Static).update(self._about(arm))
        self._titles(labels)

    def _about(self, arm: int) -> Content:
        runner = self.runner
        if runner.picture is None or arm >= len(runner.arms):
            return Content("")
        lines = [(self.board.progress(arm), "")] if runner.runs(arm) else about_lines(
            runner.picture, arm)  # fmt: skip
        width = max(self.size.width - 4, 10)
        styled = [Content(one_line(text, 900)).stylize(TONE[tone] or "$foreground")
                  for text, tone in lines]  # fmt: skip
        room = 5 if self.has_class("-tall") else 3
        if len(lines) < room:  # the reply may take what is left
            wrapped = [piece for line in styled for piece in line.wrap(width)]
            if len(wrapped) <= room:
                return Content("\n").join(wrapped)
        return Content("\n").join(line.truncate(width, ellipsis=True) for line in styled)

    def _titles(self, labels: list[str]) -> None:
        runner = self.runner
        top = self.query_one("#compare-top", Vertical)
        middle = self.query_one("#compare-middle", Vertical)
        about = runner.plan.about if runner.plan is not None else ""
        top.border_title = Content(f"Compare · {title_of(about, labels)}" if about else "Compare")  # pyright: ignore
        top.border_subtitle = Content(self._state())  # pyright: ignore
        if runner.picture is None:
            return
        rows, different = len(runner.picture.aligned), runner.picture.different
        only = "only different · " if self.hops.only_different else ""
        words = f"Hops · {only}{different:,} of {plural(rows, 'row')} differ"
        if self.hops.line_width < ONE_ARM and labels:
            words += f" · {self.hops.arm + 1} of {len(labels)}"
        middle.border_title = Content(words)  # pyright: ignore
        middle.border_subtitle = "≠ other than the base · = as the base · – no such hop"

    def _state(self) -> str:
        runner = self.runner
        if runner.plan is None:
            return "could not begin" if runner.over else "getting ready"
        running = sum(one.state == "running" for one in runner.doing)
        return "b base · Esc back" if runner.over else f"{plural(running, 'arm')} still running"

    def tell(self, text: str, tone: str = "dim") -> None:
        """One line for the person, until the next."""
        self._told = (text, tone)
        shown = Content(one_line(text, 400)).stylize(TONE.get(tone) or "$foreground")
        self.query_one("#compare-told", Static).update(shown)

    async def on_top(self) -> None:
        """Waits until no dialog covers this screen. Raises nothing; it may be gone by then."""
        while self.app.screen is not self and self.is_attached:
            self._resumed.clear()
            await self._resumed.wait()

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        self._resumed.set()

    # Keys --------------------------------------------------------------------------------------

    def action_row(self, by: int) -> None:
        self.hops.action_move(by)

    def action_page(self, by: int) -> None:
        self.hops.action_page(by)

    def action_first(self) -> None:
        self.hops.go_to_line(0)

    def action_last(self) -> None:
        self.hops.go_to_line(self.hops.line_count() - 1)

    def action_column(self, by: int) -> None:
        self.hops.choose(self.hops.arm + by)

    def on_hop_columns_moved(self) -> None:
        self._draw()

    def on_score_board_chosen(self, event: ScoreBoard.Chosen) -> None:
        self.hops.choose(event.arm)

    def action_different(self) -> None:
        self.hops.filter(not self.hops.only_different)
        self._draw()

    def action_want(self, act: str) -> None:
        self.tell("")
        self._act(self, act)

    def action_stop_arm(self) -> None:
        self._stop(self.hops.arm)

    def action_stop_all(self) -> None:
        self._stop(None)

    def _stop(self, arm: int | None) -> None:
        if self.runner.over or (arm is not None and not self.runner.runs(arm)):
            self.tell("It does not run any more." if arm is not None else "No arm runs any more.")
            return
        self.runner.stop(arm)
        what = "all arms" if arm is None else one_line(self.runner.arms[arm].label, 70)
        self.tell(f"Stopping {what}: what is finished is kept.")

    def action_leave(self) -> None:
        """Esc: takes the filter away, then leaves; asks while arms run."""
        if self.hops.only_different:
            self.action_different()
        elif self.runner.over:
            self.finish(None)
        else:
            self._act(self, "leave")

    def action_help(self) -> None:
        from sandbox.tui.screens.help import help_screen

        self.app.push_screen(help_screen("compare"), self._picked_help)

    def _picked_help(self, picked: str | None) -> None:
        kind, _, name = (picked or "").partition(":")
        key = next((key for key in KEYS if kind == "key" and key.id == name), None)
        if key is not None and key.area == "compare":
            cast("InOrder", self.app).after_refresh(self.run_action, key.action)
