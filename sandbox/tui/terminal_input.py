"""What a terminal sends: a paste is one piece whatever it holds, and no byte ends the program.

Textual 8.2 looks for escape sequences in pasted text too: those of coloured output become keys that
act, and text is lost on the way. So what stands between the two marks of a paste goes past its
parser here. A byte that is no UTF-8 (a terminal or a file in Latin-1) would raise in its reading.
"""

from __future__ import annotations

import sys
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Callable, Generator, Iterable
from functools import partial
from typing import Any, Final

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.app import App
from textual.driver import Driver
from textual.message import Message

from sandbox.tui.hung_up import until_hung_up

_MARK: Final = len(BRACKETED_PASTE_START)


class WholePastes(XTermParser):
    """A parser of what a terminal sends that leaves pasted text as it is, but for NUL."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._before = ""
        """The last characters before: a mark can come in two pieces."""
        self._pasted: list[str] | None = None

    def feed(self, data: str) -> Iterable[Message]:
        if not data:
            yield from super().feed(data)
        while data:
            if self._pasted is None:
                data = yield from self._typed(data)
            else:
                data = yield from self._taken(data, self._pasted)

    def _typed(self, data: str) -> Generator[Message, None, str]:
        """Keys up to where a paste begins; returns what comes after its mark."""
        seen = self._before + data
        at = seen.find(BRACKETED_PASTE_START)
        if at < 0:
            self._before = seen[1 - _MARK :]
            yield from super().feed(data)
            return ""
        end = at + _MARK - len(self._before)
        self._before, self._pasted = "", []
        # The end mark at once: its own paste, of nothing, is not told.
        for message in super().feed(data[:end] + BRACKETED_PASTE_END):
            if not isinstance(message, events.Paste):
                yield message
        return data[end:]

    def _taken(self, data: str, pasted: list[str]) -> Generator[Message, None, str]:
        """Keeps pasted text up to the mark of its end; returns what comes after."""
        # Only the last piece can hold the beginning of the mark.
        held = pasted.pop() if pasted else ""
        text, mark, rest = (held + data).partition(BRACKETED_PASTE_END)
        if not mark:
            cut = max(len(text) - _MARK + 1, 0)
            pasted += (text[:cut], text[cut:])
            return ""
        pasted.append(text)
        self._pasted = None
        yield events.Paste("".join(pasted).replace("\x00", ""))
        return rest


class TerminalInputApp(App[None]):
    """An app that reads its terminal so."""

    def get_driver_class(self) -> type[Driver]:
        driver = super().get_driver_class()
        # Where a driver takes both from: it makes its own in its thread, and has no other door.
        module: Any = sys.modules[driver.__module__]
        if hasattr(module, "XTermParser"):
            module.XTermParser = WholePastes
        if hasattr(module, "getincrementaldecoder"):
            module.getincrementaldecoder = _forgiving
        return until_hung_up(driver) if driver.__module__.endswith("linux_driver") else driver


def _forgiving(encoding: str) -> Callable[[], IncrementalDecoder]:
    """As the function of `codecs`, for a decoder that shows � where a byte fits nothing."""
    return partial(getincrementaldecoder(encoding), "replace")
