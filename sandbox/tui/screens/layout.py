"""The layout of the main screen: which panes are on it at what size, and how one moves."""

from __future__ import annotations

from typing import Final, cast

from textual import events
from textual.content import Content
from textual.widget import Widget

from sandbox.tui.dock.panes import DOCK
from sandbox.tui.dock.view import DockView
from sandbox.tui.hinted import active, hints_of
from sandbox.tui.keymap import Area, Key, hints
from sandbox.tui.screens.frame import FrameScreen
from sandbox.tui.widgets.bars import TabRow
from sandbox.tui.widgets.lines import LineView

PANES: Final = ("chat", "trace", "inspect")


class PaneScreen(FrameScreen):
    """Three panes and a dock: side by side, stacked, or one at a time behind tabs.

    The open dock lies under trace and inspector where there is room, else in their place until one
    of them is gone to.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-medium"), (160, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-squat"), (16, "-short"), (30, "-tall")]

    def __init__(self) -> None:
        super().__init__()
        self.share = 0
        self._beside = "trace"  # what the column beside the chat shows: a pane's name, or "dock"
        self._came_from: Widget | None = None

    def on_mount(self) -> None:
        self.prompt.placeholder = "Write to the agent"
        self.inspector.show(None)
        self.show_titles()
        self.lay_out()

    @property
    def docked(self) -> bool:
        """True when an open dock fits under trace and inspector."""
        return not self.one_pane and self.size.width >= 160 and self.size.height >= 30

    @property
    def visible_panes(self) -> tuple[str, ...]:
        """Names of the panes that Tab goes through; behind tabs these are all that are open."""
        dock = (self.dock.name_open,) if self.dock.name_open else ()
        if self.one_pane or self.docked or not dock:
            return (*PANES, *dock)
        return ("chat", *dock) if self._beside == "dock" else PANES

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
        self._lay_out_dock()
        chat = self.panes["chat"]
        if self.share and not self.one_pane:
            chat.styles.width = max(30, min(self.share, self.size.width - 34))
        else:
            chat.styles.width = None
        self._hints()

    def _lay_out_dock(self) -> None:
        here = self.shown in DOCK if self.one_pane else self._beside == "dock" or self.docked
        front = bool(self.dock.name_open) and here
        self.set_class(front and self.docked, "-dock-under")
        self.set_class(front and not self.docked, "-dock-front")
        self.dock.shows(front)
        self.show_titles()

    def action_show(self, name: str) -> None:
        """Brings a pane to the screen and into focus."""
        self.shown = name
        if name in PANES[1:]:
            self._beside = name
        self.lay_out()
        self.panes[name].view.focus()

    async def action_dock(self, name: str) -> None:
        """Opens a pane of the dock, or goes to it; from inside it, closes it."""
        pane = self.dock.pane
        if self.dock.name_open == name and pane is not None and pane.active:
            self.close_dock()
        else:
            await self.action_open_dock(name)

    async def action_open_dock(self, name: str) -> None:
        """Brings a pane of the dock to the screen and into focus."""
        if self.dock.pane is None or not self.dock.pane.active:
            self._came_from = self.focused
        await self.dock.open(name)
        self.panes = {**{one: self.panes[one] for one in PANES}, name: self.dock.panes[name]}
        self.shown, self._beside = name, "dock"
        self.lay_out()
        self.panes[name].view.focus()

    def close_dock(self) -> bool:
        """Closes the dock if the focus is in it, and goes back to where it was opened from."""
        pane, back = self.dock.pane, self._came_from
        if pane is None or not pane.active:
            return False
        self.dock.close()
        self.panes = {one: self.panes[one] for one in PANES}
        home = next((one for one in PANES if back in self.panes[one].walk_children()), "")
        self.shown, self._beside = home or "chat", home or "trace"
        self.lay_out()
        (self.panes[home].view if home else self.writing).focus()
        return True

    def dock_stepped_back(self) -> bool:
        """Closes what is open inside the dock's view, if the focus is there."""
        pane, view = self.dock.pane, self.dock.view
        return pane is not None and view is not None and pane.active and view.step_back()

    def action_trace_or_inspect(self) -> None:
        self.action_show("inspect" if self.trace.has_focus else "trace")

    def action_next_pane(self) -> None:
        self._step_pane(1)

    def action_previous_pane(self) -> None:
        self._step_pane(-1)

    def _step_pane(self, by: int) -> None:
        names = self.visible_panes
        if self.focused is self.writing or self.focused is None:
            self.go_to(names[0 if by > 0 else -1])
            return
        place = names.index(self.shown) + by if self.shown in names else 0
        if 0 <= place < len(names):
            self.go_to(names[place])
        else:
            self.writing.focus()

    def go_to(self, name: str) -> None:
        """To a pane that is open."""
        if name in PANES:
            self.action_show(name)
        else:
            self.shown, self._beside = name, "dock"
            self.lay_out()
            self.panes[name].view.focus()

    def action_zoom(self) -> None:
        self.zoomed = not self.zoomed
        self.lay_out()

    def action_split(self, by: int) -> None:
        width = self.panes["chat"].outer_size.width
        self.share = max(30, min(width + by, self.size.width - 34)) if by else 0
        self.lay_out()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        for name, pane in self.panes.items():
            if pane in event.widget.ancestors:
                self.shown = name
                self._beside = self._beside if name == "chat" else name if name in PANES else "dock"
        self.lay_out()

    @property
    def area(self) -> Area:
        """The key area of what is focused."""
        for name, pane in self.panes.items():
            if pane.active and not pane.bar.has_focus:
                return cast("Area", name)
        if self.writing is self.prompt or self.prompt.has_focus:
            return "prompt"
        return getattr(self.focused, "area", "human")

    def write_in(self, field: Widget) -> None:
        """From now on what is typed goes to `field`: the prompt, or what stands in its place."""
        there = self.focused is None or self.focused is self.writing
        self.writing = field
        self.set_class(field is not self.prompt, "-human")
        if there and self.is_attached:
            # A field that is not shown yet takes no focus.
            self.call_after_refresh(field.focus)
        self.lay_out()

    def on_screen_suspend(self) -> None:
        self._hints()

    def on_screen_resume(self) -> None:
        self._hints()

    def _hints(self) -> None:
        area = self.area
        typing = area in ("prompt", "human", "step", "stepedit")
        keys = hints(area, "main") if typing else hints(area, "lists", "main")
        self.show_hints(keys)

    def show_hints(self, keys: list[Key]) -> None:
        """Shows in the bottom line those of `keys` that do something where the focus is.

        A field has its own, and a view of the dock may know better. A dialog over it says its keys.
        """
        if own := hints_of(self.focused):
            keys = [*own, *hints("main")]
        elif self.area in DOCK and self.dock.view is not None:
            keys = self.dock.view.hints or keys
        keys = active(self, keys) if self.is_active else []
        self.keys.show(keys)
        self.show_tabs(keys)

    def on_dock_view_changed(self, event: DockView.Changed) -> None:
        self.show_titles()

    def on_dock_view_jumped(self, event: DockView.Jumped) -> None:
        self.trace.select(event.hop, "hand")
        self.action_show("inspect" if self.one_pane else "trace")

    def on_line_view_changed(self, event: LineView.Changed) -> None:
        self.show_titles()

    async def on_tab_row_chosen(self, event: TabRow.Chosen) -> None:
        if event.pane in PANES:
            self.action_show(event.pane)
        elif event.pane in DOCK:
            await self.action_open_dock(event.pane)
