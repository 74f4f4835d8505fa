"""A bordered pane: a view of lines, its title, and a line to type a filter or a search in."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from sandbox.tui.widgets.lines import LineView


class PaneBar(Input):
    """The line at the bottom of a pane. Enter keeps what was typed, Esc gives it up."""

    def __init__(self) -> None:
        super().__init__(compact=True)
        self.cursor_blink = False
        self.display = False


class Pane(Vertical):
    """Frames one view. Its border says what it holds, and how much of it."""

    class Typed(Message):
        """Text in the pane's line: while typing, and `final` on Enter."""

        def __init__(self, pane: Pane, purpose: str, text: str, final: bool) -> None:
            super().__init__()
            self.pane = pane
            self.purpose = purpose
            self.text = text
            self.final = final

    class GaveUp(Message):
        """The pane's line was left by Esc."""

        def __init__(self, pane: Pane, purpose: str) -> None:
            super().__init__()
            self.pane = pane
            self.purpose = purpose

    def __init__(self, name: str, view: LineView, above: Widget | None = None) -> None:
        super().__init__(id=f"{name}-pane", classes="pane")
        self.pane_name = name
        self.view = view
        self.above = above
        self.bar = PaneBar()
        self.purpose = ""

    def compose(self) -> ComposeResult:
        if self.above is not None:
            yield self.above
        yield self.view
        yield self.bar

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Titles are plain text; markup in them is shown as it is."""
        self.border_title = Content(title)  # pyright: ignore[reportAttributeAccessIssue]
        below = Content(subtitle) if subtitle else None
        self.border_subtitle = below  # pyright: ignore[reportAttributeAccessIssue]

    def ask(self, purpose: str, text: str, hint: str) -> None:
        """Opens the line for `purpose`."""
        self.purpose = purpose
        self.bar.placeholder = hint
        self.bar.select_on_focus = purpose == "find"  # a filter is added to, a search replaced
        with self.bar.prevent(Input.Changed):
            self.bar.value = text
        self.bar.cursor_position = len(text)
        self.bar.display = True
        self.bar.remove_class("-bad")
        self.bar.focus()

    def close_bar(self) -> None:
        """Closes the line and goes back to the view."""
        had_focus = self.bar.has_focus
        self.bar.display = False
        if had_focus:
            self.view.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(self, self.purpose, event.value, final=False))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Typed(self, self.purpose, event.value, final=True))

    def give_up(self) -> None:
        """What Esc does in the line."""
        self.close_bar()
        self.post_message(self.GaveUp(self, self.purpose))
