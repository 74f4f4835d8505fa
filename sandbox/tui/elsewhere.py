"""What a key of the session says where another screen stands over it, and why nothing happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sandbox.tui.config.moved import shown

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp


def where_it_works(app: HopscopeApp, do: Callable[[], None]) -> None:
    """`do()` on the main screen, else why not."""
    if app.screen is app.main:
        do()
    else:
        not_here(app)


def not_here(app: HopscopeApp) -> None:
    """One line: over a recording nothing can be said, changed or asked; how it can be."""
    why = getattr(app.screen, "why_not", None)
    if why is not None:
        app.say(*why)
    else:
        app.say("This key is for the session.", "warn", "Esc leads back to it")


def read_only(leads_back: bool) -> tuple[str, str, str]:
    """Words, tone and hint of a screen that shows a recording. `leads_back`: a session is below."""
    fork = f"{shown('session_fork')} on it there forks it"
    way = f"Esc, then {shown('sessions')}" if leads_back else f"`sandbox chat`, {shown('sessions')}"
    return "Nothing is changed in a recording.", "warn", f"{way}: {fork}"
