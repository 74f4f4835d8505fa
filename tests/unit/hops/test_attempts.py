"""The guards around an attempt: circuit breaker, rate limit, faults; and what stands in."""

from typing import Any

import pytest

from sandbox.adapters.clocks import SteppingClock
from sandbox.domain.base import JSON
from sandbox.domain.faults import Fault
from sandbox.domain.service import Service
from sandbox.domain.tool import Failed, Ok, RowChange, ToolContract, Unknown
from sandbox.domain.turn import Principal
from sandbox.hops.execute import Execution, execute
from sandbox.log.back_ends import BackEnds
from sandbox.log.event import (
    BreakerMoved,
    Event,
    FaultArmed,
    FaultInjected,
    HopStarted,
    PrincipalChanged,
    ToolAttempted,
    ToolResponded,
    WorldEdited,
)
from sandbox.ports import ToolReply
from sandbox.tools.retry import LONGEST_ASKED
from sandbox.world.digest import WorldDigest
from tests.unit.hops.shop import GET_ORDER, ISSUE_REFUND, NOW
from tests.unit.hops.stand_ins import FakeHop, FakeSleep, FakeToolbox, make_ports

AWAY = ToolReply(outcome=Failed(fault=Fault(kind="unavailable", message="away"), retryable=True))
FINE = ToolReply(outcome=Ok(result={"status": "shipped"}))
READ = GET_ORDER.model_copy(update={"retries": 0})
GUARD = Service(failures=2, rest=30)
ORDER: dict[str, JSON] = {"order_id": "O-10042"}


class Shop:
    """One session's log; each `call` is one execute hop at world time `clock`."""

    def __init__(self, service: Service = GUARD) -> None:
        self.back = BackEnds()
        self.clock: Any = SteppingClock(NOW)
        self.service = service
        self.sleep = FakeSleep()
        self.hops = 0

    async def call(
        self, *replies: Any, contract: ToolContract = READ, arguments: dict[str, JSON] | None = None
    ) -> FakeHop:
        self.hops += 1
        hop = FakeHop(number=self.hops, at=self.clock.now(), back=self.back)
        hop.write(HopStarted(name="execute", subject=contract.subject, turn=1, hop=self.hops))
        self.toolbox = FakeToolbox(*(replies or (FINE,)))
        ports = make_ports(toolbox=self.toolbox, clock=self.clock, sleep=self.sleep)
        execution = Execution(
            contract,
            arguments or ORDER,
            past=lambda key: False,
            written=lambda changes: None,
            back=self.back,
            service=self.service,
        )
        await execute(hop, execution, ports, WorldDigest())
        return hop


@pytest.fixture
def shop() -> Shop:
    return Shop()


def _moves(hop: FakeHop) -> list[str]:
    return [event.state for event in hop.events if isinstance(event, BreakerMoved)]


async def test_a_breaker_opens_rests_tries_once_and_closes(shop: Shop) -> None:
    assert _moves(await shop.call(AWAY)) == []
    assert _moves(await shop.call(AWAY)) == ["open"]
    refused = await shop.call()
    assert refused.output.outcome.fault.kind == "breaker_open"
    assert (refused.output.attempts, shop.toolbox.attempts) == (0, [])
    shop.clock.move(30)
    trial = await shop.call()
    assert _moves(trial) == ["half_open", "closed"]
    assert isinstance(trial.output.outcome, Ok)
    assert trial.output.breaker == "closed"


async def test_a_trial_that_fails_opens_it_again(shop: Shop) -> None:
    await shop.call(AWAY)
    await shop.call(AWAY)
    shop.clock.move(30)
    assert _moves(await shop.call(AWAY)) == ["half_open", "open"]
    shop.clock.move(29)
    assert (await shop.call()).output.attempts == 0


async def test_a_circuit_that_opens_ends_the_retries(shop: Shop) -> None:
    hop = await shop.call(AWAY, contract=GET_ORDER.model_copy(update={"retries": 9}))
    assert hop.output.attempts == GUARD.failures
    assert hop.output.outcome.fault.kind == "unavailable"


async def test_one_service_s_circuit_is_not_another_s(shop: Shop) -> None:
    await shop.call(AWAY)
    await shop.call(AWAY)
    other = READ.model_copy(update={"service": "crm"})
    assert isinstance((await shop.call(contract=other)).output.outcome, Ok)


async def test_a_repeat_is_answered_though_the_circuit_is_open(shop: Shop) -> None:
    await shop.call(contract=ISSUE_REFUND)
    await shop.call(AWAY)
    await shop.call(AWAY)
    again = await shop.call(contract=ISSUE_REFUND)
    assert isinstance(again.output.outcome, Ok)
    assert again.output.from_ledger


async def test_an_unsure_write_that_meets_an_open_circuit_stays_unsure(shop: Shop) -> None:
    lost = Unknown(fault=Fault(kind="timeout", message="lost"))
    await shop.call(ToolReply(outcome=lost), contract=ISSUE_REFUND)
    await shop.call(AWAY)
    assert isinstance((await shop.call(contract=ISSUE_REFUND)).output.outcome, Unknown)


async def test_calls_over_the_limit_wait_for_their_turn(shop: Shop) -> None:
    shop.service = Service(calls=2, per=10)
    await shop.call()
    await shop.call()
    hop = await shop.call()
    assert hop.output.throttled == 10
    assert shop.sleep.waits == [10]
    assert isinstance(hop.output.outcome, Ok)


async def test_a_limit_that_is_too_far_away_fails_the_call_at_once(shop: Shop) -> None:
    shop.service = Service(calls=1, per=3600)
    await shop.call()
    hop = await shop.call(arguments={"order_id": "O-10077"})
    assert hop.output.outcome.fault.kind == "rate_limited"
    assert shop.toolbox.attempts == []


async def test_a_read_without_an_answer_gets_the_earlier_one_told_as_old(shop: Shop) -> None:
    first = await shop.call()
    hop = await shop.call(AWAY)
    assert hop.output.degraded == "cached"
    assert hop.output.source == f"{first.turn}.{first.number}"
    assert hop.output.outcome.result["status"] == "shipped"
    assert NOW in hop.output.outcome.result["stale"]
    stood_in = [e for e in hop.events if isinstance(e, ToolResponded)][-1]
    assert (stood_in.source, stood_in.outcome) == (hop.output.source, hop.output.outcome)


async def test_an_earlier_answer_is_not_used_for_other_arguments(shop: Shop) -> None:
    await shop.call()
    hop = await shop.call(AWAY, arguments={"order_id": "O-10077"})
    assert (hop.output.degraded, hop.output.outcome.status) == ("abstain", "failed")


async def test_an_earlier_answer_is_not_used_after_anything_was_written(shop: Shop) -> None:
    from tests.unit.hops.test_execute import DONE

    await shop.call()
    await shop.call(DONE, contract=ISSUE_REFUND)
    assert (await shop.call(AWAY)).output.degraded == "abstain"


async def test_a_stand_in_is_not_kept_as_an_answer(shop: Shop) -> None:
    await shop.call()
    await shop.call(AWAY)
    shop.clock.move(60)
    third = await shop.call(AWAY)
    assert third.output.source == "1.1"


async def test_the_contract_s_fallback_stands_in_where_there_is_no_earlier_answer(
    shop: Shop,
) -> None:
    contract = READ.model_copy(update={"fallback": {"status": "unknown"}})
    hop = await shop.call(AWAY, contract=contract)
    assert hop.output.degraded == "static"
    assert hop.output.outcome.result["status"] == "unknown"


async def test_a_fallback_that_breaks_the_contract_is_not_used(shop: Shop) -> None:
    result = {"type": "object", "required": ["status"]}
    contract = READ.model_copy(update={"fallback": {}, "result": result})
    assert (await shop.call(AWAY, contract=contract)).output.degraded == "abstain"


async def test_a_refusal_is_no_reason_to_degrade(shop: Shop) -> None:
    refusal = Failed(fault=Fault(kind="tool_error", message="not refundable"))
    hop = await shop.call(ToolReply(outcome=refusal))
    assert (hop.output.degraded, hop.output.outcome) == ("", refusal)


async def test_an_armed_fault_hits_its_call_and_is_in_the_log_before_the_reply(shop: Shop) -> None:
    shop.back.feed(FaultArmed(spec="orders.get_order:unavailable@2"))
    assert not await _injected(shop)
    assert await _injected(shop) == ["orders.get_order:unavailable@2"]
    assert shop.toolbox.attempts[0].injected[0].fault == "unavailable"
    assert not await _injected(shop)


async def _injected(shop: Shop) -> list[str]:
    hop = await shop.call()
    kinds = hop.kinds
    found = [event.spec for event in hop.events if isinstance(event, FaultInjected)]
    if found:
        assert kinds.index("tool_attempted") < kinds.index("fault_injected")
        assert kinds.index("fault_injected") < kinds.index("tool_responded")
    return found


async def test_latency_is_waited_for_before_the_tool_begins_and_no_longer_than_its_time_out(
    shop: Shop,
) -> None:
    shop.back.feed(FaultArmed(spec="orders:latency=1s@1"))
    shop.back.feed(FaultArmed(spec="orders:latency=99s@2"))
    await shop.call()
    await shop.call()
    assert shop.sleep.waits == [1.0, READ.timeout]


async def test_a_stop_while_latency_is_waited_for_begins_nothing(shop: Shop) -> None:
    import asyncio

    shop.back.feed(FaultArmed(spec="orders:latency=1s"))
    shop.sleep = FakeSleep(asyncio.CancelledError())
    with pytest.raises(asyncio.CancelledError):
        await shop.call(contract=ISSUE_REFUND)
    assert shop.toolbox.attempts == []
    assert shop.back.effects.state(_last_key(shop)) == ""


def _last_key(shop: Shop) -> str:
    from sandbox.hops.execute import key_of

    return key_of(ISSUE_REFUND, ORDER, lambda key: False)


async def test_chance_is_the_dice_s_so_the_same_seed_hits_the_same_calls() -> None:
    runs: list[list[int]] = []
    for _ in range(2):
        shop = Shop(Service(failures=1000))
        shop.back.feed(FaultArmed(spec="orders:unavailable%30"))
        hit = [len(await _injected(shop)) for _ in range(60)]
        runs.append(hit)
    assert runs[0] == runs[1]
    assert 5 < sum(runs[0]) < 35


async def test_another_seed_of_a_fault_hits_other_calls() -> None:
    runs: list[list[int]] = []
    for seed in (1, 2):
        shop = Shop(Service(failures=1000))
        shop.back.feed(FaultArmed(spec=f"orders:unavailable%50~{seed}"))
        runs.append([len(await _injected(shop)) for _ in range(40)])
    assert runs[0] != runs[1]


async def test_attempts_count_so_a_retry_of_the_first_call_is_the_second(shop: Shop) -> None:
    shop.back.feed(FaultArmed(spec="orders:unavailable@1"))
    hop = await shop.call(AWAY, FINE, contract=GET_ORDER)
    attempts = [e for e in hop.events if isinstance(e, ToolAttempted)]
    assert len(attempts) == 2
    assert sum(isinstance(e, FaultInjected) for e in hop.events) == 1


@pytest.mark.parametrize(
    "event",
    [
        PrincipalChanged(principal=Principal(customer="C-0008")),
        WorldEdited(changes=(RowChange(table="orders", key="O-1", after={}),)),
    ],
)
async def test_an_earlier_answer_is_not_used_for_another_customer_or_an_edited_world(
    shop: Shop, event: Event
) -> None:
    await shop.call()
    shop.back.feed(event)
    assert (await shop.call(AWAY)).output.degraded == "abstain"


async def test_a_retry_that_the_limit_keeps_too_far_away_is_not_waited_for(shop: Shop) -> None:
    shop.service = Service(calls=1, per=3600)
    hop = await shop.call(AWAY, contract=GET_ORDER)
    assert (hop.output.attempts, hop.output.throttled) == (1, 0)
    assert hop.output.outcome.fault.kind == "unavailable"
    assert max(shop.sleep.waits) <= LONGEST_ASKED


async def test_an_attempt_counts_against_the_limit_when_it_is_made(shop: Shop) -> None:
    """The retry came 10 s after its hop began; from there on the window would be over already."""
    shop.service = Service(calls=1, per=10)
    await shop.call(AWAY, FINE, contract=GET_ORDER)
    assert shop.back.calls("orders") == (NOW, "2026-11-20T09:00:10Z")
    hop = await shop.call(arguments={"order_id": "O-10077"})
    assert hop.output.throttled == 10


async def test_a_call_over_the_limit_takes_no_trial_of_the_circuit_away(shop: Shop) -> None:
    await shop.call(AWAY)
    await shop.call(AWAY)
    shop.clock.move(30)
    shop.service = Service(failures=2, rest=30, calls=1, per=3600)
    refused = await shop.call()
    assert (refused.output.outcome.fault.kind, _moves(refused)) == ("rate_limited", [])
    shop.service = GUARD
    assert _moves(await shop.call()) == ["half_open", "closed"]
