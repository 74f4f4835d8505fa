"""Work on a session between its turns that is done in a thread, so that the screen goes on."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from sandbox.domain.faults import SandboxError

T = TypeVar("T")


class Aside:
    """At most one piece of work at a time. While it runs, nobody else writes to the session."""

    def __init__(self) -> None:
        self._over: asyncio.Event | None = None

    @property
    def busy(self) -> bool:
        return self._over is not None

    def check(self) -> None:
        """Raises `SandboxError` (code 2) while work is under way."""
        if self.busy:
            raise SandboxError(
                "rows are being changed by hand", "try again when that is done", code=2
            )

    async def run(self, do: Callable[[], T]) -> T:
        """What `do` gives, done in a thread. Raises as `do`, and as `check`.

        It always comes to its end, also where whoever waits for it is cancelled: half of it would
        be in the log and not in the world.
        """
        self.check()
        self._over = asyncio.Event()
        # No task: what ends all tasks of a loop must not end this.
        work = asyncio.get_running_loop().run_in_executor(None, do)
        try:
            return await asyncio.shield(work)
        finally:
            while not work.done():
                with suppress(asyncio.CancelledError):
                    await asyncio.wait((work,))
            self._over.set()
            self._over = None

    async def over(self) -> None:
        """Returns when no work is under way."""
        while self._over is not None:
            await self._over.wait()
