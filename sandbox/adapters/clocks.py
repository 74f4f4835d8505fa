"""Clocks: the world's (moves by steps), a stopwatch, the wall, and sleep."""

import asyncio
import time
from datetime import UTC, datetime, timedelta


class SteppingClock:
    """World time from the pack's `now:`; moves by `step` seconds, by backoff, or by hand."""

    def __init__(self, now: str, step: float = 1.0) -> None:
        self._step = timedelta(seconds=step)
        self.set(now)

    def now(self) -> str:
        return self._told

    def step(self) -> str:
        return self._go_to(self._now + self._step)

    def move(self, seconds: float) -> str:
        return self._go_to(self._now + timedelta(seconds=seconds))

    def set(self, now: str) -> None:
        """Goes on from `now`, where a log that is taken up again has ended."""
        self._go_to(datetime.fromisoformat(now).astimezone(UTC))

    def _go_to(self, now: datetime) -> str:
        self._now, self._told = now, now.strftime("%Y-%m-%dT%H:%M:%SZ")
        return self._told


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
