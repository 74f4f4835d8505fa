"""A session that nobody talks to holds no descriptor: there may be thousands of them."""

import asyncio
from collections.abc import Callable
from typing import Final

from sandbox.ports import Rows

AFTER: Final = 2.0
"""Seconds after a turn until the world's file is let go of. To open it again costs 1 ms of CPU."""


class Rest:
    """Closes the session's world some time after its last turn; it opens again at its next use."""

    def __init__(self, world: Callable[[], Rows], busy: Callable[[], bool]) -> None:
        self._world = world
        self._busy = busy
        self._timer: asyncio.TimerHandle | None = None

    def soon(self) -> None:
        """Begins to wait, anew if it does already."""
        self._stop()
        self._timer = asyncio.get_running_loop().call_later(AFTER, self._now_or_later)

    def now(self) -> None:
        """Lets go at once."""
        self._stop()
        close = getattr(self._world(), "close", None)
        if close is not None:
            close()

    def _now_or_later(self) -> None:
        self.soon() if self._busy() else self.now()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
