"""One effect once: keys, retries, and a write that has begun is never abandoned."""

import asyncio
from typing import Any

import pytest

from sandbox.domain.faults import Fault
from sandbox.domain.tool import Failed, Ok, RowChange, ToolContract, Unknown
from sandbox.hops.execute import Execution, execute, key_of
from sandbox.log.back_ends import BackEnds
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
LOST = ToolReply(
    outcome=Unknown(fault=Fault(kind="timeout", message="lost"), retryable=True), changes=(CHANGE,)
)
LEDGER = DONE.model_copy(update={"from_ledger": True})


def _execution(
    contract: ToolContract = ISSUE_REFUND, back: BackEnds | None = None, **arguments: Any
) -> tuple[Execution, list[RowChange]]:
    learned: list[RowChange] = []
    execution = Execution(
        contract,
        {**ARGUMENTS, **arguments},
        past=lambda key: False,
        written=learned.extend,
        back=back or BackEnds(),
    )
    return execution, learned


async def _run(
    hop: FakeHop, *replies: Any, contract: ToolContract = ISSUE_REFUND, **ports: Any
) -> FakeToolbox:
    toolbox = FakeToolbox(*replies)
    made = make_ports(toolbox=toolbox, **ports)
    await execute(hop, _execution(contract, hop.back)[0], made, WorldDigest())
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


async def test_what_failed_for_good_is_not_repeated(hop: FakeHop) -> None:
    toolbox = await _run(hop, FINAL, DONE)
    assert len(toolbox.attempts) == 1
    assert hop.output.outcome == FINAL.outcome


async def test_what_may_have_happened_outside_our_ledger_is_not_repeated(hop: FakeHop) -> None:
    toolbox = await _run(hop, UNKNOWN, DONE)
    assert len(toolbox.attempts) == 1
    assert isinstance(hop.output.outcome, Unknown)
    assert hop.output.degraded == "hand_off"


async def test_a_lost_reply_is_asked_for_again_under_its_key_and_its_rows_count_once(
    hop: FakeHop,
) -> None:
    world, once = WorldDigest(), WorldDigest()
    ports = make_ports(toolbox=FakeToolbox(LOST, LEDGER))
    await execute(hop, _execution(back=hop.back)[0], ports, world)
    assert isinstance(hop.output.outcome, Ok)
    assert (hop.output.from_ledger, hop.output.attempts, hop.output.rows_changed) == (True, 2, 1)
    once.add(next(e for e in hop.events if isinstance(e, ToolResponded)).changes)
    assert world.value() == once.value()


async def test_what_was_lost_once_is_never_said_to_have_failed(hop: FakeHop) -> None:
    await _run(hop, LOST, AGAIN)
    assert isinstance(hop.output.outcome, Unknown)
    assert "not known whether it was done" in hop.output.outcome.fault.message


async def test_a_refusal_after_a_lost_reply_tells_that_nothing_had_been_done(hop: FakeHop) -> None:
    """It looked under the key before it refused."""
    await _run(hop, LOST, FINAL)
    assert hop.output.outcome == FINAL.outcome
    assert hop.output.degraded == ""


async def test_rows_that_a_crash_kept_out_of_the_log_count_when_the_ledger_tells_of_them(
    hop: FakeHop,
) -> None:
    world = WorldDigest()
    ports = make_ports(toolbox=FakeToolbox(LEDGER))
    await execute(hop, _execution(back=hop.back)[0], ports, world)
    assert (hop.output.from_ledger, hop.output.rows_changed) == (True, 1)
    assert world.value() != WorldDigest().value()


async def test_the_same_call_before_its_success_was_told_gives_the_first_result(
    hop: FakeHop,
) -> None:
    await _run(hop, DONE)
    second = FakeHop(number=2, back=hop.back)
    toolbox = await _run(second, FINAL)
    assert toolbox.attempts == []
    assert second.output.outcome == hop.output.outcome
    assert (second.output.from_ledger, second.output.rows_changed) == (True, 0)


async def test_a_service_that_asks_us_to_wait_is_given_the_time(hop: FakeHop) -> None:
    sleep = FakeSleep()
    await _run(hop, _limited(7.0), DONE, sleep=sleep)
    assert sleep.waits == [7.0]
    assert isinstance(hop.output.outcome, Ok)


async def test_a_service_that_asks_for_too_long_has_failed(hop: FakeHop) -> None:
    toolbox = await _run(hop, _limited(31.0), DONE)
    assert len(toolbox.attempts) == 1
    assert hop.output.degraded == "hand_off"


def _limited(seconds: float) -> ToolReply:
    fault = Fault(kind="rate_limited", message="slower", retry_after=seconds)
    return ToolReply(outcome=Failed(fault=fault, retryable=True))


async def test_waits_are_the_dice_s_and_never_the_same_for_two_calls(hop: FakeHop) -> None:
    first, second = FakeSleep(), FakeSleep()
    await _run(hop, AGAIN, sleep=first)
    await _run(FakeHop(number=2), AGAIN, sleep=second)
    again = FakeSleep()
    await _run(FakeHop(), AGAIN, sleep=again)
    assert first.waits == again.waits != second.waits


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
