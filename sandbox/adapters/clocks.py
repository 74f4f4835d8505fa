"""Clocks: the world's (moves by steps), a stopwatch, the wall, and sleep."""

import asyncio
import time
from datetime import UTC, datetime, timedelta


class SteppingClock:
    """World time from the pack's `now:`; moves by `step` seconds, by backoff, or by hand."""

    def __init__(self, now: str, step: float = 1.0) -> None:
        self._now = datetime.fromisoformat(now).astimezone(UTC)
        self._step = timedelta(seconds=step)

    def now(self) -> str:
        return self._now.strftime("%Y-%m-%dT%H:%M:%SZ")

    def step(self) -> str:
        self._now += self._step
        return self.now()

    def move(self, seconds: float) -> str:
        self._now += timedelta(seconds=seconds)
        return self.now()

    def set(self, now: str) -> None:
        """Goes on from `now`, where a log that is taken up again has ended."""
        self._now = datetime.fromisoformat(now).astimezone(UTC)


class MonotonicStopwatch:
    """Durations from the system's monotonic clock."""

    def ns(self) -> int:
        return time.perf_counter_ns()


class SystemWall:
    """The real date."""

    def utc(self) -> str:
        return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class RealSleep:
    """Waits for real."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class NoStopwatch:
    """Stands still: durations of a replay are nobody's business."""

    def ns(self) -> int:
        return 0


class NoSleep:
    """Does not wait: backoff in a replay is nominal."""

    async def sleep(self, seconds: float) -> None:
        return None
