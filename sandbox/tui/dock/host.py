"""The dock's host: makes panes when they are first opened and tells the one that shows the news."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.containers import Vertical
from textual.content import Content
from textual.style import Style

from sandbox.tui.dock.log.ring import begin, end
from sandbox.tui.dock.panes import DOCK
from sandbox.tui.dock.view import DockView
from sandbox.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from sandbox.tui.driver import Driver


class Dock(Vertical):
    """At most one pane is open (`name`, "" for none); `front` tells whether it is on the screen."""

    def __init__(self) -> None:
        super().__init__(id="dock")
        self.name_open = ""
        self.front = False
        self.panes: dict[str, Pane] = {}
        self.armed = 0
        self._driver: Driver | None = None
        self._values: tuple[bool, Callable[[Any], Any]] | None = None
        self._told: tuple[str, int] = ("", -1)

    def on_mount(self) -> None:
        begin(self.screen)

    def on_unmount(self) -> None:
        end(self.screen)

    @property
    def pane(self) -> Pane | None:
        """The open pane."""
        return self.panes.get(self.name_open)

    @property
    def view(self) -> DockView | None:
        """The open view."""
        view = self.pane.view if self.pane is not None else None
        return view if isinstance(view, DockView) else None

    async def open(self, name: str) -> None:
        """Opens pane `name`, made now if it never was."""
        self.name_open = name
        if name not in self.panes:
            view = DOCK[name].make()
            self.panes[name] = Pane(name, view)
            if self._driver is not None:
                view.opened(self._driver)
            if self._values is not None:
                view.hide_values(*self._values)
            await self.mount(self.panes[name])
        for other, pane in self.panes.items():
            pane.display = other == name

    def close(self) -> None:
        """Closes the open pane; it keeps what it shows."""
        self.name_open = ""
        self._told = ("", -1)

    def shows(self, front: bool) -> None:
        """The layout says whether the open pane is on the screen."""
        self.front = front
        if front:
            self.news()
        else:
            self._told = ("", -1)

    # What is told to views ---------------------------------------------------------------------

    def opened(self, driver: Driver) -> None:
        """A session is shown, or another one in its place."""
        self._driver = driver
        self._told = ("", -1)
        for pane in self.panes.values():
            if isinstance(pane.view, DockView):
                pane.view.opened(driver)
        self.news()

    def news(self) -> None:
        """Tells the view on the screen, if events came since it was told last."""
        driver, view = self._driver, self.view
        if driver is None or view is None or not self.front:
            return
        now = (self.name_open, driver.session.count)
        if now != self._told:
            self._told = now
            view.changed()

    def hide_values(self, hide: bool, restore: Callable[[Any], Any]) -> None:
        """Placeholders in place of real values, or `restore` again."""
        self._values = (hide, restore)
        for pane in self.panes.values():
            if isinstance(pane.view, DockView):
                pane.view.hide_values(hide, restore)

    # Titles ------------------------------------------------------------------------------------

    def label(self, name: str) -> str:
        """`6 Faults*2`: number, name, and how many are armed."""
        badge = f"*{self.armed}" if name == "faults" and self.armed else ""
        return f"{DOCK[name].number} {DOCK[name].label}{badge}"

    def show_title(self, alone: bool) -> None:
        """Writes the open pane's border. `alone`: the tab row above names the others already."""
        pane, view = self.pane, self.view
        if pane is None or view is None:
            return
        words = " · ".join(part for part in (self.label(self.name_open), view.title) if part)
        if alone:
            pane.set_title(words, view.below)
            return
        others = {name: self.label(name) for name in DOCK if name != self.name_open}
        if sum(map(len, others.values())) + len(words) + 3 * len(others) > self.size.width - 6:
            others = {name: in_short(label) for name, label in others.items()}
        tabs = {name: f"[{words}]" if name == self.name_open else others[name] for name in DOCK}
        pane.set_title(Content("  ").join(_tab(*one) for one in tabs.items()), view.below)


def _tab(name: str, words: str) -> Content:
    """A tab in the border, which a click opens."""
    return Content.styled(words, Style.from_meta({"@click": f"screen.open_dock('{name}')"}))


def in_short(label: str) -> str:
    """`6*2` for `6 Faults*2`."""
    badge = label.partition("*")[2]
    return label[0] + (f"*{badge}" if badge else "")
