"""Limits on waiting for a model, because litellm's own are missing for some providers."""

import asyncio
from collections.abc import Awaitable
from typing import Protocol, TypeVar

from sandbox.models.failure import Target
from sandbox.models.model_faults import too_late
from sandbox.ports import Stopwatch

T = TypeVar("T")


class Limits(Protocol):
    """In seconds, see `GatewaySettings`."""

    @property
    def timeout_first_token(self) -> float: ...

    @property
    def timeout_idle(self) -> float: ...

    @property
    def timeout_total(self) -> float: ...


class Watchdog:
    """Watches one call from now on. Every wait raises `ModelFault` when a limit runs out."""

    def __init__(self, limits: Limits, stopwatch: Stopwatch, target: Target) -> None:
        self._limits = limits
        self._stopwatch = stopwatch
        self._target = target
        self._start = stopwatch.ns()
        self._alive = False

    async def opened(self, answer: Awaitable[T]) -> T:
        """Waits for the headers; the first token is still to come."""
        return await self._wait(answer)

    async def next(self, piece: Awaitable[T]) -> T:
        """Waits for the next piece of the stream."""
        result = await self._wait(piece)
        self._alive = True
        return result

    async def _wait(self, awaitable: Awaitable[T]) -> T:
        left, seconds, what = self._limit()
        scope = asyncio.timeout(left)
        try:
            async with scope:
                return await awaitable
        except TimeoutError:
            if scope.expired():
                raise too_late(self._target, seconds, what) from None
            raise

    def _limit(self) -> tuple[float, float, str]:
        """The limit that strikes first: seconds left, its whole length, its name."""
        limits = self._limits
        spent = (self._stopwatch.ns() - self._start) / 1e9
        whole = (limits.timeout_total - spent, limits.timeout_total, "whole reply")
        if self._alive:
            return min(whole, (limits.timeout_idle, limits.timeout_idle, "next token"))
        first = limits.timeout_first_token
        return min(whole, (first - spent, first, "first token"))
