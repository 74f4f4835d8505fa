"""Runs a comparison in a thread with a loop of its own, so that no key waits for an arm.

The screen looks at `picture` and `doing` a few times a second. Both are replaced as a whole and
made where the arms run: sessions that still grow are read by nobody else.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from sandbox.tui.comparing.picture import Picture, picture_of
from sandbox.tui.comparing.progress import Doing

if TYPE_CHECKING:
    from sandbox.compare.arm import Arm
    from sandbox.compare.arms import Comparing, OpenArm
    from sandbox.compare.comparison import Comparison
    from sandbox.compare.news import News
    from sandbox.compare.plan import Plan
    from sandbox.compare.played import Ran

T = TypeVar("T")
Make = Callable[[], "tuple[Plan, OpenArm]"]

_PICTURE: Final = 0.3
"""Seconds between two pictures; one takes up to 30 ms of the arms' own thread."""

_CLOSE: Final = 5.0
"""Seconds the arms have to close their sessions when the app is left."""


class Runner:
    """One comparison. `kept` are arms that ran before and are shown beside the new ones.

    `picture` is None until the plan stands; `problem` says why it does not. `over`: no arm runs.
    """

    def __init__(self, make: Make, now: Callable[[], int], kept: Sequence[Ran] = ()) -> None:
        self.kept = tuple(kept)
        self.plan: Plan | None = None
        self.picture: Picture | None = None
        self.doing: list[Doing] = []
        self.problem: Exception | None = None
        self.over = False
        self.version = 0
        self._make = make
        self._now = now
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._comparing: Comparing | None = None
        self._painter: asyncio.TimerHandle | None = None
        self._quit = False
        self._thread = threading.Thread(target=self._run, name="compare", daemon=True)

    def start(self) -> None:
        """Begins; what is wrong comes as `problem`."""
        self._thread.start()

    @property
    def arms(self) -> Sequence[Arm]:
        """All arms, those that were kept first; empty until the plan stands."""
        return self.plan.arms if self.plan is not None else ()

    def runs(self, arm: int) -> bool:
        """Whether an arm has not come to its end."""
        return not self.over and arm < len(self.doing) and self.doing[arm].state == "running"

    def asking(self, arm: int, asks: bool) -> None:
        """Takes note that an arm waits for a person, or no longer does."""
        self.doing[arm] = replace(self.doing[arm], asks=asks, heard=self._now())
        self.version += 1

    def stop(self, arm: int | None = None) -> None:
        """Ends one arm, or all that run; what is finished is kept."""
        loop = self._loop
        if loop is not None and not self.over:
            with suppress(RuntimeError):  # it has ended just now
                loop.call_soon_threadsafe(self._stop, arm)

    def _stop(self, arm: int | None) -> None:
        if self._comparing is None:  # the plan is still being made
            self._quit = arm is None
        elif arm is None:
            self._comparing.stop()
        elif arm >= len(self.kept):
            self._comparing.stop(arm - len(self.kept))

    async def look(self, read: Callable[[Comparison], T]) -> T:
        """What `read` makes of the comparison as it is now, read where the arms run."""
        assert self.picture is not None
        found, loop = self.picture.found, self._loop

        async def here() -> T:
            return read(found)

        if loop is not None and not self.over:
            with suppress(RuntimeError):
                return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(here(), loop))
        return await asyncio.to_thread(read, found)

    async def close(self) -> None:
        """Cancels what runs and waits a while until all sessions are closed."""
        loop, task = self._loop, self._task
        if loop is not None and task is not None and not self.over:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(task.cancel)
        if self._thread.is_alive():
            await asyncio.to_thread(self._thread.join, _CLOSE)

    # In the thread -----------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            asyncio.run(self._play())
        except asyncio.CancelledError:
            pass
        except Exception as error:
            self.problem = error
        finally:
            self.over = True
            self.version += 1

    async def _play(self) -> None:
        from sandbox.compare.arms import Comparing

        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        whole, open_arm = await asyncio.to_thread(self._make)
        first = len(self.kept)
        fresh = tuple(replace(arm, number=arm.number - first) for arm in whole.arms[first:])
        own = dict(zip(fresh, whole.arms[first:], strict=True))
        part = replace(whole, arms=fresh)
        comparing = Comparing(part, lambda arm, run: open_arm(own[arm], run), self._hear)
        self.doing = [Doing(state=ran.state, why=ran.why, opened=True) for ran in self.kept]
        self.doing += [Doing(heard=self._now()) for _ in fresh]
        self.plan = whole
        self._comparing = comparing
        if self._quit:
            comparing.stop()
        self._paint(-1)
        try:
            await comparing.run()
        finally:
            if self._painter is not None:
                self._painter.cancel()
            self._look()

    def _hear(self, news: News) -> None:
        at = news.arm + len(self.kept)
        self.doing[at] = self.doing[at].hear(news, self._now())
        self.version += 1

    def _paint(self, seen: int) -> None:
        if self.version != seen:
            self._look()
        loop = asyncio.get_running_loop()
        self._painter = loop.call_later(_PICTURE, self._paint, self.version)

    def _look(self) -> None:
        assert self._comparing is not None
        assert self.plan is not None
        found, first = self._comparing.result(), len(self.kept)
        ran = [replace(one, arm=self.plan.arms[i]) for i, one in enumerate(self.kept)]
        ran += [replace(one, arm=self.plan.arms[first + i]) for i, one in enumerate(found.arms)]
        self.picture = picture_of(replace(found, arms=tuple(ran)))
        self.version += 1
