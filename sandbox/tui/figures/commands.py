"""`/figures`: opens the definitions of what is on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp


def figures(app: HopscopeApp, argument: str) -> None:
    """Every figure with its value now; `argument` is looked for among them."""
    from sandbox.tui.figures.inspect import inspect_figures
    from sandbox.tui.figures.now import Now
    from sandbox.tui.screens.inspecting import InspectScreen

    app.refresh_figures()
    main, turns = app.main, app.driver.session.turns
    now = Now(main.header.head, main.meter.meter, main.meter.limits, turns[-1] if turns else None)
    shown = inspect_figures(now)
    screen = InspectScreen("Figures", lambda number: shown, app.copy)
    app.push_screen(screen)
    if argument:
        app.call_after_refresh(screen.view.find_text, argument)
