"""One line an arm while a comparison runs: on a terminal only, and gone at the end."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.adapters.clocks import MonotonicStopwatch
from sandbox.cli import drawing
from sandbox.cli.output import visible
from sandbox.compare.news import News, Tell
from sandbox.compare.plan import Plan

_BETWEEN = 100_000_000
"""Nanoseconds between two drawings: a terminal far away is not flooded."""
_BAR = 10


class ArmLines:
    """Hears the news and draws a block of lines on standard error, over itself."""

    def __init__(self, plan: Plan, stopwatch: MonotonicStopwatch) -> None:
        self._plan = plan
        self._watch = stopwatch
        self._drawn = stopwatch.ns() - _BETWEEN
        self._last = [News(arm.number, 1, "opened") for arm in plan.arms]
        self._done = [0] * len(plan.arms)
        self._lines = 0

    def __call__(self, news: News) -> None:
        if news.what == "turn_done":
            self._done[news.arm] += 1
        if news.what not in ("text", "hop_done"):
            self._last[news.arm] = news
        now = self._watch.ns()
        if now - self._drawn >= _BETWEEN or news.what == "ended":
            self._drawn = now
            self._draw(list(self.lines()))

    def lines(self) -> Iterator[str]:
        """`sandbox/sloppy  ████▌      turn 3 of 6  execute orders.get_order`, one an arm."""
        wide = max(len(arm.label) for arm in self._plan.arms)
        whole = self._plan.messages * self._plan.repeat
        for arm, news in zip(self._plan.arms, self._last, strict=True):
            done = self._done[arm.number]
            bar = drawing.bar(done, whole, _BAR).ljust(_BAR)
            doing = f"{news.name} {news.subject}".strip()
            if news.what == "ended":
                doing = (news.state or "").replace("_", " ") + (
                    f": {news.text}" if news.text else ""
                )
            run = f"run {news.run} · " if self._plan.repeat > 1 else ""
            yield f"{arm.label.ljust(wide)}  {bar}  {run}{done} of {whole}  {doing}"

    def clear(self) -> None:
        """Takes the lines away."""
        if self._lines:
            # Line by line: some terminals keep a screen that is cleared as a whole.
            up = f"\x1b[{self._lines}A"
            sys.stderr.write(up + "\x1b[2K\n" * self._lines + up)
            sys.stderr.flush()
            self._lines = 0

    def _draw(self, lines: list[str]) -> None:
        room = drawing.width() - 1
        up = f"\x1b[{self._lines}A" if self._lines else ""
        text = "".join(f"\x1b[2K{visible(line)[:room]}\n" for line in lines)
        sys.stderr.write(up + text)
        sys.stderr.flush()
        self._lines = len(lines)


@contextmanager
def arms_progress(plan: Plan) -> Iterator[Tell]:
    """Who hears the news; nobody in a pipe or on a terminal that can't move its cursor."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda news: None
        return
    shown = ArmLines(plan, MonotonicStopwatch())
    try:
        yield shown
    finally:
        shown.clear()
