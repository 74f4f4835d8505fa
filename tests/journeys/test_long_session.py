"""A session that goes on for long: a turn costs what it cost, and at rest it holds nothing."""

import asyncio
import sys
from collections.abc import Callable
from types import FrameType

import pytest

from sandbox.hub import rest
from sandbox.hub.live import LiveSession
from sandbox.world.database import WorldDatabase

DAMAGED = "My parcel arrived broken, order 10042, I want my money back"
FULL, LATER = 46, 86
"""Turns after which the summary is as long as it gets, and as many again."""
MOST = 1.1


async def _cost(live: LiveSession) -> tuple[int, int]:
    """Python calls of one turn, and the bytes it adds to the log."""
    calls, size = 0, live.folder.log.stat().st_size

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        await live.send(DAMAGED)
    finally:
        sys.setprofile(None)
    return calls, live.folder.log.stat().st_size - size


async def test_the_work_of_a_turn_does_not_grow_with_the_session(
    start: Callable[..., LiveSession],
) -> None:
    live, costs = start(), list[tuple[int, int]]()
    for number in range(1, LATER + 1):
        if number in (FULL, LATER):
            costs.append(await _cost(live))
        else:
            await live.send(DAMAGED)
    await live.close()
    (calls, size), (calls_later, size_later) = costs
    assert calls_later < calls * MOST
    assert size_later < size * MOST


async def test_a_session_at_rest_holds_no_descriptor_and_goes_on(
    start: Callable[..., LiveSession], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rest, "AFTER", 0.0)
    live = start()
    world = live.parts.ports.rows
    assert isinstance(world, WorldDatabase)
    for _ in range(2):
        await live.send(DAMAGED)
        assert not world.at_rest
        await asyncio.sleep(0.05)
        assert world.at_rest
    assert [turn.finished and turn.finished.degraded for turn in live.session.turns] == [False] * 2
    await live.close()
