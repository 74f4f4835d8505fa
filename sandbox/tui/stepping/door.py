"""What stepping needs of a session: `sandbox.cli.driver.ScreenDriver` gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from sandbox.hub.breaks import Breaks
    from sandbox.tui.driver import Driver


@runtime_checkable
class Steppable(Protocol):
    """A live session whose turns can be stopped."""

    @property
    def breaks(self) -> Breaks: ...


def breaks_of(driver: Driver | None) -> Breaks | None:
    """The break points of a session; None for a recording, and while none is open."""
    return driver.breaks if driver is not None and isinstance(driver, Steppable) else None


def stops_of(driver: Driver) -> str:
    """What the header says of it: `STOPPED 1.22`, `STEPPING`, `BREAK 2`, or nothing."""
    breaks = breaks_of(driver)
    if breaks is None:
        return ""
    if breaks.stopped is not None:
        return f"STOPPED {breaks.stopped.spot.hop}"
    if breaks.stepping:
        return "STEPPING"
    return f"BREAK {len(breaks.points)}" if breaks.points else ""
