"""The frame of the main screen: its panes, laid out by size, and the lines around them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from sandbox.tui.feed.format import plural
from sandbox.tui.feed.view import Meter
from sandbox.tui.keymap import Area, hints
from sandbox.tui.widgets.bars import Head, Header, KeyLine, Limits, MeterLine, Strip, TabRow
from sandbox.tui.widgets.chat import ChatView
from sandbox.tui.widgets.completion import Completion
from sandbox.tui.widgets.inspector import InspectorView, TabBar
from sandbox.tui.widgets.lines import LineView
from sandbox.tui.widgets.pane import Pane
from sandbox.tui.widgets.prompt import Prompt
from sandbox.tui.widgets.trace import TraceView

PaneName = Literal["chat", "trace", "inspect"]
PANES: Final[tuple[PaneName, ...]] = ("chat", "trace", "inspect")

ROOM: Final = "More room, please: 60×16. The prompt works."


class PaneScreen(Screen[None]):
    """Three panes: side by side, stacked, or one at a time behind tabs, as the size allows."""

    AUTO_FOCUS = "#prompt"
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-medium"), (160, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-squat"), (16, "-short"), (30, "-tall")]

    def __init__(self) -> None:
        super().__init__()
        self.header = Header()
        self.tabs = TabRow()
        self.chat = ChatView()
        self.trace = TraceView()
        self.inspector = InspectorView()
        self.tab_bar = TabBar()
        self.strip = Strip()
        self.completion = Completion()
        self.ask_mark = Static(">", id="ask-mark", markup=False)
        self.prompt = Prompt()
        self.writing: Widget = self.prompt
        self.meter = MeterLine()
        self.keys = KeyLine()
        self.panes: dict[str, Pane] = {
            "chat": Pane("chat", self.chat),
            "trace": Pane("trace", self.trace),
            "inspect": Pane("inspect", self.inspector, self.tab_bar),
        }
        self.shown: PaneName = "chat"
        self.zoomed = False
        self.share = 0
        self.filter_error = ""

    def compose(self) -> ComposeResult:
        yield self.header
        yield self.tabs
        yield Static(Content(ROOM), id="room", markup=False)
        with Horizontal(id="body"):
            yield self.panes["chat"]
            with Container(id="side"):
                yield self.panes["trace"]
                yield self.panes["inspect"]
        yield self.strip
        yield self.completion
        with Horizontal(id="ask"):
            yield self.ask_mark
            yield self.prompt
        yield self.meter
        yield self.keys

    def on_mount(self) -> None:
        self.prompt.placeholder = "Write to the agent"
        self.inspector.show(None)
        self.show_titles()
        self.lay_out()

    @property
    def one_pane(self) -> bool:
        """True when only one pane fits or one is zoomed."""
        return self.zoomed or self.size.width < 100 or self.size.height < 16

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self.lay_out)

    def show_ask(self, words: str = ">") -> None:
        """Says before the prompt what Enter does with it."""
        self.ask_mark.update(Content(words))

    def lay_out(self) -> None:
        self.set_class(self.one_pane, "-one")
        self.set_class(self.zoomed, "-zoomed")
        for name in PANES:
            self.set_class(name == self.shown, f"-show-{name}")
        chat = self.panes["chat"]
        if self.share and not self.one_pane:
            chat.styles.width = max(30, min(self.share, self.size.width - 34))
        else:
            chat.styles.width = None
        self.tabs.show(self.shown)
        self._hints()

    def action_show(self, name: PaneName) -> None:
        """Brings a pane to the screen and into focus."""
        self.shown = name
        self.lay_out()
        self.panes[name].view.focus()

    def action_trace_or_inspect(self) -> None:
        self.action_show("inspect" if self.trace.has_focus else "trace")

    def action_next_pane(self) -> None:
        self._step_pane(1)

    def action_previous_pane(self) -> None:
        self._step_pane(-1)

    def _step_pane(self, by: int) -> None:
        if self.focused is self.writing or self.focused is None:
            self.action_show(PANES[0 if by > 0 else -1])
            return
        place = PANES.index(self.shown) + by
        if 0 <= place < len(PANES):
            self.action_show(PANES[place])
        else:
            self.writing.focus()

    def action_zoom(self) -> None:
        self.zoomed = not self.zoomed
        self.lay_out()

    def action_split(self, by: int) -> None:
        width = self.panes["chat"].outer_size.width
        self.share = max(30, min(width + by, self.size.width - 34)) if by else 0
        self.lay_out()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        for name in PANES:
            if event.widget in (self.panes[name].view, self.panes[name].bar):
                self.shown = name
        self.lay_out()

    @property
    def area(self) -> Area:
        """The key area of what is focused."""
        for name in PANES:
            if self.panes[name].view.has_focus:
                return name
        return "prompt" if self.writing is self.prompt else "human"

    def write_in(self, field: Widget) -> None:
        """From now on what is typed goes to `field`: the prompt, or what stands in its place."""
        there = self.focused is None or self.focused is self.writing
        self.writing = field
        self.set_class(field is not self.prompt, "-human")
        if there and self.is_attached:
            # A field that is not shown yet takes no focus.
            self.call_after_refresh(field.focus)
        self.lay_out()

    def _hints(self) -> None:
        area = self.area
        typing = area in ("prompt", "human")
        keys = hints(area, "main") if typing else hints(area, "lists", "main")
        self.keys.show(keys)
        self.tabs.show(self.shown, keys)

    # Figures and titles ------------------------------------------------------------------------

    def show_figures(self, head: Head, meter: Meter, limits: Limits, running: bool) -> None:
        """Renews header, meter and titles."""
        self.header.show(replace(head, masked=self.header.head.masked))
        self.meter.show(meter, limits, running)
        self.set_class(head.live is False, "-replay")
        self.show_titles()

    def show_titles(self) -> None:
        self.panes["chat"].set_title("1 Chat", _position(self.chat))
        trace = self.trace.trace
        title, below = "2 Trace", ""
        if trace is not None:
            title = f"2 Trace · {plural(trace.total, 'hop')}"
            if trace.signs:
                changed = sum("." in key for key in trace.signs)
                title += f" · {changed} changed"
            if trace.filter:
                title = f"2 Trace · {trace.shown} of {trace.total} · {trace.filter.text}"
            below = "follows" if self.trace.following else "F follow · f filter"
        self.panes["trace"].set_title(title, self.filter_error or below)
        shown = self.inspector.inspection
        values = "real values" if self.inspector.real else "masked, v shows values"
        self.panes["inspect"].set_title(
            f"3 Inspect · {shown.title}" if shown else "3 Inspect", values if shown else ""
        )

    def on_line_view_changed(self, event: LineView.Changed) -> None:
        self.show_titles()

    def on_tab_row_chosen(self, event: TabRow.Chosen) -> None:
        if event.pane in PANES:
            self.action_show(event.pane)


def _position(chat: ChatView) -> str:
    if chat.following or chat.max_scroll_y == 0:
        return "follows"
    if chat.unseen:
        return f"↓ {plural(chat.unseen, 'new line')} · G"
    return "G follows"
