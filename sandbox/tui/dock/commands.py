"""`/state`, `/faults` and `/log`: the panes of the dock by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sandbox.tui.command import CommandError
from sandbox.tui.feed.safe import one_line

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.dock.view import DockView


def state(app: HopscopeApp, argument: str) -> None:
    """`/state [TURN]`: the State pane, as it is now or after a turn."""
    from sandbox.tui.dock.state.view import StateView

    turns = len(app.driver.session.turns)
    if argument and not (argument.isdecimal() and 0 < int(argument) <= turns):
        hint = f"/state 1 to /state {turns}" if turns else "there is no turn yet"
        raise CommandError(f"there is no turn {one_line(argument, 20)}", hint)

    def shown(view: DockView) -> None:
        if isinstance(view, StateView):
            view.go_to_turn(int(argument) if argument else None)

    _open(app, "state", shown)


def faults(app: HopscopeApp, argument: str) -> None:
    """`/faults`: the fault console."""
    _open(app, "faults", lambda view: None)


def log(app: HopscopeApp, argument: str) -> None:
    """`/log [LEVEL]`: the Log pane, from a level on."""
    from sandbox.tui.dock.log.list import LEVELS
    from sandbox.tui.dock.log.view import LogView

    words = ("debug", "info", "warning", "error")
    names: dict[str, int] = dict(zip(words, LEVELS, strict=True))
    if argument and argument.lower() not in names:
        raise CommandError(f"there is no level {one_line(argument, 20)}", ", ".join(names))

    def shown(view: DockView) -> None:
        if isinstance(view, LogView) and argument:
            view.set_level(names[argument.lower()])

    _open(app, "log", shown)


def _open(app: HopscopeApp, name: str, then: Callable[[DockView], None]) -> None:
    async def opened() -> None:
        await app.main.action_open_dock(name)
        if app.main.dock.view is not None:
            then(app.main.dock.view)

    app.main.call_next(opened)
