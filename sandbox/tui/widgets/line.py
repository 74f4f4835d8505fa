"""One line of the screen, drawn at the width there is."""

from __future__ import annotations

from textual.content import Content
from textual.widget import Widget


class Line(Widget):
    """One line, drawn by `draw` at the width there is; a change never lays out anything else."""

    def draw(self, width: int) -> Content:
        raise NotImplementedError

    def render(self) -> Content:
        return self.draw(self.size.width)
