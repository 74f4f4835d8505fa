"""The dialog of ctrl+r: what was sent before, by a part of it."""

from __future__ import annotations

from typing import Final

from sandbox.tui.feed.safe import one_line
from sandbox.tui.screens.picker import Choice, Picker

_SHOWN: Final = 500
"""Texts listed, the newest first; a list of more takes long to lay out."""


class HistoryPicker(Picker):
    """Each text once, the newest first; ctrl+r goes to the next older one, as in a shell."""

    BINDINGS = [("ctrl+r", "step(1)", "older"), ("ctrl+s", "step(-1)", "newer")]

    def __init__(self, past: list[str]) -> None:
        newest = list(dict.fromkeys(reversed(past)))[:_SHOWN]
        choices = [Choice(str(at), one_line(text, 200)) for at, text in enumerate(newest)]
        super().__init__("What was sent before", choices)
        self.texts = newest

    def text_of(self, picked: str | None) -> str:
        """The whole text that was picked, "" for none."""
        return self.texts[int(picked)] if picked else ""

    def _matching(self, typed: str) -> list[Choice]:
        """Holding it as typed, the newest first: a shell's search does not guess."""
        words = typed.lower()
        return [one for one in self.choices if words in self.texts[int(one.id)].lower()]
