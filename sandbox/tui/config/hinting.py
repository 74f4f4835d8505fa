"""Hints in the first sessions, each once, at the end of a turn where it helps; then none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from sandbox.tui.config.moved import shown

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.driver import Driver

SESSIONS: Final = 3
"""Starts of the screen in which hints are given."""

_BEFORE: Final = "Hint: "

_TROUBLE: Final = frozenset("RDEF!")

_HINTS: Final[tuple[tuple[str, str, Callable[[str, int], bool]], ...]] = (
    (
        "trouble",
        "A letter in the trace is trouble (R repaired, D denied, E error, F fault): {trace} goes "
        "there, Enter shows what it was.",
        lambda marks, turn: bool(set(marks) & _TROUBLE),
    ),
    (
        "trace",
        "{trace} goes to the trace of this turn, hop by hop; Enter on one opens it, Esc goes back.",
        lambda marks, turn: True,
    ),
    (
        "figures",
        "{list_figures} in a pane says what each number means, {help} lists every key.",
        lambda marks, turn: turn > 1,
    ),
)
"""Name, words with ids of keys, and when it helps: marks and number of the turn that ended."""


class Hinting:
    """Gives at most one hint a turn. Silent without a place to remember that it was given."""

    def __init__(self, app: HopscopeApp) -> None:
        self.app = app

    def opened(self, driver: Driver) -> None:
        """A session is shown; a recording gets no hints."""
        config = self.app.wardrobe.config
        wanted = config.path is not None and config.value("hints") is not False
        if wanted and driver.live and config.state.starts <= SESSIONS:
            driver.subscribe(self._heard)

    def _heard(self, event: Any) -> None:
        if event.kind == "turn_finished" and event.outcome != "cancelled":
            self.app.call_later(self._hint)

    def _hint(self) -> None:
        """The first hint that helps and was not given yet."""
        from sandbox.tui.feed.notes import mark_of

        driver, state = self.app.session_driver, self.app.wardrobe.config.state
        turns = driver.session.turns if driver is not None else []
        if not turns:
            return
        marks = "".join(mark_of(hop) for hop in turns[-1].hops)
        for name, words, helps in _HINTS:
            if name not in state.hinted and helps(marks, len(turns)):
                state.hinted.append(name)
                self.app.say(f"{_BEFORE}{words.format_map(_Written())}")
                self.app.wardrobe.keep()
                return


def is_hint(text: str) -> bool:
    """Whether a notice of the chat is a hint."""
    return text.startswith(_BEFORE)


def no_more(app: HopscopeApp) -> None:
    """None from now on, in no session; `hints = false` in [screen] of config.toml says the same."""
    app.wardrobe.config.state.hinted = [name for name, _, _ in _HINTS]
    app.wardrobe.keep()
    app.say("No more hints.")


class _Written(dict[str, str]):
    """Ids of keys to the keys as they are now."""

    def __missing__(self, identifier: str) -> str:
        return shown(identifier)
