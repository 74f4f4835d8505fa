"""The frame of the main screen: its panes and the lines around them, and what these say."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from sandbox.tui.dock.host import Dock, in_short
from sandbox.tui.dock.panes import DOCK
from sandbox.tui.feed.format import plural
from sandbox.tui.feed.view import Meter
from sandbox.tui.keymap import Key
from sandbox.tui.widgets.bars import Head, Header, KeyLine, Strip, TabRow
from sandbox.tui.widgets.chat import ChatView
from sandbox.tui.widgets.completion import Completion
from sandbox.tui.widgets.inspector import InspectorView, TabBar
from sandbox.tui.widgets.meterline import Limits, MeterLine
from sandbox.tui.widgets.pane import Pane
from sandbox.tui.widgets.prompt import Prompt
from sandbox.tui.widgets.trace import TraceView

TABS: Final = {"chat": "1 Chat", "trace": "2 Trace", "inspect": "3 Inspect"}

ROOM: Final = "More room, please: 60×16. The prompt works."


class FrameScreen(Screen[None]):
    """Chat, trace and inspector, a dock, and the lines around them. Who sees what when is the
    layout's."""

    AUTO_FOCUS = "#prompt"

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
        self.dock = Dock()
        self.shown = "chat"
        self.zoomed = False
        self.filter_error = ""

    def compose(self) -> ComposeResult:
        yield self.header
        yield self.tabs
        yield Static(Content(ROOM), id="room", markup=False)
        with Horizontal(id="body"):
            yield self.panes["chat"]
            with Container(id="side"):
                with Container(id="work"):
                    yield self.panes["trace"]
                    yield self.panes["inspect"]
                yield self.dock
        yield self.strip
        yield self.completion
        with Horizontal(id="ask"):
            yield self.ask_mark
            yield self.prompt
        yield self.meter
        yield self.keys

    @property
    def one_pane(self) -> bool:
        """True when only one pane fits or one is zoomed."""
        return self.zoomed or self.size.width < 100 or self.size.height < 16

    # Figures and titles ------------------------------------------------------------------------

    def show_figures(self, head: Head, meter: Meter, limits: Limits, running: bool) -> None:
        """Renews header, meter and titles."""
        self.header.show(replace(head, masked=self.header.head.masked))
        self.meter.show(meter, limits, running)
        self.set_class(head.live is False, "-replay")
        if head.faults != self.dock.armed:
            self.dock.armed = head.faults
            self.show_tabs(self.tabs.keys)
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
            wrong = self.filter_error
            if trace.filter:
                still = "still " if wrong else ""
                title = f"2 Trace · {trace.shown} of {trace.total} · {still}{trace.filter.text}"
            elif wrong:
                title += " · no filter"
            below = "follows" if self.trace.following else "F follow · f filter"
            below = f"not applied · {wrong}" if wrong else below
        self.panes["trace"].set_title(title, below)
        shown = self.inspector.inspection
        values = "real values" if self.inspector.real else "masked, v shows values"
        self.panes["inspect"].set_title(
            f"3 Inspect · {shown.title}" if shown else "3 Inspect", values if shown else ""
        )
        self.dock.show_title(self.one_pane)

    def show_tabs(self, keys: list[Key]) -> None:
        """The tab row; without room for words the panes behind others keep their number."""
        names = {**TABS, **{name: self.dock.label(name) for name in DOCK}}
        if sum(len(label) + 2 for label in names.values()) + 1 > self.size.width:
            names = {
                name: label if name == self.shown else in_short(label)
                for name, label in names.items()
            }
        self.tabs.names = tuple(names.items())
        self.tabs.show(self.shown, keys)


def _position(chat: ChatView) -> str:
    if chat.following or chat.max_scroll_y == 0:
        return "follows"
    if chat.unseen:
        return f"↓ {plural(chat.unseen, 'new line')} · G"
    return "G follows"
