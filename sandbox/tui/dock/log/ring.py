"""The one ring of the process, filled as long as any screen stands."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Final

from sandbox.adapters.logs import Ring, kept_off_the_terminal

RING: Final = Ring()

_stack: Final = ExitStack()
_screens: Final[list[object]] = []


def begin(screen: object) -> None:
    """From the first screen on, records go to the ring and not to the terminal."""
    if not _screens:
        _stack.enter_context(kept_off_the_terminal(RING))
    _screens.append(screen)


def end(screen: object) -> None:
    """With the last screen logging is as it was before."""
    if screen in _screens:
        _screens.remove(screen)
        if not _screens:
            _stack.close()
