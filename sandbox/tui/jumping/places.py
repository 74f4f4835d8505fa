"""What can be jumped to on the main screen, and where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.widget import Widget

from sandbox.tui.jumping.letters import LETTERS
from sandbox.tui.widgets.lines import LineView

if TYPE_CHECKING:
    from sandbox.tui.screens.main import MainScreen


@dataclass(frozen=True, slots=True)
class Place:
    """Cell (x, y) of the screen, and what going there does."""

    x: int
    y: int
    go: Callable[[], object]


def places(screen: MainScreen) -> list[Place]:
    """Panes and prompt first, then entries of the chat, then rows of the trace."""
    found = [*_panes(screen)]
    if _on_screen(screen.chat):
        found += _lines(screen, "chat", screen.chat, screen.chat.entry_starts())
    if _on_screen(screen.trace):
        found += _lines(screen, "trace", screen.trace, range(screen.trace.line_count()))
    return found[: len(LETTERS) ** 2]


def _panes(screen: MainScreen) -> Iterator[Place]:
    if _on_screen(screen.writing):
        yield Place(screen.writing.region.x, screen.writing.region.y, screen.writing.focus)
    for name, pane in screen.panes.items():
        if _on_screen(pane):
            yield Place(pane.region.x + 1, pane.region.y, partial(screen.action_show, name))


def _lines(screen: MainScreen, name: str, view: LineView, starts: Iterable[int]) -> Iterator[Place]:
    """Lines of `view` that begin something and are in sight."""
    region, top = view.scrollable_content_region, view.scroll_offset.y
    for line in starts:
        if top <= line < top + region.height:
            go = partial(_go, screen, name, view, line)
            yield Place(region.x, region.y + line - top, go)


def _go(screen: MainScreen, name: str, view: LineView, line: int) -> None:
    screen.action_show(name)
    view.go_to_line(line)


def _on_screen(widget: Widget) -> bool:
    return bool(widget.region) and all(
        one.display for one in widget.ancestors_with_self if isinstance(one, Widget)
    )
