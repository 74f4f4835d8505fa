"""One effect once: keys, retries, and a write that has begun is never abandoned."""

import asyncio
from typing import Any

import pytest

from sandbox.domain.faults import Fault
from sandbox.domain.tool import Failed, Ok, RowChange, ToolContract, Unknown
from sandbox.hops.execute import Execution, execute, key_of
from sandbox.log.event import ToolAttempted, ToolResponded
from sandbox.ports import ToolReply
from sandbox.world.digest import WorldDigest
from tests.unit.hops.shop import GET_ORDER, ISSUE_REFUND, MAIL, NOW
from tests.unit.hops.stand_ins import FakeHop, FakeSleep, FakeToolbox, make_ports

ARGUMENTS: dict[str, Any] = {"order_id": "O-10042", "amount": "49.90"}
CHANGE = RowChange(table="refunds", key="RF-0001", after={"id": "RF-0001", "mail": MAIL})
DONE = ToolReply(outcome=Ok(result={"refund_id": "RF-0001"}), changes=(CHANGE,))
AGAIN = ToolReply(outcome=Failed(fault=Fault(kind="unavailable", message="busy"), retryable=True))
FINAL = ToolReply(outcome=Failed(fault=Fault(kind="tool_error", message="no")))
UNKNOWN = ToolReply(outcome=Unknown(fault=Fault(kind="timeout", message="lost")))
LEDGER = DONE.model_copy(update={"from_ledger": True})


def _execution(
    contract: ToolContract = ISSUE_REFUND, told: frozenset[str] = frozenset(), **arguments: Any
) -> tuple[Execution, list[RowChange]]:
    learned: list[RowChange] = []
    execution = Execution(contract, {**ARGUMENTS, **arguments}, told.__contains__, learned.extend)
    return execution, learned


async def _run(
    hop: FakeHop, *replies: Any, contract: ToolContract = ISSUE_REFUND, **ports: Any
) -> FakeToolbox:
    toolbox = FakeToolbox(*replies)
    made = make_ports(toolbox=toolbox, **ports)
    await execute(hop, _execution(contract)[0], made, WorldDigest())
    return toolbox


def _attempted(hop: FakeHop) -> list[ToolAttempted]:
    return [event for event in hop.events if isinstance(event, ToolAttempted)]


async def test_an_attempt_is_announced_made_answered(hop: FakeHop) -> None:
    await _run(hop, DONE)
    assert hop.kinds == ["tool_attempted", "tool_responded", "hop_finished"]
    assert (hop.output.attempts, hop.output.rows_changed) == (1, 1)


async def test_a_write_is_on_disk_before_its_effect_and_a_read_need_not_be(hop: FakeHop) -> None:
    await _run(hop, DONE)
    assert hop.syncs == [1]
    read = FakeHop()
    await _run(read, contract=GET_ORDER)
    assert read.syncs == []


async def test_every_attempt_of_a_write_has_one_key_and_a_read_has_none(hop: FakeHop) -> None:
    toolbox = await _run(hop, AGAIN, AGAIN, DONE)
    keys = {attempt.key for attempt in toolbox.attempts} | {e.key for e in _attempted(hop)}
    assert keys == {hop.output.key}
    assert hop.output.key
    assert [attempt.number for attempt in toolbox.attempts] == [1, 2, 3]
    read = FakeHop()
    assert (await _run(read, contract=GET_ORDER)).attempts[0].key == ""


async def test_a_failure_that_may_pass_is_tried_as_often_as_the_contract_says(hop: FakeHop) -> None:
    sleep = FakeSleep()
    toolbox = await _run(hop, AGAIN, sleep=sleep)
    assert len(toolbox.attempts) == hop.output.attempts == ISSUE_REFUND.retries + 1
    assert len(sleep.waits) == ISSUE_REFUND.retries
    assert isinstance(hop.output.outcome, Failed)


async def test_waits_grow_and_move_the_world_s_clock(hop: FakeHop) -> None:
    sleep = FakeSleep()
    ports = make_ports(toolbox=FakeToolbox(AGAIN, AGAIN, DONE), sleep=sleep)
    await execute(hop, _execution()[0], ports, WorldDigest())
    assert sleep.waits == sorted(sleep.waits)
    assert ports.clock.now() > NOW


@pytest.mark.parametrize("reply", [FINAL, UNKNOWN])
async def test_what_failed_for_good_or_may_have_happened_is_not_repeated(
    hop: FakeHop, reply: ToolReply
) -> None:
    toolbox = await _run(hop, reply, DONE)
    assert len(toolbox.attempts) == 1
    assert hop.output.outcome == reply.outcome


async def test_an_effect_from_the_ledger_changed_no_row_now(hop: FakeHop) -> None:
    world = WorldDigest()
    ports = make_ports(toolbox=FakeToolbox(LEDGER))
    await execute(hop, _execution()[0], ports, world)
    assert (hop.output.from_ledger, hop.output.rows_changed) == (True, 0)
    assert world.value() == WorldDigest().value()


async def test_rows_are_learnt_real_and_digested_masked(hop: FakeHop) -> None:
    """A replay has surrogates in place of personal values and must come to the same figure."""
    world, masked = WorldDigest(), WorldDigest()
    execution, learned = _execution()
    await execute(hop, execution, make_ports(toolbox=FakeToolbox(DONE)), world)
    assert learned == [CHANGE]
    responded = next(event for event in hop.events if isinstance(event, ToolResponded))
    assert MAIL not in responded.model_dump_json()
    masked.add(responded.changes)
    assert world.value() == masked.value() != WorldDigest().value()


async def test_the_tool_gets_the_values_and_the_log_does_not(hop: FakeHop) -> None:
    toolbox = FakeToolbox(DONE)
    execution, _ = _execution(note=MAIL)
    await execute(hop, execution, make_ports(toolbox=toolbox), WorldDigest())
    assert toolbox.attempts[0].arguments["note"] == MAIL
    assert MAIL not in "".join(event.model_dump_json() for event in hop.events)


def _key(told: frozenset[str] = frozenset(), **arguments: Any) -> str:
    return key_of(ISSUE_REFUND, {**ARGUMENTS, **arguments}, told.__contains__)


def test_a_key_is_of_the_idempotency_fields_alone() -> None:
    assert _key() == _key(amount="20.00") == _key(note="x")
    assert _key() != _key(line=2)
    assert _key() != _key(order_id="O-10077")


def test_a_repeat_meets_the_first_effect_until_it_was_told() -> None:
    first = _key()
    assert _key() == first
    second = _key(frozenset((first,)))
    assert second != first
    assert _key(frozenset((first, second))) not in (first, second)


def test_two_tools_never_share_a_key() -> None:
    other = ISSUE_REFUND.model_copy(update={"name": "issue_credit"})
    assert key_of(other, ARGUMENTS, lambda key: False) != _key()


async def _stopped(hop: FakeHop, times: int, reply: ToolReply, contract: ToolContract) -> Any:
    """Stops the turn `times` times while its first attempt is under way, then lets it end."""
    gate = asyncio.Event()
    toolbox = FakeToolbox(reply, gate=gate)
    ports = make_ports(toolbox=toolbox)
    task = asyncio.ensure_future(execute(hop, _execution(contract)[0], ports, WorldDigest()))
    await toolbox.begun.wait()
    for _ in range(times):
        task.cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    gate.set()
    result = (await asyncio.gather(task, return_exceptions=True))[0]
    return result, toolbox


@pytest.mark.parametrize("times", [1, 2, 5])
@pytest.mark.parametrize("contract", [ISSUE_REFUND, GET_ORDER])
async def test_what_has_begun_is_finished_and_logged_however_often_it_is_stopped(
    hop: FakeHop, times: int, contract: ToolContract
) -> None:
    stopped, toolbox = await _stopped(hop, times, DONE, contract)
    assert stopped is True
    assert toolbox.finished == 1
    assert hop.kinds == ["tool_attempted", "tool_responded", "hop_finished"]
    assert isinstance(hop.output.outcome, Ok)


async def test_a_stopped_attempt_that_failed_is_not_tried_again(hop: FakeHop) -> None:
    """It ends where the wait would have been: that is where a replay meets the stop."""
    result, toolbox = await _stopped(hop, 1, AGAIN, ISSUE_REFUND)
    assert isinstance(result, asyncio.CancelledError)
    assert len(toolbox.attempts) == 1
    assert hop.kinds == ["tool_attempted", "tool_responded"]


async def test_a_stop_during_the_wait_makes_no_other_attempt(hop: FakeHop) -> None:
    toolbox = FakeToolbox(AGAIN, DONE)
    ports = make_ports(toolbox=toolbox, sleep=FakeSleep(asyncio.CancelledError()))
    with pytest.raises(asyncio.CancelledError):
        await execute(hop, _execution()[0], ports, WorldDigest())
    assert len(toolbox.attempts) == 1


async def test_a_toolbox_that_was_stopped_itself_ends_the_hop(hop: FakeHop) -> None:
    """A replay raises there what had stopped the original."""
    ports = make_ports(toolbox=FakeToolbox(asyncio.CancelledError()))
    with pytest.raises(asyncio.CancelledError):
        await execute(hop, _execution()[0], ports, WorldDigest())
    assert hop.kinds == ["tool_attempted"]


async def test_what_nobody_stopped_says_so(hop: FakeHop) -> None:
    ports = make_ports(toolbox=FakeToolbox(DONE))
    assert await execute(hop, _execution()[0], ports, WorldDigest()) is False
