"""The models used before: F9 goes back to the last one, and further when it is pressed again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sandbox.log.event import Event
    from sandbox.log.fold import Session
    from sandbox.tui.app import HopscopeApp

_AGAIN: Final = 2_000_000_000
"""Nanoseconds within which the next F9 goes one further back instead of to and fro."""


class Recent:
    """Names, the newest first, of this session and of others that were open since the start.

    `wanted`: what was chosen while a turn runs, "" for nothing.
    """

    def __init__(self) -> None:
        self._picked: list[str] = []
        self._walk: list[str] = []
        self._at = 0
        self._pressed = 0
        self.wanted = ""

    def used(self, name: str) -> None:
        """A model was chosen."""
        self._picked = [name, *(one for one in self._picked if one != name)]

    def names(self, session: Session) -> list[str]:
        """Those chosen since the start, then those that answered in `session`; not the current."""
        answered = [turn.model for turn in reversed(session.turns) if turn.model]
        return [
            name
            for name in dict.fromkeys([*self._picked, *answered])
            if name and name != session.model
        ]

    def step(self, session: Session, now: int) -> str:
        """The name that F9 goes to; "" where no other was used."""
        again = bool(self._walk) and now - self._pressed < _AGAIN
        if again and self._walk[self._at] == session.model:
            self._at = (self._at + 1) % len(self._walk)
        else:
            self._walk, self._at = _walk(self.names(session), session.model)
        self._pressed = now
        return self._walk[self._at] if len(self._walk) > 1 else ""


def _walk(names: Sequence[str], current: str) -> tuple[list[str], int]:
    """All of them once round, the current one last."""
    return ([*names, current], 0)


def switch(app: HopscopeApp, name: str) -> None:
    """To another model from the next turn on; a turn that runs keeps its own. Raises

    `SandboxError`.
    """
    from sandbox.domain.faults import SandboxError
    from sandbox.tui.picks import full_name

    driver = app.driver
    name = full_name(name, driver)
    if driver.session.running is None:
        if app.turns.busy:
            raise SandboxError("a turn or a branch is just beginning", "choose again in a moment")
        before = driver.session.model
        app.switch_model(name)
        app.recent.used(before)
        return
    if not app.recent.wanted:
        _when_it_ends(app)
    app.recent.wanted = name
    app.say(f"This turn stays with {driver.session.model}; the next one goes to {name}.", "good")


def _when_it_ends(app: HopscopeApp) -> None:
    """Switches after the running turn: its events stay in one piece in the log."""
    from sandbox.log.event import TurnFinished

    driver = app.driver

    def hear(event: Event) -> None:
        if isinstance(event, TurnFinished):
            stop()
            app.call_later(now)

    def now() -> None:
        name, app.recent.wanted = app.recent.wanted, ""
        if name and app.session_driver is driver:
            before = driver.session.model
            app.guarded(lambda: app.switch_model(name))
            app.recent.used(before)

    stop = driver.subscribe(hear)


def switch_back(app: HopscopeApp) -> None:
    """What F9 does."""
    driver = app.driver
    name = app.recent.step(driver.session, app.now())
    if name:
        switch(app, name)
    else:
        app.say("No other model was used yet.", "dim", "^L chooses one")
