"""A person in the model's place is waited for: in the log, in the figures, also when stopped."""

import asyncio
from collections.abc import Callable

import pytest

from sandbox.cli.human_file import FilePerson, Replies
from sandbox.cli.show import footer
from sandbox.domain.faults import Fault, FaultError
from sandbox.export.stats import stats_of
from sandbox.hub.live import LiveSession
from sandbox.log.index import index_of
from sandbox.log.times import times_of
from sandbox.models.latency import latencies
from sandbox.ports import ModelReply, ModelRequest
from sandbox.settings import Settings
from sandbox.tui.feed.chat import block_of, footer_of
from tests.journeys.replaying import replays

STATUS = "where is my order 10042?"
Start = Callable[..., LiveSession]


def all_waited(live: LiveSession) -> list[bool]:
    """Of each answer whether all of its time was waiting for a person."""
    tooks = [one.took for turn in live.session.turns for one in turn.responses]
    return [took is not None and took.waited == took.total for took in tooks]


async def test_the_call_that_a_person_took_over_is_waiting_and_the_models_own_is_not(
    start: Start, settings: Settings
) -> None:
    live = start()
    replies = Replies("replies.yaml", ['/call get_order {"order_id": "O-10042"}'])
    live.parts.seat.person = FilePerson(replies, live.parts.seat.contracts).ask
    live.parts.seat.armed = True
    await live.send(STATUS)
    assert all_waited(live) == [True, False]
    (turn,) = live.session.turns
    first, second = (one.took for one in turn.responses)
    assert first is not None
    assert second is not None
    assert first.first_token is None
    assert times_of(turn).waited == block_of(turn).waited == first.total
    index = index_of({live.name: live.session}, {})
    (infer,) = (hop for hop in stats_of(index).hops if hop.name == "infer")
    hops = [hop for hop in turn.hops if hop.name == "infer"]
    own = [(hop.total or 0) - waited for hop, waited in zip(hops, (first.total, 0), strict=True)]
    assert infer.time.max == pytest.approx(max(own) / 1e6, abs=0.0006)
    assert latencies(index)["sandbox/scripted"].whole == second.total / 1e9
    await replays(live, settings)


@pytest.mark.parametrize("model", ["sandbox/human", "sandbox/scripted"])
async def test_a_call_that_was_stopped_while_a_person_was_asked_is_waiting(
    start: Start, settings: Settings, model: str
) -> None:
    asked = asyncio.Event()

    async def waits(request: ModelRequest) -> ModelReply:
        asked.set()
        return await asyncio.get_running_loop().create_future()

    live = start(model=model)
    live.parts.seat.person, live.parts.seat.armed = waits, True
    sent = asyncio.ensure_future(live.send(STATUS))
    await asyncio.wait_for(asked.wait(), 20)
    live.cancel()
    assert await sent is None
    assert all_waited(live) == [True]
    assert times_of(live.session.turns[0]).waited > 0
    await replays(live, settings)


async def test_the_turns_line_tells_what_of_its_time_was_waiting(start: Start) -> None:
    async def thinks(request: ModelRequest) -> ModelReply:
        await asyncio.sleep(0.02)
        return ModelReply(model="", text="It is on its way.")

    live = start(model="sandbox/human")
    live.parts.seat.person = thinks
    await live.send(STATUS)
    (turn,) = live.session.turns
    assert f"({times_of(turn).waited / 1e9:.2f} s waiting)" in footer(turn)
    assert " waiting)" in footer_of(block_of(turn))


async def test_a_call_that_a_person_gave_up_is_waiting(start: Start, settings: Settings) -> None:
    async def gives_up(request: ModelRequest) -> ModelReply:
        raise FaultError(Fault(kind="model_error", message="given up"))

    live = start(model="sandbox/human")
    live.parts.seat.person = gives_up
    await live.send(STATUS)
    assert set(all_waited(live)) == {True}
    await replays(live, settings)
