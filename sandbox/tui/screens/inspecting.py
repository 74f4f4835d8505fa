"""The inspector on a screen of its own: one hop of an arm, or two arms against each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult

from sandbox.tui.config.moved import now
from sandbox.tui.elsewhere import not_here
from sandbox.tui.feed.safe import one_line
from sandbox.tui.feed.view import Inspection
from sandbox.tui.hinted import active, hints_of
from sandbox.tui.keymap import KEYS, bindings, hints
from sandbox.tui.screens.dialog import Dialog
from sandbox.tui.widgets.bars import KeyLine
from sandbox.tui.widgets.inspector import InspectorView, TabBar
from sandbox.tui.widgets.lines import LineView
from sandbox.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp


class InspectScreen(Dialog[None]):
    """`show` gives inspection number `at` of `count`; `{` and `}` go through them.

    `copy` takes a text and what it is of.
    """

    AUTO_FOCUS = "#inspect"
    BINDINGS = [("escape", "leave", "leave"), *bindings("main", only="help")]
    DEFAULT_CSS = "InspectScreen { background: $background; }"

    def __init__(
        self,
        title: str,
        show: Callable[[int], Inspection | None],
        copy: Callable[[str, str], None],
        at: int = 0,
        count: int = 1,
    ) -> None:
        super().__init__()
        self.inspect_title = title
        self.show = show
        self.copy = copy
        self.at = at
        self.count = count
        self.view = InspectorView()
        self.tab_bar = TabBar()
        self.pane = Pane("inspect", self.view, self.tab_bar)

    def compose(self) -> ComposeResult:
        yield self.pane
        yield KeyLine()

    def on_mount(self) -> None:
        self._fill()

    def on_descendant_focus(self) -> None:
        self._hints()

    def _hints(self) -> None:
        keys = [key for key in hints("inspect", "lists") if not key.action.startswith("app.slash")]
        skip = {"values"} if self.count > 1 else {"values", "hop_next", "hop_previous"}
        skip |= set() if self.view.compares else {"diff"}
        skip |= set() if len(self.view.tab_names) > 1 else {"tab_left", "tab_right"}
        keys = [*hints_of(self.focused), *(key for key in keys if key.id not in skip)]
        self.query_one(KeyLine).show(active(self, keys))

    def _fill(self) -> None:
        found = self.show(self.at)
        self.view.show(found)
        if found is not None and self.view.tab not in self.view.tab_names:
            troubled = next((tab.name for tab in found.tabs if tab.badge), "")
            if troubled:
                self.view.choose(troubled)
        self._titles()

    def _titles(self) -> None:
        found = self.view.inspection
        title = f" · {one_line(found.title, 160)}" if found is not None else ""
        where = f"{self.at + 1} of {self.count} · " if self.count > 1 else ""
        self.pane.set_title(
            one_line(self.inspect_title, 160) + title, f"{where}masked as in the log · Esc back"
        )
        self.tab_bar.show(found.tabs if found is not None else (), self.view.tab_index)
        self._hints()

    def on_inspector_view_hop_wanted(self, event: InspectorView.HopWanted) -> None:
        self.at = max(0, min(self.at + event.by, self.count - 1))
        self._fill()

    def on_inspector_view_tab_moved(self) -> None:
        self._titles()

    def on_tab_bar_chosen(self, event: TabBar.Chosen) -> None:
        self.view.choose(event.name)
        self._titles()

    def on_line_view_copied(self, event: LineView.Copied) -> None:
        self.copy(event.text, event.what)

    def on_line_view_bar_wanted(self, event: LineView.BarWanted) -> None:
        self.pane.ask("find", self.view.needle, "find; Enter, then n and N")

    def on_pane_typed(self, event: Pane.Typed) -> None:
        event.pane.tell_found(self.view.find_text(event.text), event.final)

    def on_pane_gave_up(self, event: Pane.GaveUp) -> None:
        self.view.find_text("")

    def action_leave(self) -> None:
        """Esc: closes the search line, takes the search away, then leaves."""
        if self.pane.bar.has_focus:
            self.pane.give_up()
        elif self.view.needle:
            self.view.find_text("")
        else:
            self.finish(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys of the lists that are about the main screen's panes do nothing here."""
        return hasattr(self, f"action_{action}")

    def on_key(self, event: events.Key) -> None:
        """A key of the lists that is for those panes says so."""
        mine = {name for key in KEYS if key.area == "lists" for name in now(key).keys.split(",")}
        if self.view.has_focus and event.key in mine - self.active_bindings.keys():
            not_here(cast("HopscopeApp", self.app))

    def action_copy_json(self) -> None:
        """What is shown, as the log has it."""
        from sandbox.tui.feed.inspect.text import as_json
        from sandbox.tui.inspecting.hops import raw_of

        found = self.view.inspection
        data = raw_of(found) if found is not None else None
        if found is not None and data is not None:
            self.copy(as_json(data), f"{found.title} as JSON")

    def action_help(self) -> None:
        from sandbox.tui.screens.help import help_screen

        self.app.push_screen(help_screen("inspect"), self._picked_help)

    def _picked_help(self, picked: str | None) -> None:
        key = next((key for key in KEYS if picked == f"key:{key.id}"), None)
        if key is not None and key.area in ("inspect", "lists"):
            cast("HopscopeApp", self.app).after_refresh(self.app.run_action, key.action, self.view)
