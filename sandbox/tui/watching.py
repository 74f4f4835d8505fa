"""One line for each save of a file of the pack: loaded, or what is wrong with it and where."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Final

from sandbox.tui.feed.format import plural
from sandbox.tui.feed.safe import one_line
from sandbox.tui.flipping import told_after_save
from sandbox.tui.trying.door import News, Watchable

if TYPE_CHECKING:
    from textual.timer import Timer

    from sandbox.log.event import Event
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.driver import Driver

_EVERY: Final = 0.15
"""Seconds between two looks; a save is told at the second look that finds it unchanged."""
_MOST_FILES: Final = 3


def watch(app: HopscopeApp, driver: Driver) -> None:
    """Looks at the files of the session's pack until another session is on the screen.

    Tells of rows that were changed by hand, too, here or from a command.
    """
    driver.subscribe(partial(_tell_edit, app, driver))
    if isinstance(driver, Watchable):
        watching = _Watching(app, driver)
        watching.timer = app.set_interval(_EVERY, watching.tick)


def _tell_edit(app: HopscopeApp, driver: Driver, event: Event) -> None:
    if event.kind == "world_edited" and app.session_driver is driver:
        from sandbox.tui.feed.edits import edit_note

        words = one_line(edit_note(event), 600)
        app.main.chat.notice(words, "warn")
        if app.screen is not app.main or not app.main.panes["chat"].display:
            app.say(words, "warn")


class _Watching:
    """`timer` is set once it runs. The work is done in a thread, one look at a time."""

    def __init__(self, app: HopscopeApp, driver: Watchable) -> None:
        self.app = app
        self.driver = driver
        self.timer: Timer | None = None
        self._looks = False

    def tick(self) -> None:
        if self.app.session_driver is not self.driver:
            if self.timer is not None:
                self.timer.stop()
        elif not self._looks:
            self._looks = True
            self.app.run_worker(self._look(), group="watch", exit_on_error=False)

    async def _look(self) -> None:
        try:
            news = await asyncio.to_thread(self.driver.pack_news)
        finally:
            self._looks = False
        if news is not None and self.app.session_driver is self.driver:
            self.app.say(*told(news, bool(self.app.driver.session.turns)))
            if not news.error:
                await told_after_save(self.app, news.files)


def told(news: News, again: bool) -> tuple[str, str, str]:
    """(words, tone, hint). `again`: there is a turn that can be run again."""
    if news.error:
        hint = f"{news.hint}; the version before stays" if news.hint else "the version before stays"
        return news.error, "bad", hint
    names = ", ".join(news.files[:_MOST_FILES])
    more = len(news.files) - _MOST_FILES
    words = f"Loaded {names} and {plural(more, 'file')} more." if more > 0 else f"Loaded {names}."
    hint = "ctrl+t runs the last turn again" if again else "the next turn follows it"
    if not news.warnings:
        return words, "good", hint
    first, rest = news.warnings[0], len(news.warnings) - 1
    more_words = f", and {plural(rest, 'warning')} more" if rest else ""
    return f"{words} But {first}{more_words}", "warn", hint
