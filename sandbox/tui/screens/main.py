"""The main screen: chat, trace and inspector, with one cursor between them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from sandbox.tui.commands import completions
from sandbox.tui.feed.view import Inspection, Meter, Row
from sandbox.tui.format import plural
from sandbox.tui.keymap import Area, bindings, hints
from sandbox.tui.widgets.bars import Head, Header, KeyLine, Limits, MeterLine, Strip, TabRow
from sandbox.tui.widgets.chat import ChatView
from sandbox.tui.widgets.completion import Completion
from sandbox.tui.widgets.inspector import InspectorView, TabBar
from sandbox.tui.widgets.lines import LineView
from sandbox.tui.widgets.pane import Pane, PaneBar
from sandbox.tui.widgets.prompt import Prompt
from sandbox.tui.widgets.trace import TraceView

if TYPE_CHECKING:
    from sandbox.tui.pump import Pump

PaneName = Literal["chat", "trace", "inspect"]
PANES: Final[tuple[PaneName, ...]] = ("chat", "trace", "inspect")

INSPECT_AFTER: Final = 0.04
"""Seconds the trace's cursor rests before the inspector follows, so that holding j stays quick."""

ROOM: Final = "Hopscope needs 60×16 to show its panes; the prompt works."


class MainScreen(Screen[None]):
    """Lays out the panes by size, and carries messages from one to the other."""

    BINDINGS = bindings("main")
    AUTO_FOCUS = "#prompt"
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-medium"), (160, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-squat"), (16, "-short"), (30, "-tall")]

    class SendWanted(Message):
        """A text to send, or a slash command to run."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class CopyWanted(Message):
        """A text to put on the clipboard."""

        def __init__(self, text: str, what: str) -> None:
            super().__init__()
            self.text = text
            self.what = what

    class CancelWanted(Message):
        """Esc in the prompt while a turn may run."""

    def __init__(self) -> None:
        super().__init__()
        self.pump: Pump | None = None
        self.header = Header()
        self.tabs = TabRow()
        self.chat = ChatView()
        self.trace = TraceView()
        self.inspector = InspectorView()
        self.tab_bar = TabBar()
        self.strip = Strip()
        self.completion = Completion()
        self.prompt = Prompt()
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
        self._inspect_soon: Timer | None = None
        self._filter_error = ""

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
            yield Static(">", id="ask-mark", markup=False)
            yield self.prompt
        yield self.meter
        yield self.keys

    def on_mount(self) -> None:
        self.prompt.placeholder = "Write to the agent"
        self.inspector.show(None)
        self._titles()
        self._arrange()

    # Layout ------------------------------------------------------------------------------------

    @property
    def one_pane(self) -> bool:
        """True when only one pane fits or one is zoomed."""
        return self.zoomed or self.size.width < 100 or self.size.height < 16

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self._arrange)

    def _arrange(self) -> None:
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
        self._arrange()
        self.panes[name].view.focus()

    def action_trace_or_inspect(self) -> None:
        self.action_show("inspect" if self.trace.has_focus else "trace")

    def action_next_pane(self) -> None:
        self._step_pane(1)

    def action_previous_pane(self) -> None:
        self._step_pane(-1)

    def _step_pane(self, by: int) -> None:
        if self.completion.display:
            self._complete()
            return
        if isinstance(self.focused, Prompt) or self.focused is None:
            self.action_show(PANES[0 if by > 0 else -1])
            return
        place = PANES.index(self.shown) + by
        if 0 <= place < len(PANES):
            self.action_show(PANES[place])
        else:
            self.prompt.focus()

    def action_zoom(self) -> None:
        self.zoomed = not self.zoomed
        self._arrange()

    def action_split(self, by: int) -> None:
        width = self.panes["chat"].outer_size.width
        self.share = max(30, min(width + by, self.size.width - 34)) if by else 0
        self._arrange()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        for name in PANES:
            if event.widget in (self.panes[name].view, self.panes[name].bar):
                self.shown = name
        self._arrange()

    @property
    def area(self) -> Area:
        """The key area of what is focused."""
        for name in PANES:
            if self.panes[name].view.has_focus:
                return name
        return "prompt"

    def _hints(self) -> None:
        area = self.area
        keys = hints(area, "lists", "main") if area != "prompt" else hints("prompt", "main")
        self.keys.show(keys)
        self.tabs.show(self.shown, keys)

    # Figures and titles ------------------------------------------------------------------------

    def show_figures(self, head: Head, meter: Meter, limits: Limits, running: bool) -> None:
        """Renews header, meter and titles."""
        self.header.show(replace(head, masked=self.header.head.masked))
        self.meter.show(meter, limits, running)
        self.set_class(head.live is False, "-replay")
        self._titles()

    def show_masked(self, masked: bool) -> None:
        self.header.show(replace(self.header.head, masked=masked))

    def _titles(self) -> None:
        self.panes["chat"].set_title("1 Chat", _position(self.chat))
        trace = self.trace.trace
        title, below = "2 Trace", ""
        if trace is not None:
            title = f"2 Trace · {plural(trace.total, 'hop')}"
            if trace.filter:
                title = f"2 Trace · {trace.shown} of {trace.total} · {trace.filter.text}"
            below = "follows" if self.trace.following else "F follow · f filter"
        self.panes["trace"].set_title(title, self._filter_error or below)
        shown = self.inspector.inspection
        values = "real values" if self.inspector.real else "masked, v shows values"
        self.panes["inspect"].set_title(
            f"3 Inspect · {shown.title}" if shown else "3 Inspect", values if shown else ""
        )

    def on_line_view_changed(self, event: LineView.Changed) -> None:
        self._titles()

    # One cursor --------------------------------------------------------------------------------

    def on_trace_view_highlighted(self, event: TraceView.Highlighted) -> None:
        self._inspect(event.row)
        if event.by_hand:
            hop = event.row.hops[0] if event.row.hops else event.row.key
            self.chat.mark_hop(hop, event.row.turn, show=not self.chat.has_focus)
        elif not self.chat.has_focus:
            self.chat.unmark()

    def _inspect(self, row: Row) -> None:
        if self._inspect_soon is not None:
            self._inspect_soon.stop()
        key = row.key
        self._inspect_soon = self.set_timer(INSPECT_AFTER, lambda: self._inspect_now(key))

    def _inspect_now(self, key: str) -> None:
        if self.pump is not None:
            self.pump.inspect(key)

    def show_inspection(self, inspection: Inspection | None) -> None:
        """Shows what the pump looked up."""
        self.inspector.show(inspection)
        self._tab_bar()

    def _tab_bar(self) -> None:
        shown = self.inspector.inspection
        self.tab_bar.show(shown.tabs if shown else (), self.inspector.tab_index)
        self._titles()

    def on_trace_view_opened(self, event: TraceView.Opened) -> None:
        self._inspect_now(event.row.key)
        self.action_show("inspect")

    def on_chat_view_highlighted(self, event: ChatView.Highlighted) -> None:
        hop = event.hop or f"turn:{event.turn}"
        self.trace.select(hop)
        row = self.trace.row
        if row is not None:  # a fold's row may stand for the hop; the hop itself is inspected
            self._inspect(replace(row, key=hop, kind="hop", hops=()))

    def on_chat_view_opened(self, event: ChatView.Opened) -> None:
        self.trace.select(event.hop)
        self._inspect_now(event.hop)
        self.action_show("inspect")

    def action_block(self, by: int) -> None:
        self.chat.action_move(by)

    def on_inspector_view_hop_wanted(self, event: InspectorView.HopWanted) -> None:
        self.trace.action_move(event.by)

    def on_inspector_view_values_toggled(self) -> None:
        self._tab_bar()

    def on_tab_bar_chosen(self, event: TabBar.Chosen) -> None:
        self.inspector.choose(event.name)
        self._tab_bar()

    def on_tab_row_chosen(self, event: TabRow.Chosen) -> None:
        if event.pane in PANES:
            self.action_show(event.pane)

    def on_line_view_copied(self, event: LineView.Copied) -> None:
        self.post_message(self.CopyWanted(event.text, event.what))

    # Filter and find ---------------------------------------------------------------------------

    def on_line_view_bar_wanted(self, event: LineView.BarWanted) -> None:
        view = self.focused
        pane = next((pane for pane in self.panes.values() if pane.view is view), None)
        if pane is None:
            return
        if event.purpose == "filter":
            active = self.trace.trace.filter if self.trace.trace else None
            hint = "words, is:repaired, turn:3..5, ms:>100, hop:infer, !not, ~regex"
            pane.ask("filter", active.text if active else "", hint)
        else:
            pane.ask("find", pane.view.needle, "find; Enter, then n and N")

    def on_pane_typed(self, event: Pane.Typed) -> None:
        if event.purpose == "find":
            found = event.pane.view.find_text(event.text)
            event.pane.bar.set_class(not found, "-bad")
        else:
            self._try_filter(event.text, event.pane.bar)
        if event.final and not event.pane.bar.has_class("-bad"):
            event.pane.close_bar()

    def _try_filter(self, text: str, bar: PaneBar) -> None:
        """A text that is no filter keeps the old one, colours the line and says where."""
        from sandbox.tui.feed.filter import FilterError

        try:
            self.filter_trace(text)
        except FilterError as error:
            bar.add_class("-bad")
            self._filter_error = f"{error} (at {error.at + 1})"
        else:
            bar.remove_class("-bad")
        self._titles()

    def filter_trace(self, text: str) -> None:
        """Filters the trace by `text`. Raises `FilterError`."""
        from sandbox.tui.feed.filter import parse_filter

        if self.trace.trace is not None:
            self.trace.trace.set_filter(parse_filter(text))
            self._filter_error = ""
            self.trace.rows_changed()

    def on_pane_gave_up(self, event: Pane.GaveUp) -> None:
        if event.purpose == "find":
            event.pane.view.find_text("")
        else:
            self.filter_trace("")
        self._titles()

    # Prompt ------------------------------------------------------------------------------------

    def on_prompt_submitted(self, event: Prompt.Submitted) -> None:
        self.post_message(self.SendWanted(event.text))

    def on_prompt_word_changed(self, event: Prompt.WordChanged) -> None:
        found = completions(event.text) if event.text else []
        self.completion.offer([(f"/{c.name}", c.argument, c.help) for c in found])
        self.prompt.completing = self.completion.display

    def on_prompt_completion(self, event: Prompt.Completion) -> None:
        if event.what == "enter":
            word = self.completion.word
            self._close_completion()
            if word and word != self.prompt.text.strip():
                self.prompt.put(word)
                self._close_completion()
            self.prompt.submit()
        else:
            self.completion.step(1 if event.what == "down" else -1)

    def on_completion_taken(self, event: Completion.Taken) -> None:
        self._complete(event.word)

    def _complete(self, word: str = "") -> None:
        word = word or self.completion.word
        if word:
            self.prompt.put(f"{word} ")
        self._close_completion()
        self.prompt.focus()

    def _close_completion(self) -> None:
        self.completion.offer([])
        self.prompt.completing = False

    # Esc ---------------------------------------------------------------------------------------

    def action_escape(self) -> None:
        """One step of the ladder: popup, selection or filter, zoom, prompt, the running turn."""
        focused: Widget | None = self.focused
        if self.completion.display:
            self._close_completion()
        elif isinstance(focused, PaneBar) and isinstance(focused.parent, Pane):
            focused.parent.give_up()
        elif self.selections:
            self.clear_selection()
        elif isinstance(focused, LineView) and self._clear_search(focused):
            self._titles()
        elif self.zoomed:
            self.action_zoom()
        elif focused is not self.prompt:
            self.prompt.focus()
            if self.one_pane:
                self.shown = "chat"
                self._arrange()
        else:
            self.post_message(self.CancelWanted())

    def _clear_search(self, view: LineView) -> bool:
        if view.needle:
            view.find_text("")
            return True
        trace = self.trace.trace
        if view is self.trace and trace is not None and trace.filter is not None:
            self.filter_trace("")
            return True
        return False

    def action_help(self) -> None:
        from sandbox.tui.screens.help import help_screen

        self.app.push_screen(help_screen(self.area), self._picked_help)

    def _picked_help(self, picked: str | None) -> None:
        kind, _, name = (picked or "").partition(":")
        if kind == "command":
            self.prompt.put(f"/{name} ")
            self._close_completion()
            self.prompt.focus()
        elif kind == "key":
            self.call_after_refresh(self._run_key, name)

    async def _run_key(self, identifier: str) -> None:
        """Runs a key's action where it belongs, as if it had been pressed there."""
        from sandbox.tui.keymap import KEYS

        key = next(key for key in KEYS if key.id == identifier)
        homes: dict[str, Widget] = {"prompt": self.prompt, "lists": self.panes[self.shown].view}
        homes |= {name: self.panes[name].view for name in PANES}
        home = homes.get(key.area)
        if key.area == "confirm":
            return
        if home is not None:
            home.focus()
        await self.app.run_action(key.action, home or (self.app if key.area == "app" else self))


def _position(chat: ChatView) -> str:
    if chat.following or chat.max_scroll_y == 0:
        return "follows"
    if chat.unseen:
        return f"↓ {plural(chat.unseen, 'new line')} · G"
    return "G follows"
