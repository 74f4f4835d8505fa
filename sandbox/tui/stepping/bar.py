"""Where a stopped turn waits, and the keys that go on."""

from __future__ import annotations

from collections.abc import Callable

from textual.widgets import Static

from sandbox.tui.key import Area
from sandbox.tui.keymap import bindings


class StopBar(Static, can_focus=True):
    """Where the turn waits, and the keys; it takes them while it has the focus."""

    BINDINGS = bindings("step")
    area: Area = "step"

    def __init__(self, pressed: Callable[[str], None]) -> None:
        super().__init__("", id="stop-bar", markup=False)
        self._pressed = pressed

    def action_step(self, what: str) -> None:
        self._pressed(what)
