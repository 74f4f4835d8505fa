import sqlite3
from pathlib import Path
from typing import Any

import pytest

from sandbox.api import ToolError, World
from sandbox.world.database import WorldDatabase
from tests.unit.tools.helpers import (
    NOW,
    attempt,
    failure,
    refund,
    result,
    toolbox,
    toolbox_of,
)
from tests.unit.world.tiny import dump


async def test_a_read_gives_its_result_and_changes_nothing(world: WorldDatabase):
    reply = await toolbox(world).attempt(attempt("get_order", order_id="O-10042"))
    assert result(reply) == {"id": "O-10042", "status": "delivered", "total": "49.90"}
    assert reply.changes == ()


async def test_a_write_tells_the_rows_it_changed(world: WorldDatabase):
    reply = await toolbox(world).attempt(refund())
    assert result(reply) == {"refund_id": "RF-0001", "amount": "10.00"}
    assert [(one.table, one.key, one.operation) for one in reply.changes] == [
        ("refunds", "RF-0001", "insert"),
        ("orders", "O-10042", "update"),
    ]


async def test_second_attempt_reuses_first_result(world: WorldDatabase):
    tools = toolbox(world)
    first = await tools.attempt(refund())
    again = await tools.attempt(refund(turn=7))
    assert again.from_ledger
    assert not first.from_ledger
    assert (again.outcome, again.changes) == (first.outcome, first.changes)
    assert world.keys("refunds") == ["RF-0001"]


async def test_another_key_is_another_effect(world: WorldDatabase):
    tools = toolbox(world)
    await tools.attempt(refund(key="k1"))
    reply = await tools.attempt(refund(key="k2"))
    assert result(reply)["refund_id"] == "RF-0002"


async def test_a_refusal_takes_everything_back_and_keeps_no_ledger_entry(world: WorldDatabase):
    before = dump(world)

    def refuse_late(world: World, **_: Any) -> None:
        world.insert("refunds", {"order_id": "O-10042", "amount": 1})
        raise ToolError("the till is closed", "unavailable", retryable=True)

    tools = toolbox(world, issue_refund=refuse_late)
    outcome = failure(await tools.attempt(refund()))
    assert (outcome.fault.kind, outcome.fault.message) == ("unavailable", "the till is closed")
    assert outcome.retryable
    assert dump(world) == before
    good = await toolbox(world).attempt(refund())
    assert result(good)["refund_id"] == "RF-0001"
    assert not good.from_ledger


async def test_a_read_tool_that_writes_fails_clearly(world: WorldDatabase):
    before = dump(world)
    for write in (
        lambda world: world.insert("refunds", {"order_id": "O-10042", "amount": 1}),
        lambda world: world.update("orders", "O-10042", note="x"),
        lambda world: world.delete("orders", "O-10077"),
        lambda world: world.new_id("orders"),
    ):
        outcome = failure(await toolbox_of(world, write, "read").attempt(attempt()))
        assert outcome.fault.kind == "tool_error"
        assert "read" in outcome.fault.message
    assert dump(world) == before


async def test_sqlite_itself_refuses_what_gets_around_the_view(world: WorldDatabase):
    def around(view: Any) -> None:
        view._transaction.connection.execute("DELETE FROM orders")

    before = dump(world)
    failure(await toolbox_of(world, around, "read").attempt(attempt()))
    assert dump(world) == before


async def test_a_write_works_after_a_read_on_the_same_connection(world: WorldDatabase):
    tools = toolbox(world)
    await tools.attempt(attempt("get_order", order_id="O-10042"))
    assert result(await tools.attempt(refund()))


async def test_a_body_sees_world_time_and_who_speaks(world: WorldDatabase):
    reply = await toolbox_of(world, lambda world: [world.now, world.customer]).attempt(attempt())
    assert result(reply) == [NOW, "C-0001"]


@pytest.mark.parametrize("bad", [{1, 2}, object(), b"x", float("nan"), {"a": {3}}])
async def test_a_result_that_is_no_json_fails_and_changes_nothing(world: WorldDatabase, bad: Any):
    before = dump(world)

    def body(world: World) -> Any:
        world.insert("refunds", {"order_id": "O-10042", "amount": 1})
        return bad

    assert failure(await toolbox_of(world, body).attempt(attempt())).fault.kind == "tool_error"
    assert dump(world) == before


async def test_a_result_against_its_schema_names_the_place_and_no_value(world: WorldDatabase):
    secret = {"id": "O-10042", "total": "ana@example.com"}
    tools = toolbox(world, get_order=lambda world, order_id: secret)
    fault = failure(await tools.attempt(attempt("get_order", order_id="O-10042"))).fault
    assert "/total" in fault.message
    assert "@" not in fault.message


async def test_a_tool_that_breaks_names_neither_person_nor_path(world: WorldDatabase):
    def body(world: World, mail: str) -> None:
        row = world.row("customers", "C-0001") or {}
        world.update("customers", "C-0001", name="Maria Kovač")
        raise KeyError(f"{row['email']} of {row['name']} / Maria Kovač / {mail} in /home/u/x.py")

    before = dump(world)
    tools = toolbox_of(world, body)
    fault = failure(await tools.attempt(attempt(mail="new@else.org"))).fault
    assert fault.message.startswith("KeyError")
    for word in ("ana@", "Ana", "Díaz", "Maria", "Kovač", "new@", "/home"):
        assert word not in fault.message
    assert dump(world) == before


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt(), RecursionError("deep")])
async def test_whatever_a_body_raises_is_a_failure_and_no_crash(
    world: WorldDatabase, error: BaseException
):
    def body(world: World) -> None:
        raise error

    assert failure(await toolbox_of(world, body).attempt(attempt())).fault.kind == "tool_error"


async def test_a_world_that_somebody_else_writes_to_is_unavailable_for_a_while(
    world: WorldDatabase,
):
    tools = toolbox(world)
    other = sqlite3.connect(world.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    outcome = failure(await tools.attempt(refund()))
    assert outcome.fault.kind == "unavailable"
    assert outcome.retryable
    # Reading goes on meanwhile: the world is in WAL mode.
    assert result(await tools.attempt(attempt("get_order", order_id="O-10042")))
    other.execute("ROLLBACK")
    other.close()
    assert result(await tools.attempt(refund()))


async def test_ten_thousand_attempts_leak_no_descriptor(world: WorldDatabase):
    if not Path("/proc/self/fd").exists():
        pytest.skip("counts descriptors through /proc")
    tools = toolbox(world)
    call = attempt("get_order", order_id="O-10042")
    await tools.attempt(call)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for number in range(10_000):
        await tools.attempt(call)
        if number % 2_500 == 0:
            world.close()
    assert len(list(Path("/proc/self/fd").iterdir())) <= before
