"""The corners of an attempt: what a pack's code may do to it, and the moments between."""

import asyncio
import threading
import time
from contextlib import suppress
from typing import Any

import pytest

from sandbox.api import ToolError, World
from sandbox.ports import ToolReply
from sandbox.tools import call as call_module
from sandbox.tools.idempotency import idempotency_key
from sandbox.tools.view import Late
from sandbox.world.database import WorldDatabase
from sandbox.world.transaction import Transaction
from tests.unit.tools.helpers import (
    attempt,
    contract_of,
    failure,
    refund,
    result,
    toolbox,
    toolbox_of,
)
from tests.unit.world.tiny import dump

LINE = {"order_id": "O-10042", "amount": 1}


async def test_a_body_can_not_change_the_arguments_that_are_in_the_log(world: WorldDatabase):
    def body(world: World, items: list[str], deep: dict[str, Any]) -> int:
        items.clear()
        deep["x"]["y"] = "changed"
        return 1

    call = attempt(items=["a"], deep={"x": {"y": "z"}})
    assert result(await toolbox_of(world, body, "read").attempt(call)) == 1
    assert call.arguments == {"items": ["a"], "deep": {"x": {"y": "z"}}}


async def test_a_view_that_is_kept_is_of_no_use_after_the_call(world: WorldDatabase):
    kept: list[Any] = []
    tools = toolbox_of(world, kept.append)
    await tools.attempt(attempt())
    before = dump(world)
    # Not even for reading: the next call's rows are none of its business.
    for use in (
        lambda view: view.insert("refunds", LINE),
        lambda view: view.update("orders", "O-10042", note="x"),
        lambda view: view.row("orders", "O-10042"),
    ):
        with pytest.raises((Late, ToolError)):
            use(kept[0])
    assert dump(world) == before


async def test_a_thread_that_a_body_leaves_behind_writes_nothing(world: WorldDatabase):
    go, done = threading.Event(), threading.Event()

    def later(world: World) -> None:
        go.wait(5)
        with suppress(BaseException):
            world.update("orders", "O-10042", note="later")
        done.set()

    def body(world: World) -> str:
        threading.Thread(target=later, args=(world,), daemon=True).start()
        return "left a thread"

    tools = toolbox_of(world, body)
    assert result(await tools.attempt(attempt())) == "left a thread"
    before = dump(world)
    go.set()
    assert done.wait(5)
    assert dump(world) == before


@pytest.mark.parametrize("bad", ["half \ud800 of it", {"\udfff": 1}, [float("inf")], {1: b"x"}])
async def test_a_result_that_no_log_can_keep_is_taken_back(world: WorldDatabase, bad: Any):
    before = dump(world)

    def body(world: World) -> Any:
        world.insert("refunds", LINE)
        return bad

    fault = failure(await toolbox_of(world, body).attempt(attempt())).fault
    assert "JSON" in fault.message
    assert dump(world) == before


class Broken(ToolError):
    """An error of a pack that forgets to call its base."""

    def __init__(self) -> None:
        Exception.__init__(self, "ana@example.com")


@pytest.mark.parametrize("error", [Broken(), ToolError(404), ToolError("x", retryable="yes")])  # type: ignore[arg-type]
async def test_an_error_that_is_itself_broken_is_a_plain_failure(
    world: WorldDatabase, error: ToolError
):
    before = dump(world)

    def body(world: World) -> None:
        world.insert("refunds", LINE)
        raise error

    tools = toolbox_of(world, body)
    fault = failure(await tools.attempt(attempt())).fault
    assert "@" not in fault.message
    assert dump(world) == before
    # And the world is free for the next one.
    assert result(await toolbox_of(world, lambda world: 1).attempt(attempt())) == 1


def test_an_error_of_an_unknown_kind_is_refused_where_it_is_raised():
    with pytest.raises(ValueError, match="no kind of fault"):
        ToolError("x", "tool_eror")  # type: ignore[arg-type]


async def test_an_async_tool_is_told_so(world: WorldDatabase):
    async def body(world: World) -> int:
        return 1

    fault = failure(await toolbox_of(world, body).attempt(attempt())).fault
    assert "plain function" in fault.message


async def test_a_tool_that_is_not_there_is_a_failure(world: WorldDatabase):
    assert failure(await toolbox(world).attempt(attempt("get_ordr"))).fault.kind == "unknown_tool"


async def test_a_bug_says_in_which_line_it_is(world: WorldDatabase):
    def body(world: World) -> None:
        raise KeyError("x")

    hint = failure(await toolbox_of(world, body).attempt(attempt())).fault.hint
    line = body.__code__.co_firstlineno + 1
    assert hint == f"test_call_edges.py, line {line}"


@pytest.mark.parametrize(
    ("write", "word"),
    [
        (lambda world: world.insert("nowhere", {}), "nowhere"),
        (lambda world: world.insert("refunds", {**LINE, "colour": 1}), "colour"),
        (lambda world: world.insert("refunds", {"amount": 1}), "order_id"),
        (lambda world: world.update("orders", "O-99999", note="x"), "O-99999"),
        (lambda world: world.update("orders", "O-10042", status="lost"), "one of"),
        (lambda world: world.rows("orders", colour="red"), "colour"),
        (lambda world: world.rows("orders", status=["open"]), "a list"),
    ],
)
async def test_a_misuse_of_the_world_says_what_is_wrong(
    world: WorldDatabase, write: Any, word: str
):
    before = dump(world)
    assert word in failure(await toolbox_of(world, write).attempt(attempt())).fault.message
    assert dump(world) == before


async def test_a_body_that_swallows_a_refused_write_commits_the_rest_whole(world: WorldDatabase):
    def body(world: World) -> str:
        with suppress(ToolError):
            world.insert("refunds", {**LINE, "order_id": "O-99999"})
        world.update("orders", "O-10042", note="kept")
        return "done"

    reply = await toolbox_of(world, body).attempt(attempt())
    assert [change.table for change in reply.changes] == ["orders"]
    assert world.keys("refunds") == []


async def test_a_commit_that_came_just_before_the_time_out_counts(
    world: WorldDatabase, monkeypatch: pytest.MonkeyPatch
):
    commit = Transaction.commit

    def slow_commit(self: Transaction, *label: Any) -> None:
        commit(self, *label)
        time.sleep(0.2)

    monkeypatch.setattr(Transaction, "commit", slow_commit)
    tools = toolbox_of(world, lambda world: world.insert("refunds", LINE)["id"], timeout=0.1)
    reply = await tools.attempt(attempt(key="k"))
    assert result(reply) == "RF-0001"
    assert world.keys("refunds") == ["RF-0001"]
    assert len(world.query("SELECT key FROM _ledger")) == 1


async def test_a_body_that_comes_back_just_after_the_time_out_does_not_count(
    world: WorldDatabase, monkeypatch: pytest.MonkeyPatch
):
    before = dump(world)
    in_time = threading.Event()
    as_json = call_module.as_json

    def late(value: object) -> object:
        in_time.wait(5)
        return as_json(value)

    monkeypatch.setattr(call_module, "as_json", late)
    tools = toolbox_of(world, lambda world: world.insert("refunds", LINE)["id"], timeout=0.05)
    reply = await tools.attempt(attempt(key="k"))
    assert failure(reply).fault.kind == "timeout"
    in_time.set()
    await asyncio.sleep(0.1)
    assert dump(world) == before
    assert world.query("SELECT key FROM _ledger") == []
    monkeypatch.undo()
    again = await tools.attempt(attempt(key="k"))
    assert (result(again), again.from_ledger) == ("RF-0001", False)


async def test_a_call_that_was_cancelled_while_it_waited_never_ran(world: WorldDatabase):
    go, ran = threading.Event(), []
    bodies = {"slow": lambda world: go.wait(5), "next": lambda world: ran.append(1)}
    contracts = {name: contract_of({}).model_copy(update={"name": name}) for name in bodies}
    tools = toolbox(world)
    tools.contracts, tools.functions = contracts, bodies
    slow = asyncio.create_task(tools.attempt(attempt("slow")))
    await asyncio.sleep(0.05)
    waiting = asyncio.create_task(tools.attempt(attempt("next")))
    await asyncio.sleep(0.05)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go.set()
    assert result(await slow) is True
    assert ran == []


async def test_a_repeat_after_a_cancelled_write_pays_once(world: WorldDatabase):
    replies: list[ToolReply] = []
    tools = toolbox(world)
    for _ in range(20):
        task = asyncio.create_task(tools.attempt(refund()))
        await asyncio.sleep(0.0005 * len(replies))
        task.cancel()
        with suppress(asyncio.CancelledError):
            replies.append(await task)
        replies.append(await tools.attempt(refund()))
    assert world.keys("refunds") == ["RF-0001"]
    assert {result(reply)["refund_id"] for reply in replies} == {"RF-0001"}


async def test_calls_at_the_same_time_run_one_after_another(world: WorldDatabase):
    at_work: list[int] = []
    most: list[int] = []

    def body(world: World) -> None:
        at_work.append(1)
        most.append(len(at_work))
        time.sleep(0.005)
        at_work.pop()

    tools = toolbox_of(world, body, "read")
    await asyncio.gather(*(tools.attempt(attempt()) for _ in range(12)))
    assert max(most) == 1


async def test_a_thousand_worlds_at_once_share_a_few_threads(world: WorldDatabase):
    boxes = [toolbox_of(world, lambda world: 1, "read") for _ in range(1000)]
    await boxes[0].attempt(attempt())
    # One world only, so that this counts threads and not files: the boxes take turns on it.
    for box in boxes:
        box._one_at_a_time = boxes[0]._one_at_a_time
    replies = await asyncio.gather(*(box.attempt(attempt()) for box in boxes))
    assert [result(reply) for reply in replies] == [1] * 1000
    names = [thread.name for thread in threading.enumerate()]
    assert sum(name == "hopscope-tool" for name in names) < 70


def test_line_one_and_line_one_point_nought_are_the_same_effect():
    contract = contract_of({}, idempotency=("order_id", "line"))
    keys = {idempotency_key(contract, {"order_id": "O-10042", "line": line}) for line in (1, 1.0)}
    assert len(keys) == 1
    other = idempotency_key(contract, {"order_id": "O-10042", "line": 1.5})
    assert other not in keys
