"""The Log pane: the last records of our own log, never written to the terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textual.app import ComposeResult
from textual.message import Message

from sandbox.tui.dock.log.list import LEVELS, WORDS, LogList
from sandbox.tui.dock.log.ring import RING
from sandbox.tui.dock.log.saving import save_log
from sandbox.tui.dock.rowlist import Acting
from sandbox.tui.dock.view import DockView

if TYPE_CHECKING:
    from sandbox.tui.driver import Driver

_EVERY: Final = 0.05
"""Seconds between two redraws while records come."""


class LogView(DockView):
    """Reads the ring; what it shows and saves holds no key and no machine path."""

    class News(Message):
        """A record came, on whatever thread."""

    def __init__(self) -> None:
        super().__init__()
        self.list = LogList()
        self.driver: Driver | None = None
        self._due = False
        self._seen = -1

    def compose(self) -> ComposeResult:
        yield self.list

    def on_mount(self) -> None:
        RING.listeners.append(self._heard)

    def on_unmount(self) -> None:
        if self._heard in RING.listeners:
            RING.listeners.remove(self._heard)

    # What the host asks and tells --------------------------------------------------------------

    @property
    def home(self) -> LogList:
        return self.list

    @property
    def title(self) -> str:
        kept = f"{len(RING.lines):,}"
        shown = f"{sum(not further for *_, further in self.list.shown):,}"
        of = f"{shown} of {kept}" if shown != kept else kept
        return f"{of} · {WORDS[self.list.level]}"

    @property
    def below(self) -> str:
        return "follows" if self.list.following else "G follows"

    def opened(self, driver: Driver) -> None:
        self.driver = driver

    def changed(self) -> None:
        self._renew()

    def hide_values(self, hide: bool, restore: Callable[[Any], Any]) -> None:
        driver = self.driver
        if hide and driver is not None:
            self.list.mask = lambda text: driver.masked([text])[0]
        else:
            self.list.mask = lambda text: text
        self.list.redraw()

    # News --------------------------------------------------------------------------------------

    def _heard(self) -> None:
        if not self._due:
            self._due = True
            self.post_message(self.News())

    def on_log_view_news(self, event: News) -> None:
        event.stop()
        self.set_timer(_EVERY, self._renew_soon)

    def _renew_soon(self) -> None:
        self._due = False
        if self.region.area:
            self._renew()

    def _renew(self) -> None:
        if self._seen != RING.count:
            self._seen = RING.count
            self.list.show(RING.records())
        self.post_message(self.Changed())

    # Keys --------------------------------------------------------------------------------------

    def on_acting_acted(self, event: Acting.Acted) -> None:
        event.stop()
        match event.what:
            case "level":
                place = LEVELS.index(self.list.level) + 1
                self.set_level(LEVELS[place % len(LEVELS)])
            case "open":
                self.list.toggle()
            case "follow":
                self.list.following = not self.list.following
                self.list.show(RING.records())
            case "save":
                self.run_worker(self._save(), group="save-log", exit_on_error=False)
            case _:
                pass
        self.post_message(self.Changed())

    def set_level(self, level: int) -> None:
        """Shows records from `level` on."""
        self.list.level = level
        self.list.show(RING.records())
        self.post_message(self.Changed())

    async def _save(self) -> None:
        name = self.driver.name if self.driver is not None else "sandbox"
        mask = self.driver.masked if self.driver is not None else None
        try:
            path = await asyncio.to_thread(save_log, RING.records(), name, mask, Path())
        except OSError as error:
            self.app.notify(f"The log can't be saved: {error.strerror}", severity="error")
            return
        words = f"Saved {len(RING.lines):,} records as {path.name}, masked"
        self.app.notify(words, markup=False)
