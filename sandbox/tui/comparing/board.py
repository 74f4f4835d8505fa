"""The scoreboard: a line an arm, and below it what is known of the chosen one in full."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from sandbox.tui.comparing.boardline import Layout, draw_arm, draw_running, head, layout
from sandbox.tui.style import GLYPHS

if TYPE_CHECKING:
    from sandbox.tui.comparing.picture import Picture
    from sandbox.tui.comparing.runner import Runner


class ScoreBoard(Widget):
    """Draws its few lines as a whole. A click chooses an arm."""

    DEFAULT_CSS = "ScoreBoard { height: auto; width: 1fr; }"

    class Chosen(Message):
        """An arm was clicked."""

        def __init__(self, arm: int) -> None:
            super().__init__()
            self.arm = arm

    def __init__(self, runner: Runner, now: Callable[[], int]) -> None:
        super().__init__(id="compare-board")
        self.runner = runner
        self.chosen = 0
        self._now = now
        self._spin = 0

    def tick(self) -> None:
        """One step of the spinner of the arms that run."""
        self._spin += 1

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return max(len(self.runner.arms), 1) + 1

    def render(self) -> Content:
        runner, picture = self.runner, self.runner.picture
        labels = [arm.label for arm in runner.arms]
        cols = layout(self.size.width, max((len(label) for label in labels), default=0))
        lines = [head(cols)]
        for arm, label in enumerate(labels):
            lines.append(self._arm(cols, label, picture, arm))
        if not labels:
            lines.append(Content("  Getting ready …").stylize("$foreground-muted"))
        return Content("\n").join(line.truncate(max(self.size.width, 1)) for line in lines)

    def progress(self, arm: int) -> str:
        """How far an arm is that runs."""
        plan = self.runner.plan
        assert plan is not None
        whole = plan.messages * plan.repeat
        return self.runner.doing[arm].words(whole, plan.repeat, self._now())

    def _arm(self, cols: Layout, label: str, picture: Picture | None, arm: int) -> Content:
        chosen, doing = arm == self.chosen, self.runner.doing[arm]
        if self.runner.runs(arm):
            words = self.progress(arm)
            spin = GLYPHS.spin[self._spin % len(GLYPHS.spin)]
            tone = "bold $text-warning" if doing.asks else "$text-accent"
            return draw_running(cols, label, f"{spin} {words}", arm, chosen, tone)
        row = picture.rows[arm] if picture is not None and arm < len(picture.rows) else None
        if row is not None and row.first.outcomes:
            return draw_arm(cols, label, picture, arm, chosen)
        state = (row.state if row is not None else doing.state).replace("_", " ")
        why = row.why if row is not None else doing.why
        words = f"{state}: {why}" if why else state
        return draw_running(cols, label, words, arm, chosen, "bold $text-error")

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and 0 < offset.y <= len(self.runner.arms):
            self.post_message(self.Chosen(offset.y - 1))
