"""What a person picks from a list: a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.tui.feed.safe import one_line

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.driver import Driver


def full_name(name: str, driver: Driver) -> str:
    """The one listed model that `name` is, or is the end of; `name` itself when none is.

    Raises `SandboxError` (code 2) with those it could be.
    """
    from sandbox.domain.faults import SandboxError

    names = [one.name for one in driver.models()] if name else []
    if not name or name in names:
        return name
    found = [one for one in names if one.endswith(f"/{name}")]
    found = found or [one for one in names if one.endswith(name)]
    if len(found) > 1:
        more = f" and {len(found) - 4} more" if len(found) > 4 else ""
        raise SandboxError(
            f"{one_line(name, 40)} is the end of several models",
            f"{', '.join(found[:4])}{more}",
            code=2,
        )
    return found[0] if found else name


def pick_model(app: HopscopeApp) -> None:
    """Opens the model picker; a name that is not listed may be typed."""
    from sandbox.tui.models.picker import choose_model
    from sandbox.tui.models.recent import switch

    current = app.driver.session.model

    def picked(name: str | None) -> None:
        if name and name != current:
            app.guarded(lambda: switch(app, name))

    choose_model(app, "Model · from the next turn on", picked)
