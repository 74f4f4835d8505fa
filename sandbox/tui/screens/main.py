"""The main screen: one cursor over chat, trace and inspector; filter, prompt and the Esc ladder."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

from sandbox.tui.blocks.acting import ActingScreen
from sandbox.tui.feed.view import Inspection, Row
from sandbox.tui.inspecting.hop_keys import HopKeys
from sandbox.tui.keymap import KEYS, bindings
from sandbox.tui.widgets.chat import ChatView
from sandbox.tui.widgets.inspector import InspectorView, TabBar
from sandbox.tui.widgets.lines import LineView
from sandbox.tui.widgets.pane import Pane, PaneBar
from sandbox.tui.widgets.prompt import Prompt
from sandbox.tui.widgets.trace import TraceView

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.pump import Pump
    from sandbox.tui.replaying.found import Found

INSPECT_AFTER: Final = 0.04
"""Seconds the trace's cursor rests before the inspector follows, so that holding j stays quick."""


class MainScreen(HopKeys, ActingScreen):
    """Carries messages from one pane to the other, and what concerns the session to the app."""

    BINDINGS = bindings("main")

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
        self._resumed = asyncio.Event()
        self._inspect_soon: Timer | None = None
        self._found = ""

    def on_screen_resume(self) -> None:
        self._resumed.set()

    async def on_top(self) -> None:
        """Waits until no dialog covers this screen."""
        while self.app.screen is not self:
            self._resumed.clear()
            await self._resumed.wait()

    # One cursor --------------------------------------------------------------------------------

    def on_trace_view_highlighted(self, event: TraceView.Highlighted) -> None:
        self._inspect(event.row)
        if event.why == "hand":
            hop = event.row.hops[0] if event.row.hops else event.row.key
            self.chat.mark_hop(hop, event.row.turn, show=not self.chat.has_focus)
        elif event.why == "follow" and not self.chat.has_focus:
            self.chat.unmark()

    def _inspect(self, row: Row) -> None:
        if self._inspect_soon is not None:
            self._inspect_soon.stop()
        key = row.key
        self._inspect_soon = self.set_timer(INSPECT_AFTER, lambda: self._inspect_now(key))

    def _inspect_now(self, key: str) -> None:
        if self.pump is not None:
            self.pump.inspect(key)

    def inspect_hop(self, hop: str, tab: str) -> None:
        """Puts the cursor on `hop`, wherever it is folded away, and shows its tab of that name."""
        self.inspector.tab = tab
        self.trace.select(hop, why="hand")
        self._inspect_now(hop)
        self.inspector.scroll_to(y=0, animate=False)
        if self.one_pane or "inspect" not in self.visible_panes:
            self.action_show("inspect")

    def show_inspection(self, inspection: Inspection | None) -> None:
        """Shows what the pump looked up."""
        self.inspector.show(inspection)
        self._tab_bar()

    def show_found(self, found: Found) -> bool:
        """Marks what differs from another run, its first row under the cursor; False for none."""
        if self.pump is None or not found.first:
            return False
        self.pump.show_found(found.signs, found.tabs)
        self.inspector.tab = found.tabs[found.first][0].name
        self.trace.select(found.first)
        self._inspect_now(found.first)
        self._found = self.trace.key
        return True

    def leave_found(self) -> None:
        """Follows again where nobody but `show_found` has moved the trace's cursor."""
        if self._found and self.trace.key == self._found:
            self.trace.follow_again()
        self._found = ""

    def hide_values(self, hide: bool, restore: Callable[[Any], Any]) -> None:
        """Placeholders in place of real values in all panes, or `restore` again."""
        shown = (lambda value: value) if hide else restore
        self.inspector.restore = shown
        self.chat.mask(shown, hide=hide)
        self.prompt.private = hide
        self.dock.hide_values(hide, restore)
        cast("HopscopeApp", self.app).turns.stepping.hide_values(hide)
        self.inspector.relayout()
        self.inspector.lines_changed()
        self.header.show(replace(self.header.head, masked=hide))

    def forget(self) -> None:
        """Takes away what is shown of a session: another one comes."""
        if self._inspect_soon is not None:
            self._inspect_soon.stop()
        self.chat.forget()
        self.show_inspection(None)

    def _tab_bar(self) -> None:
        shown = self.inspector.inspection
        self.tab_bar.show(shown.tabs if shown else (), self.inspector.tab_index)
        self.show_titles()

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

    def on_inspector_view_tab_moved(self) -> None:
        self._tab_bar()

    def on_tab_bar_chosen(self, event: TabBar.Chosen) -> None:
        self.inspector.choose(event.name)
        self._tab_bar()

    def on_line_view_copied(self, event: LineView.Copied) -> None:
        self.post_message(self.CopyWanted(event.text, event.what))

    # Prompt ------------------------------------------------------------------------------------

    def on_prompt_submitted(self, event: Prompt.Submitted) -> None:
        self.post_message(self.SendWanted(event.text))

    # Esc ---------------------------------------------------------------------------------------

    def action_escape(self) -> None:
        """One step of the ladder: popup, selection or filter, zoom, prompt, the running turn."""
        if self.close_one():
            return
        if self.focused is not self.writing:
            self.trace.follow_again()
            self.writing.focus()
            if self.one_pane:
                self.shown = "chat"
                self.lay_out()
        else:
            self.post_message(self.CancelWanted())

    def close_one(self) -> bool:
        """Closes the popup, the bar, the selection, the filter or the zoom; False without any."""
        focused: Widget | None = self.focused
        if self.completion.display:
            self.close_completion()
        elif isinstance(focused, PaneBar) and isinstance(focused.parent, Pane):
            focused.parent.give_up()
        elif self.selections:
            self.clear_selection()
        elif self.dock_stepped_back() or (
            isinstance(focused, LineView) and self.clear_search(focused)
        ):
            self.show_titles()
        elif self.zoomed:
            self.action_zoom()
        else:
            return self.close_dock()
        return True

    def on_human_panel_escaped(self) -> None:
        self.action_escape()

    def on_human_panel_whole(self) -> None:
        """The whole request in the inspector, beside which the panel stays."""
        turns = self.pump.driver.session.turns if self.pump is not None else []
        for hop in reversed(turns[-1].hops if turns else []):
            if hop.name == "infer":
                self.trace.select(hop.id)
                self._inspect_now(hop.id)
                self.inspector.choose("Request")
                self._tab_bar()
                self.action_show("inspect")
                return

    def action_help(self) -> None:
        from sandbox.tui.screens.help import help_screen

        self.app.push_screen(help_screen(self.area), self._picked_help)

    def _picked_help(self, picked: str | None) -> None:
        kind, _, name = (picked or "").partition(":")
        if kind == "command":
            self.prompt.put(f"/{name} ")
            self.close_completion()
            self.prompt.focus()
        elif kind == "key":
            cast("HopscopeApp", self.app).after_refresh(self._run_key, name)

    async def _run_key(self, identifier: str) -> None:
        """Runs a key's action where it belongs, as if it had been pressed there."""
        key = next(key for key in KEYS if key.id == identifier)
        homes: dict[str, Widget] = {"prompt": self.prompt, "lists": self.panes[self.shown].home}
        homes |= {name: pane.home for name, pane in self.panes.items()} | {"step": self.writing}
        home = homes.get(key.area)
        if key.area in ("confirm", "mark", "sessions", "human", "compare"):
            return
        if home is not None:
            home.focus()
        await self.app.run_action(key.action, home or (self.app if key.area == "app" else self))
