"""A body that hangs is given up, and nothing that it does later reaches the world."""

import asyncio
import threading
import time
from contextlib import suppress
from typing import Any

import pytest

from sandbox.api import ToolError, World
from sandbox.world.database import WorldDatabase
from tests.unit.tools.helpers import attempt, failure, result, toolbox_of
from tests.unit.world.tiny import dump


class Hanging:
    """A body that waits in the middle of its work until it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.done = threading.Event()
        self.touched: list[str] = []

    def __call__(self, world: World) -> str:
        try:
            with suppress(ToolError):
                world.update("orders", "O-10042", note="before")
            self.go.wait(20)
            # Even a body that catches everything can't write any more.
            for _ in range(3):
                with suppress(Exception):
                    world.update("orders", "O-10042", note="after")
                    self.touched.append("after")
            return "late"
        finally:
            self.done.set()


@pytest.mark.parametrize("effect", ["read", "write"])
async def test_a_body_that_hangs_is_a_time_out_and_can_not_commit_later(
    world: WorldDatabase, effect: Any
):
    before = dump(world)
    body = Hanging()
    tools = toolbox_of(world, body, effect, timeout=0.05)
    reply = await tools.attempt(attempt(key="k" if effect == "write" else ""))
    assert reply.outcome.status in ("failed", "unknown")
    assert reply.outcome.fault.kind == "timeout"  # pyright: ignore[reportAttributeAccessIssue]
    body.go.set()
    assert body.done.wait(5)
    await asyncio.sleep(0.05)  # time to commit, if it could
    assert body.touched == []
    assert dump(world) == before


async def test_the_next_call_does_not_wait_for_the_one_that_hangs(world: WorldDatabase):
    body = Hanging()
    assert failure(await toolbox_of(world, body, timeout=0.05).attempt(attempt()))
    quick = toolbox_of(world, lambda world: world.update("orders", "O-10042", note="next")["note"])
    assert result(await quick.attempt(attempt())) == "next"
    body.go.set()
    assert body.done.wait(5)
    row = world.row("orders", "O-10042")
    assert row is not None
    assert row["note"] == "next"


async def test_sql_that_runs_away_is_interrupted(world: WorldDatabase):
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
    ended = threading.Event()

    def body(view: Any) -> None:
        try:
            view._transaction.connection.execute(endless).fetchone()
        finally:
            ended.set()

    failure(await toolbox_of(world, body, "read", timeout=0.05).attempt(attempt()))
    assert ended.wait(5)


async def test_the_loop_stays_free_while_a_body_works(world: WorldDatabase):
    ticks = 0

    async def count() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.005)
            ticks += 1

    counting = asyncio.create_task(count())
    await toolbox_of(world, lambda world: time.sleep(0.2), "read").attempt(attempt())
    counting.cancel()
    assert ticks > 5


async def test_a_cancelled_call_leaves_nothing_behind(world: WorldDatabase):
    before = dump(world)
    body = Hanging()
    task = asyncio.create_task(toolbox_of(world, body).attempt(attempt(key="k")))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    body.go.set()
    assert body.done.wait(5)
    await asyncio.sleep(0.05)  # time to commit, if it could
    assert body.touched == []
    assert dump(world) == before
    assert world.query("SELECT key FROM _ledger") == []


async def test_many_bodies_that_hang_do_not_use_up_the_threads(world: WorldDatabase):
    bodies = [Hanging() for _ in range(40)]
    for body in bodies:
        failure(await toolbox_of(world, body, "read", timeout=0.01).attempt(attempt()))
    assert result(await toolbox_of(world, lambda world: 1, "read").attempt(attempt())) == 1
    for body in bodies:
        body.go.set()
    assert all(body.done.wait(5) for body in bodies)
