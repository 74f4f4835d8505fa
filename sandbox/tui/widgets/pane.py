"""A bordered pane: a view, its title, and a line to type a filter or a search in."""

from __future__ import annotations

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from sandbox.tui.dock.view import DockView
from sandbox.tui.keys.fields import FILTER, FIND
from sandbox.tui.widgets.lines import LineView


class PaneBar(Input):
    """The line at the bottom of a pane. Enter keeps what was typed, Esc gives it up.

    `toggles`: a key that, as the first one, takes the text out of force, or puts it in force again.
    """

    class Toggled(Message):
        """The text that the line opened with is to be put in force, or taken out."""

    def __init__(self) -> None:
        super().__init__(compact=True)
        self.cursor_blink = False
        self.display = False
        self.toggles = ""
        self.said = ""
        self.hint_keys = FIND

    def say(self, words: str) -> None:
        """Puts `words` at the end of the line, which is as wrong as they say; "" for none."""
        self.said = words
        self.set_class(bool(words), "-bad")
        self.refresh()

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        room = self.content_size.width - len(self.said) - 1
        if not self.said or room <= len(self.value):
            return strip
        style = self.rich_style
        return Strip([*strip.crop_extend(0, room, style), Segment(self.said, style)])

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Whether the key is a letter of the text, and not the one that toggles."""
        return super().check_consume_key(key, character) and character != (self.toggles or None)

    def on_key(self, event: events.Key) -> None:
        toggles, self.toggles = self.toggles, ""
        if toggles and event.character == toggles:
            event.stop()
            event.prevent_default()
            self.post_message(self.Toggled())


class Pane(Vertical):
    """Frames one view. Its border says what it holds, and how much of it.

    `searched`: the lines inside that a search typed in its line is for.
    """

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

    class Toggled(Message):
        """The filter in the pane's line is to be put in force, or taken out of it."""

        def __init__(self, pane: Pane) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, name: str, view: Widget, above: Widget | None = None) -> None:
        super().__init__(id=f"{name}-pane", classes="pane")
        self.view = view
        self.searched: LineView | None = view if isinstance(view, LineView) else None
        self.above = above
        self.bar = PaneBar()
        self.purpose = ""

    def compose(self) -> ComposeResult:
        if self.above is not None:
            yield self.above
        yield self.view
        yield self.bar

    def set_title(self, title: str | Content, subtitle: str = "") -> None:
        """Titles are plain text; markup in them is shown as it is."""
        words = Content(title) if isinstance(title, str) else title
        self.border_title = words  # pyright: ignore[reportAttributeAccessIssue]
        below = Content(subtitle) if subtitle else None
        self.border_subtitle = below  # pyright: ignore[reportAttributeAccessIssue]

    @property
    def home(self) -> Widget:
        """What takes the focus, and the keys of its area."""
        return self.view.home if isinstance(self.view, DockView) else self.view

    @property
    def active(self) -> bool:
        """Whether the focus is somewhere inside."""
        return self.has_focus_within

    def ask(self, purpose: str, text: str, hint: str, lines: LineView | None = None) -> None:
        """Opens the line for `purpose`, about `lines` (those searched before when left out)."""
        self.purpose = purpose
        self.searched = lines or self.searched
        self.bar.placeholder = hint
        self.bar.hint_keys = FILTER if purpose == "filter" else FIND
        self.bar.select_on_focus = purpose == "find"  # a filter is added to, a search replaced
        with self.bar.prevent(Input.Changed):
            self.bar.value = text
        self.bar.cursor_position = len(text)
        self.bar.toggles = "f" if purpose == "filter" and text else ""
        self.bar.display = True
        self.bar.say("")
        self.bar.focus()

    def tell_found(self, found: bool, final: bool) -> None:
        """Says in the line that nothing matches. Enter leaves the line all the same, as in less."""
        self.bar.say("" if found else "no match")
        if final:
            self.close_bar()
            if not found:
                self.notify(f"No match for {self.bar.value}", markup=False, timeout=3)

    def close_bar(self) -> None:
        """Closes the line and goes back to the view."""
        had_focus = self.bar.has_focus
        self.bar.display = False
        if had_focus:
            (self.searched or self.view).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(self, self.purpose, event.value, final=False))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Typed(self, self.purpose, event.value, final=True))

    def on_pane_bar_toggled(self, event: PaneBar.Toggled) -> None:
        event.stop()
        self.close_bar()
        self.post_message(self.Toggled(self))

    def give_up(self) -> None:
        """What Esc does in the line."""
        self.close_bar()
        self.post_message(self.GaveUp(self, self.purpose))
