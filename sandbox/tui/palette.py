"""Textual's palette: every command, every session and recording, every customer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from sandbox.tui.commands import COMMANDS, Command
from sandbox.tui.config.moved import now, taken_away
from sandbox.tui.feed.safe import one_line
from sandbox.tui.keymap import KEYS
from sandbox.tui.prompting.door import House, Housed
from sandbox.tui.prompting.offer import fit
from sandbox.tui.widgets.matched import matched

if TYPE_CHECKING:
    from sandbox.tui.app import HopscopeApp

_WANT_WORDS: Final = ("export", "find", "try")
"""These say nothing without words: they are put into the prompt, to be gone on with."""

_SESSIONS: Final = 300
"""Sessions looked at, the newest first; /sessions has all, with a search in their words."""

_SCORES: Final = {0: 1.0, 1: 0.95, 2: 0.9, 3: 0.85}
"""Of a command, by how well its name fits; what only its help holds, or guesses, comes below."""

_NAMED, _HELP, _GUESS = 0.8, 0.7, 0.3


class Commands(CommandPalette):
    """Textual's palette. A page key before its list is drawn does nothing.

    Textual 8 would look for a line of the list that has not been laid out, and end the app.
    """

    def _action_command_list(self, action: str) -> None:
        self.query_one(CommandList).scroll_to_highlight()  # which lays out what is new
        with suppress(KeyError):
            super()._action_command_list(action)


class Palette(Provider):
    """Commands by name and by what they do; then sessions by id, customers by id and name."""

    async def discover(self) -> Hits:
        for command in COMMANDS:
            title = _title(command)
            run = partial(self._run, command)
            yield DiscoveryHit(Content(title), run, text=title, help=_help(command))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in COMMANDS:
            title = _title(command)
            score = _score(query, command) or _GUESS * min(matcher.match(title), 1.0)
            if score > 0:
                shown = matched(matcher, title)
                run = partial(self._run, command)
                yield Hit(score, shown, run, text=title, help=_help(command))
        async for hit in self._found(query.strip()):
            yield hit

    async def _found(self, query: str) -> AsyncIterator[Hit]:
        driver = self._app.session_driver
        if not isinstance(driver, Housed) or len(query) < 2:
            return
        masked = self._app.masked
        house = driver.house
        for name, kind, act in await asyncio.to_thread(_sessions, house, query):
            yield _hit(name, kind, partial(self._do, f"/{act} {name}"))
        for key, name, note in await asyncio.to_thread(_customers, house, query):
            words = " · ".join(filter(None, ("" if masked else name, note)))
            yield _hit(key, f"{words}; speaks from now on", partial(self._do, f"/as {key}"))

    @property
    def _app(self) -> HopscopeApp:
        from sandbox.tui.app import HopscopeApp

        assert isinstance(self.app, HopscopeApp)
        return self.app

    def _run(self, command: Command) -> None:
        if command.name in _WANT_WORDS:
            self._app.main.prompt.put(f"/{command.name} ")
        else:
            self._app.run_slash(f"/{command.name}")

    def _do(self, line: str) -> None:
        self._app.run_slash(line)


def _score(query: str, command: Command) -> float:
    """How well a command fits by its name, or by words of its help; 0 for not at all."""
    rank = fit(query.removeprefix("/"), command.name)
    if rank in _SCORES:
        return _SCORES[rank]
    return _HELP if query.lower() in f"{_title(command)} {command.help}".lower() else 0


def _hit(word: str, words: str, act: Callable[[], None]) -> Hit:
    return Hit(_NAMED, Content(one_line(word, 80)), act, text=word, help=one_line(words, 160))


def _sessions(house: House, query: str) -> list[tuple[str, str, str]]:
    """(name, what it is, command) of recordings and sessions. For a thread."""
    from sandbox.hub.folder import sessions_in

    found = [
        (path.name.removesuffix(".rec.jsonl"), "recording: replay it", "replay")
        for path in sorted((house.pack.root / "recordings").glob("*.rec.jsonl"))
    ]
    for folder in reversed(sessions_in(house.folder.parent.parent)[-_SESSIONS:]):
        found.append((folder.id, "session: go to it", "sessions"))
    return [one for one in found if fit(query, one[0]) in (0, 1, 2, 3)][:20]


def _customers(house: House, query: str) -> list[tuple[str, str, str]]:
    """(key, name, note) of customers. For a thread."""
    from sandbox.tui.prompting.rows import find_rows

    people = house.pack.customer_table
    tables = [house.pack.tables[people]] if people in house.pack.tables else []
    rows = find_rows(house.world, tables, people, query)
    return [(row.key, row.name, row.note) for row in rows if row.fits < 6]


def _help(command: Command) -> str:
    """What it does, and its key."""
    action = f"app.slash('{command.name}')"
    key = next((key for key in KEYS if key.action == action and not taken_away(key)), None)
    return f"{command.help} · {now(key).show}" if key is not None else command.help


def _title(command: Command) -> str:
    return f"/{command.name} {command.argument}".rstrip()
