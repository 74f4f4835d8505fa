"""One answer from the model: attempts in the log, retries only while nothing was shown."""

import asyncio
from typing import Any

import pytest

from sandbox.domain.faults import Fault, FaultError
from sandbox.domain.message import text_message
from sandbox.domain.money import Cost, Usage
from sandbox.hops.infer import ATTEMPTS, infer
from sandbox.log.event import ModelRequested, ModelResponded
from sandbox.models.model_faults import ModelFault
from sandbox.ports import ModelRequest
from tests.unit.hops.shop import MAIL, NOW
from tests.unit.hops.stand_ins import FakeHop, FakeModel, FakeSleep, fault, make_ports, reply

REQUEST = ModelRequest(
    model="fake", messages=(text_message("user", "hi"),), settings={"temperature": 0}
)


async def _infer(hop: FakeHop, *scripts: list[Any], **ports: Any) -> ModelResponded:
    return await infer(hop, REQUEST, make_ports(model=FakeModel(scripts), **ports))


def _responses(hop: FakeHop) -> list[ModelResponded]:
    return [event for event in hop.events if isinstance(event, ModelResponded)]


async def test_an_answer_is_requested_responded_finished(hop: FakeHop) -> None:
    told = await _infer(hop, ["Hel", "lo.", reply("Hello.", usage=Usage(input=3, output=2))])
    assert hop.kinds == ["model_requested", "model_responded", "hop_finished"]
    assert (told.text, told.usage.input) == ("Hello.", 3)
    assert (hop.output.attempts, hop.output.model, hop.output.finish) == (1, "fake", "stop")


async def test_the_log_holds_the_request_as_it_went_out(hop: FakeHop) -> None:
    await _infer(hop, [reply("x")])
    requested = hop.events[0]
    assert isinstance(requested, ModelRequested)
    assert (requested.messages, requested.settings) == (REQUEST.messages, {"temperature": 0})
    assert requested.attempt == 1


async def test_pieces_are_passed_on_as_they_stream(hop: FakeHop) -> None:
    shown: list[Any] = []
    await _infer(hop, ["Hel", "lo.", reply("Hello.")], progress=shown.append)
    assert [piece.text for piece in shown] == ["Hel", "lo."]


@pytest.mark.parametrize("kind", ["rate_limited", "timeout", "unavailable"])
async def test_a_fault_that_may_pass_is_tried_again(hop: FakeHop, kind: Any) -> None:
    sleep = FakeSleep()
    told = await _infer(hop, [fault(kind)], [fault(kind)], [reply("x")], sleep=sleep)
    assert told.text == "x"
    assert hop.output.attempts == len(sleep.waits) + 1 == 3
    assert [e.attempt for e in hop.events if isinstance(e, ModelRequested)] == [1, 2, 3]
    assert sleep.waits == sorted(sleep.waits)


async def test_the_last_fault_is_the_one_that_is_raised(hop: FakeHop) -> None:
    with pytest.raises(FaultError, match="third"):
        await _infer(hop, [fault()], [fault()], [fault(message="third")])
    assert len(_responses(hop)) == ATTEMPTS
    assert "hop_finished" not in hop.kinds


@pytest.mark.parametrize("kind", ["model_error", "model_unreadable", "budget", "internal"])
async def test_a_fault_that_stays_is_not_tried_again(hop: FakeHop, kind: Any) -> None:
    with pytest.raises(FaultError):
        await _infer(hop, [fault(kind)], [reply("x")])
    assert [response.fault and response.fault.kind for response in _responses(hop)] == [kind]


async def test_nothing_is_retried_once_a_word_was_shown(hop: FakeHop) -> None:
    """The customer would read the answer twice, and in two wordings."""
    model = FakeModel([["I have", fault()], [reply("x")]])
    with pytest.raises(FaultError):
        await infer(hop, REQUEST, make_ports(model=model))
    assert len(model.requests) == 1
    assert _responses(hop)[0].text == "I have"


async def test_a_stream_without_a_reply_is_unreadable(hop: FakeHop) -> None:
    with pytest.raises(FaultError) as raised:
        await _infer(hop, ["Hel"])
    assert raised.value.fault.kind == "model_unreadable"
    assert _responses(hop)[0].text == "Hel"


async def test_the_clock_moves_by_the_nominal_wait(hop: FakeHop) -> None:
    ports = make_ports(model=FakeModel([[fault()], [reply("x")]]), sleep=FakeSleep())
    await infer(hop, REQUEST, ports)
    assert isinstance(ports.sleep, FakeSleep)
    assert ports.sleep.waits == [1.0]
    assert ports.clock.now() == NOW.replace("09:00:00", "09:00:01")


@pytest.mark.parametrize(("asked", "waited"), [(0.2, 1.0), (7.0, 7.0), (9_999.0, 30.0)])
async def test_a_wait_that_the_provider_asks_for_is_kept_within_reason(
    hop: FakeHop, asked: float, waited: float
) -> None:
    slow = FaultError(Fault(kind="rate_limited", message="slow down", retry_after=asked))
    sleep = FakeSleep()
    await _infer(hop, [slow], [reply("x")], sleep=sleep)
    assert sleep.waits == [waited]


async def test_a_wait_that_only_the_exception_knows_is_kept_too(hop: FakeHop) -> None:
    slow = ModelFault(Fault(kind="rate_limited", message="slow down"), retry_after=7.0)
    sleep = FakeSleep()
    await _infer(hop, [slow], [reply("x")], sleep=sleep)
    assert sleep.waits == [7.0]
    told = _responses(hop)[0].fault
    assert told is not None
    assert told.retry_after == 7.0


async def test_what_a_model_says_is_masked_before_anybody_reads_it(hop: FakeHop) -> None:
    told = await _infer(hop, [reply(f"Write to {MAIL}")])
    assert told.text == "Write to [EMAIL_1]"


async def test_cost_and_usage_are_the_answered_attempt_s(hop: FakeHop) -> None:
    cost = Cost(nano=5, known="reported")
    await _infer(hop, [fault()], [reply("x", cost=cost, usage=Usage(output=1))], sleep=FakeSleep())
    assert (hop.output.cost, hop.output.usage) == (cost, Usage(output=1))


async def test_the_first_token_s_time_is_the_first_piece_s(hop: FakeHop) -> None:
    told = await _infer(hop, ["a", "b", "c", reply("abc")])
    assert told.took is not None
    assert told.took.first_token == 1
    silent = await _infer(FakeHop(), [reply("abc")])
    assert silent.took is not None
    assert silent.took.first_token is None


async def test_a_first_token_at_once_is_at_0(hop: FakeHop) -> None:
    times = iter([5, 5, 9, 9, 9])
    hop.elapsed = lambda: next(times)  # pyright: ignore[reportAttributeAccessIssue]
    told = await _infer(hop, ["a", "b", reply("ab")])
    assert told.took is not None
    assert told.took.first_token == 0


async def test_a_stopped_stream_is_closed_and_answers_nothing(hop: FakeHop) -> None:
    model = FakeModel([["Hel", "wait"]])
    task = asyncio.ensure_future(infer(hop, REQUEST, make_ports(model=model)))
    await model.waits.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert hop.kinds == ["model_requested"]
    assert model.closed == 1


async def test_a_stop_during_the_wait_makes_no_other_attempt(hop: FakeHop) -> None:
    model = FakeModel([[fault()], [reply("x")]])
    ports = make_ports(model=model, sleep=FakeSleep(asyncio.CancelledError()))
    with pytest.raises(asyncio.CancelledError):
        await infer(hop, REQUEST, ports)
    assert len(model.requests) == 1
