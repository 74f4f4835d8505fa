"""The field in which a person changes what can be changed at a stop."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.tui.key import Area
from sandbox.tui.keymap import bindings
from sandbox.tui.widgets.ownkeys import OwnKeys


class StopEditor(OwnKeys):
    """JSON, plain: highlighting it takes a parser that crashes."""

    BINDINGS = bindings("stepedit")
    area: Area = "stepedit"

    def __init__(self, take: Callable[[], None], leave: Callable[[], None]) -> None:
        super().__init__(id="stop-editor", show_line_numbers=False, tab_behavior="focus")
        self.cursor_blink = False
        self._take, self._leave = take, leave

    def action_take(self) -> None:
        self._take()

    def action_leave(self) -> None:
        self._leave()
