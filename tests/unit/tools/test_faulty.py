"""What each injected fault leaves behind in the world, and what the caller is told."""

from typing import Any

import pytest

from sandbox.domain.fault_spec import TOOL_FAULTS
from sandbox.domain.tool import Failed, Ok, Skipped, Unknown
from sandbox.ports import Injected
from sandbox.tools.drift import drifted, malformed
from sandbox.tools.faulty import FaultyToolbox
from sandbox.world.database import WorldDatabase
from sandbox.world.lock import locked
from tests.unit.tools.helpers import attempt, contract_of, refund, result, toolbox
from tests.unit.world.tiny import dump

NOTHING_DONE = ("timeout", "unavailable", "rate_limited", "error_before_commit", "locked_database")
DONE_BUT_UNTOLD = ("error_after_commit", "malformed_result")


def faulty(world: WorldDatabase, **bodies: Any) -> FaultyToolbox:
    """The tiny pack's tools, with a contract for what a refund returns."""
    inner = toolbox(world, **bodies)
    schema = {"type": "object", "required": ["refund_id"]}
    checked = inner.contracts["issue_refund"].model_copy(update={"result": schema})
    inner.contracts = {**inner.contracts, "issue_refund": checked}
    return FaultyToolbox(inner, lambda: locked(world))


def suffer(one: Any, fault: str, seconds: float | None = None) -> Any:
    hit = Injected(spec=f"orders:{fault}", target="orders", fault=fault, seconds=seconds)
    return one.model_copy(update={"injected": (hit,)})


READ = attempt("get_order", order_id="O-10042")


@pytest.mark.parametrize("fault", NOTHING_DONE)
async def test_a_write_that_never_came_through_leaves_no_trace_and_may_be_tried_again(
    world: WorldDatabase, fault: str
) -> None:
    before, tools = dump(world), faulty(world)
    reply = await tools.attempt(suffer(refund(), fault))
    assert isinstance(reply.outcome, Failed)
    assert reply.outcome.retryable
    assert (dump(world), reply.changes) == (before, ())
    again = await tools.attempt(refund())
    assert (result(again)["refund_id"], again.from_ledger) == ("RF-0001", False)


@pytest.mark.parametrize("fault", DONE_BUT_UNTOLD)
async def test_a_write_whose_reply_is_lost_has_happened_once(
    world: WorldDatabase, fault: str
) -> None:
    tools = faulty(world)
    reply = await tools.attempt(suffer(refund(), fault))
    assert isinstance(reply.outcome, Unknown)
    assert reply.outcome.retryable
    assert [change.table for change in reply.changes] == ["refunds", "orders"]
    again = await tools.attempt(refund())
    assert again.from_ledger
    assert world.keys("refunds") == ["RF-0001"]


@pytest.mark.parametrize("fault", [*NOTHING_DONE, *DONE_BUT_UNTOLD])
async def test_a_read_that_suffers_is_a_failure_that_may_pass(
    world: WorldDatabase, fault: str
) -> None:
    reply = await faulty(world).attempt(suffer(READ, fault))
    assert isinstance(reply.outcome, Failed)
    assert reply.outcome.retryable


async def test_every_fault_is_named_where_the_caller_can_tell_it(world: WorldDatabase) -> None:
    kinds = {
        fault: getattr((await faulty(world).attempt(suffer(READ, fault))).outcome, "fault", None)
        for fault in TOOL_FAULTS
    }
    named = {fault: found.kind for fault, found in kinds.items() if found is not None}
    assert named == {
        "timeout": "timeout",
        "unavailable": "unavailable",
        "rate_limited": "rate_limited",
        "error_before_commit": "unavailable",
        "error_after_commit": "timeout",
        "malformed_result": "tool_error",
        "locked_database": "unavailable",
    }


async def test_a_429_says_how_long_to_wait(world: WorldDatabase) -> None:
    reply = await faulty(world).attempt(suffer(READ, "rate_limited", 7))
    assert isinstance(reply.outcome, Failed)
    assert reply.outcome.fault.retry_after == 7


@pytest.mark.parametrize(("seconds", "late"), [(1, False), (5, True), (99, True)])
async def test_latency_of_a_time_out_or_more_is_a_time_out(
    world: WorldDatabase, seconds: float, late: bool
) -> None:
    reply = await faulty(world).attempt(suffer(READ, "latency", seconds))
    assert isinstance(reply.outcome, Failed) is late
    if late:
        assert "within 5 s" in reply.outcome.fault.message  # pyright: ignore


async def test_a_stale_read_sees_the_world_before_its_last_change(world: WorldDatabase) -> None:
    def notes(world: Any, **_: Any) -> dict[str, Any]:
        row = world.row("orders", "O-10042")
        return {"id": row["note"] or "none", "total": "1.00"}

    tools = faulty(world, get_order=notes)
    assert result(await tools.attempt(suffer(READ, "stale_read")))["id"] == "none"
    await tools.attempt(refund())
    assert result(await tools.attempt(READ))["id"] == "refunded: other"
    assert result(await tools.attempt(suffer(READ, "stale_read")))["id"] == "none"
    assert result(await tools.attempt(READ))["id"] == "refunded: other"


async def test_a_stale_read_can_not_write(world: WorldDatabase) -> None:
    def sly(world: Any, **_: Any) -> dict[str, Any]:
        world.update("orders", "O-10042", note="x")
        return {}

    before = dump(world)
    reply = await faulty(world, get_order=sly).attempt(suffer(READ, "stale_read"))
    assert isinstance(reply.outcome, Failed)
    assert dump(world) == before
    assert result(await faulty(world).attempt(refund()))["refund_id"] == "RF-0001"


async def test_a_lock_is_a_real_one_and_is_let_go(world: WorldDatabase) -> None:
    tools = faulty(world)
    reply = await tools.attempt(suffer(refund(), "locked_database"))
    assert isinstance(reply.outcome, Failed)
    assert "busy" in reply.outcome.fault.message
    assert result(await tools.attempt(refund()))["refund_id"] == "RF-0001"


async def test_a_lookup_finds_what_happened_and_runs_nothing(world: WorldDatabase) -> None:
    tools = faulty(world)
    look = refund().model_copy(update={"lookup": True})
    assert isinstance((await tools.attempt(look)).outcome, Skipped)
    assert world.keys("refunds") == []
    await tools.attempt(refund())
    assert (await tools.attempt(look)).from_ledger


async def test_a_result_of_an_unknown_enum_value_is_not_taken_for_an_answer(
    world: WorldDatabase,
) -> None:
    tools = faulty(world)
    contract = tools.inner.contracts["get_order"]
    status = {"status": {"enum": ["delivered", "open"]}}
    schema = {**contract.result, "properties": {**contract.result["properties"], **status}}
    changed = contract.model_copy(update={"result": schema})
    tools.inner.contracts = {**tools.inner.contracts, "get_order": changed}
    reply = await tools.attempt(suffer(READ, "enum_drift"))
    assert isinstance(reply.outcome, Failed)
    assert "/status" in reply.outcome.fault.hint
    assert isinstance((await tools.attempt(READ)).outcome, Ok)


def test_a_drifted_enum_is_the_first_one_there_is_also_in_a_list() -> None:
    item = {"type": "object", "properties": {"state": {"enum": ["on", "off"]}}}
    properties = {"a": {"type": "integer"}, "items": {"type": "array", "items": item}}
    contract = contract_of({}).model_copy(
        update={"result": {"type": "object", "properties": properties}}
    )
    assert drifted(contract, {"a": 1, "items": [{"state": "on"}, {"state": "off"}]}) == {
        "a": 1,
        "items": [{"state": "on_v2"}, {"state": "off"}],
    }
    assert drifted(contract, {"a": 1, "items": []}) == {"a": 1, "items": []}


def test_a_malformed_result_lacks_what_its_schema_requires() -> None:
    contract = contract_of({}).model_copy(update={"result": {"required": ["b"]}})
    assert malformed(contract, {"a": 1, "b": 2}) == {"a": 1}
    assert malformed(contract, {"a": 1}) == {}
    assert malformed(contract, "delivered") == "del…"
