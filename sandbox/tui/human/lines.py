"""What the panel tells: the request in short, the tools, the verdict on what was typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textual.content import Content

from sandbox.tui.feed.safe import one_line
from sandbox.tui.widgets.line import Line

if TYPE_CHECKING:
    from sandbox.models.human_view import RequestView

_ROOM = 8
"""Cells of the words in front of each line."""


class Told(Line):
    """One line: a word, and what it says, cut at the width there is."""

    def __init__(self, word: str, identifier: str) -> None:
        super().__init__(id=identifier)
        self.word = word
        self.said = Content("")

    def show(self, word: str, said: Content) -> None:
        """Shows another text."""
        if (word, said) != (self.word, self.said):
            self.word, self.said = word, said
            self.refresh()

    def draw(self, width: int) -> Content:
        word = f" {one_line(self.word, 40):<{_ROOM}} " if self.word else " "
        told = Content.assemble((word, "$foreground-muted"), self.said)
        return told.truncate(max(width, 1), ellipsis=True)


def step_line(view: RequestView) -> Content:
    """The active step, and of which procedure."""
    if not view.step:
        return Content("no procedure is under way").stylize("$foreground-muted")
    return Content.assemble(
        (one_line(view.step), "bold"), (f"  of {one_line(view.procedure, 60)}", "$foreground-muted")
    )


def tools_line(view: RequestView) -> Content:
    """The tools by name, those of the active step first."""
    if not view.tools:
        return Content("none is offered").stylize("$foreground-muted")
    words = re.findall(r"\w+", view.step)
    first = [name for name in view.tools if name in words]
    rest = [name for name in view.tools if name not in first]
    return Content.assemble(
        (f"{len(view.tools)}: ", "$foreground-muted"),
        (", ".join(first), "bold"),
        ", " if first and rest else "",
        ", ".join(rest),
    )


def verdict(line: str, hint: str = "") -> Content:
    """A line that begins with ✓ or ✗, in its colour; `hint` before it, where it is never cut."""
    style = "$text-success" if line.startswith("✓") else "$text-error"
    return Content.assemble((hint, "bold $text-warning"), (one_line(line), style))
