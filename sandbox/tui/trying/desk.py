"""How the app comes to `/try` and `/map`: the work is done in a thread, then a screen opens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from sandbox.tui.feed.safe import one_line
from sandbox.tui.screens.inspecting import InspectScreen

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.feed.view import Inspection
    from sandbox.tui.trying.door import Tryable


class LookScreen(InspectScreen):
    """An inspection of something that is no hop of this session. `remark` stands at its top."""

    def __init__(
        self, title: str, found: Inspection, copy: Callable[[str, str], None], remark: str
    ) -> None:
        super().__init__(title, lambda number: found, copy)
        self.remark = remark

    def _titles(self) -> None:
        super()._titles()
        found = self.view.inspection
        title = f"{self.inspect_title} · {found.title}" if found else self.inspect_title
        self.pane.set_title(one_line(title, 320), f"{self.remark} · Esc back")


def open_try(app: HopscopeApp, text: str) -> None:
    """Plays `text` on a copy and shows where it leads. Raises `SandboxError`."""
    from sandbox.domain.faults import SandboxError

    driver = _driver(app)
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]  # as one types it in a shell
    if not text:
        raise SandboxError("/try takes the customer's words", "/try where is my order?", code=2)

    def look() -> Inspection:
        from sandbox.tui.trying.view import inspect_tried

        return inspect_tried(driver.tried(text))

    _show(app, look, "Try", "no model, no turn")


def open_map(app: HopscopeApp, argument: str = "") -> None:
    """The intent map of the session's pack. Raises `SandboxError`."""
    driver = _driver(app)

    def look() -> Inspection:
        from sandbox.pack.map import map_of
        from sandbox.tui.mapping.view import inspect_map

        return inspect_map(map_of(driver.pack_now()))

    _show(app, look, "Map", "/ finds")


def _driver(app: HopscopeApp) -> Tryable:
    from sandbox.domain.faults import SandboxError
    from sandbox.tui.trying.door import Tryable

    driver = app.driver
    if not isinstance(driver, Tryable):
        raise SandboxError("this session has no pack to look at", "open a live one", code=2)
    return driver


def _show(app: HopscopeApp, look: Callable[[], Inspection], title: str, remark: str) -> None:
    async def work() -> None:
        from sandbox.domain.faults import SandboxError

        try:
            found = await asyncio.to_thread(look)
        except SandboxError as error:
            app.say(error.message, "bad", error.hint)
            return
        if app.screen is app.main:  # they may have gone elsewhere meanwhile
            app.push_screen(LookScreen(title, found, app.copy, remark))

    app.run_worker(work(), group="look", exclusive=True, exit_on_error=False)
