"""The list over the prompt while a command, an argument or a row's name is typed.

Commands are offered at once. All else is looked up in a thread, one look at a time, so that no key
waits; what was found for a word that has changed since is dropped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, cast

from sandbox.tui.commands import BY_NAME, COMMANDS
from sandbox.tui.prompting.arguments import ARGUMENTS
from sandbox.tui.prompting.door import Housed
from sandbox.tui.prompting.offer import Offer, best
from sandbox.tui.prompting.typed import Typed
from sandbox.tui.screens.finding import FindingScreen
from sandbox.tui.widgets.completion import Completion
from sandbox.tui.widgets.prompt import Prompt

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp
    from sandbox.tui.prompting.rows import Row

Look = Callable[[], list[Offer]]


def commands(word: str) -> list[Offer]:
    """Commands whose name begins as typed after the slash, or else the nearest."""
    name = word.removeprefix("/").lower()
    offers = [Offer(f"/{one.name}", one.argument, one.help) for one in COMMANDS]
    begin = [offer for offer in offers if offer.word[1:].startswith(name)]
    return begin or best(f"/{name}", offers, 8)


class CompletingScreen(FindingScreen):
    """What the prompt and its list say to each other."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: Typed | None = None
        self._next: tuple[Typed, Look] | None = None
        self._looking = False

    def on_prompt_word_changed(self, event: Prompt.WordChanged) -> None:
        self.complete(event.typed)

    def complete(self, typed: Typed | None) -> None:
        """Offers what fits `typed`, as soon as it is found."""
        self._typed = typed
        if typed is None:
            self.close_completion()
        elif typed.kind == "command":
            self._offer(typed, commands(typed.word))
        else:
            self._look_for(typed)

    def _look_for(self, typed: Typed) -> None:
        look = self._look(typed)
        if look is None:
            self.close_completion()
            return
        self._next = (typed, look)
        if not self._looking:
            self._looking = True
            self.run_worker(self._work(), group="complete", exit_on_error=False)

    async def _work(self) -> None:
        try:
            while self._next is not None:
                typed, look = self._next
                self._next = None
                offers = await asyncio.to_thread(look)
                if typed == self._typed:
                    self._offer(typed, offers)
        finally:
            self._looking = False

    def _look(self, typed: Typed) -> Look | None:
        """The look for `typed`, None where nothing can be offered."""
        app = cast("HopscopeApp", self.app)
        if app.session_driver is None:
            return None
        if typed.kind == "row":
            return _rows(app, typed.word)
        completer = ARGUMENTS.get(typed.command) if typed.command in BY_NAME else None
        if completer is None:
            return None
        find = completer(app, typed)
        return lambda: best(typed.word, _quietly(find))

    def _offer(self, typed: Typed, offers: list[Offer]) -> None:
        if len(offers) == 1 and offers[0].word == typed.word and typed.kind == "argument":
            offers = []  # it is typed out
        self.completion.offer(offers)
        self.prompt.completing = self.completion.display

    def on_prompt_completion(self, event: Prompt.Completion) -> None:
        if event.what == "enter":
            self._enter()
        else:
            self.completion.step(1 if event.what == "down" else -1)

    def _enter(self) -> None:
        """Enter while the list shows: a command runs, a row is put in, and what else is chosen."""
        typed, word = self.prompt.typed, self.completion.word
        chosen = self.completion.chosen
        self.close_completion()
        if typed is None:
            self.prompt.submit()
        elif typed.kind == "command":
            if not word.startswith(typed.word):  # the list is some letters behind
                found = commands(typed.word)
                word = found[0].word if found and found[0].word.startswith(typed.word) else ""
            if word and word != typed.word:
                self.prompt.put_word(word)
            self.prompt.submit()
        elif word and typed == self._typed and (typed.kind == "row" or chosen):
            self.prompt.put_word(word)
        else:
            self.prompt.submit()

    def on_completion_taken(self, event: Completion.Taken) -> None:
        self._complete(event.word)

    def action_next_pane(self) -> None:
        if self.completion.display:
            self._complete(self.completion.word)
        else:
            super().action_next_pane()

    def _complete(self, word: str) -> None:
        self.close_completion()
        if word and self.prompt.typed is not None:
            # A service or `is:` goes on without a space.
            self.prompt.put_word(word if word.endswith(":") else f"{word} ")
        self.prompt.focus()

    def close_completion(self) -> None:
        """Takes the list away."""
        self._next = None
        self.completion.offer([])
        self.prompt.completing = False


def _rows(app: HopscopeApp, word: str) -> Look | None:
    driver, masked = app.driver, app.masked
    if not isinstance(driver, Housed):
        return None
    house, speaker = driver.house, driver.session.principal.customer

    def look() -> list[Offer]:
        from sandbox.tui.prompting.rows import find_rows

        pack = house.pack
        rows = find_rows(house.world, pack.tables.values(), pack.customer_table, word, speaker)
        return [Offer(row.key, row.noun, _row_words(row, masked)) for row in rows[:50]]

    return look


def _row_words(row: Row, masked: bool) -> str:
    return " · ".join(filter(None, ("" if masked else row.name, row.note)))


def _quietly(find: Callable[[], Iterable[Offer]]) -> list[Offer]:
    """A mistake in the middle of a word offers nothing; the command itself says what is wrong."""
    try:
        return list(find())
    except Exception:
        return []
