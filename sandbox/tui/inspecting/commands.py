"""`/trouble`: the key `!` as a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp


def trouble(app: HopscopeApp, argument: str) -> None:
    """The next suspicious hop; the focus goes to the trace, where `!` goes on."""
    app.main.action_trouble(1)
    if not app.main.one_pane:
        app.main.action_show("trace")
