"""The slash commands in Textual's palette."""

from __future__ import annotations

from functools import partial
from typing import Final

from textual.command import DiscoveryHit, Hit, Hits, Provider

from sandbox.tui.commands import COMMANDS, Command

_WANT_WORDS: Final = ("export", "try")
"""These say nothing without words: they are put into the prompt, to be gone on with."""


class Palette(Provider):
    """Every command, by its name and what it does."""

    async def discover(self) -> Hits:
        for command in COMMANDS:
            yield DiscoveryHit(_title(command), partial(self._run, command), help=command.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for command in COMMANDS:
            score = matcher.match(f"{_title(command)} {command.help}")
            if score > 0:
                shown = matcher.highlight(_title(command))
                yield Hit(score, shown, partial(self._run, command), help=command.help)

    def _run(self, command: Command) -> None:
        from sandbox.tui.app import HopscopeApp

        app = self.app
        assert isinstance(app, HopscopeApp)
        if command.name in _WANT_WORDS:
            app.main.prompt.put(f"/{command.name} ")
        else:
            app.run_slash(f"/{command.name}")


def _title(command: Command) -> str:
    return f"/{command.name} {command.argument}".rstrip()
