"""A person in the model's place: for a whole session, and for one call of another model."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from sandbox import wiring
from sandbox.adapters.ask import AnswerAll
from sandbox.cli.human_file import FilePerson, Replies
from sandbox.domain.faults import Fault, FaultError
from sandbox.domain.money import FREE
from sandbox.export.call_lines import call_lines
from sandbox.hub.live import LiveSession
from sandbox.log.event import ModelRequested, ModelResponded
from sandbox.pack.pack import Pack
from sandbox.ports import ModelReply, ModelRequest
from sandbox.settings import Settings
from tests.journeys.replaying import replays

STATUS = "where is my order 10042?"
CALL = '/call get_order {"order_id": "O-10042"}'
REPLY = "Order 10042 was delivered."

Start = Callable[..., LiveSession]


def seated(live: LiveSession, *texts: str) -> FilePerson:
    """A person who types `texts`, one for each call."""
    seat = live.parts.seat
    person = FilePerson(Replies("replies.yaml", texts), seat.contracts)
    seat.person = person.ask
    return person


def exchanges(live: LiveSession) -> list[tuple[str, str]]:
    """Who was asked and who answered, of every call."""
    events = [event for turn in live.session.turns for hop in turn.hops for event in hop.events]
    asked = [event.model for event in events if isinstance(event, ModelRequested)]
    answered = [event.model for event in events if isinstance(event, ModelResponded)]
    return list(zip(asked, answered, strict=True))


async def test_a_person_answers_a_whole_session_and_it_replays(
    start: Start, settings: Settings
) -> None:
    live = start(model="sandbox/human")
    person = seated(live, f"One moment.\n{CALL}", REPLY)
    await live.send(STATUS)
    turn = live.session.turns[0]
    assert (turn.reply, person.left) == (REPLY, 0)
    assert exchanges(live) == [("sandbox/human", "sandbox/human")] * 2
    assert all(one.usage.input > 0 and one.cost == FREE for one in turn.responses)
    await replays(live, settings)


async def test_a_call_taken_over_is_kept_as_human_and_the_next_goes_to_the_model(
    start: Start, settings: Settings
) -> None:
    live = start()
    person = seated(live, CALL, "never asked for")
    live.parts.seat.armed = True
    await live.send(STATUS)
    assert exchanges(live) == [
        ("sandbox/scripted", "sandbox/human"),
        ("sandbox/scripted", "sandbox/scripted"),
    ]
    assert (person.left, live.parts.seat.armed) == (1, False)
    turn = live.session.turns[0]
    assert turn.model == "sandbox/scripted"
    told = [line for hop in turn.hops for line in call_lines(hop)]
    assert told == ["a person answered in place of sandbox/scripted"]
    await live.send("thanks")
    assert exchanges(live)[-1] == ("sandbox/scripted", "sandbox/scripted")
    await replays(live, settings)


async def test_a_wrong_call_of_a_person_is_judged_like_a_models(
    start: Start, settings: Settings
) -> None:
    live = start(model="sandbox/human")
    seated(live, '/call get_order {"orderId": "10042"}', REPLY)
    await live.send(STATUS)
    repaired = [hop.name for hop in live.session.turns[0].hops]
    assert "repair" in repaired
    assert live.session.turns[0].reply == REPLY
    await replays(live, settings)


async def test_what_a_person_types_is_masked_before_it_is_kept(
    start: Start, settings: Settings
) -> None:
    live = start(model="sandbox/human")
    seated(live, "I have written to nobody.else@example.net about it.")
    await live.send(STATUS)
    log = live.folder.log.read_text("utf-8")
    assert "nobody.else@example.net" not in log
    await replays(live, settings)


async def test_a_person_who_gives_up_fails_the_call_and_the_session_goes_on(
    start: Start, settings: Settings
) -> None:
    async def gives_up(request: ModelRequest) -> ModelReply:
        raise FaultError(Fault(kind="model_error", message="the person gave up"))

    live = start()
    live.parts.seat.person = gives_up
    live.parts.seat.armed = True
    await live.send(STATUS)
    finished = live.session.turns[0].finished
    assert finished is not None
    assert finished.degraded
    assert len(live.session.turns[0].responses) == 1
    await live.send(STATUS)
    assert "10042" in live.session.turns[1].reply
    await replays(live, settings)


async def test_nobody_in_the_seat_fails_the_call(start: Start, settings: Settings) -> None:
    live = start(model="sandbox/human")
    await live.send(STATUS)
    fault = live.session.turns[0].responses[0].fault
    assert fault is not None
    assert "nobody is there" in fault.message
    await replays(live, settings)


async def test_esc_stops_a_turn_that_waits_for_a_person(start: Start, settings: Settings) -> None:
    asked, stopped = asyncio.Event(), asyncio.Event()

    async def waits(request: ModelRequest) -> ModelReply:
        asked.set()
        try:
            return await asyncio.get_running_loop().create_future()
        finally:
            stopped.set()

    live = start(model="sandbox/human")
    live.parts.seat.person = waits
    sent = asyncio.ensure_future(live.send(STATUS))
    await asyncio.wait_for(asked.wait(), 20)
    live.cancel()
    assert await sent is None
    assert stopped.is_set()
    turn = live.session.turns[0]
    assert turn.finished.outcome == "cancelled"  # pyright: ignore
    assert turn.cost == FREE
    await replays(live, settings)


async def test_a_model_fault_hits_the_persons_answer_too(start: Start, settings: Settings) -> None:
    live = start(faults=("model:empty_reply@1",))
    person = seated(live, REPLY)
    live.parts.seat.armed = True
    await live.send(STATUS)
    assert person.left == 0
    assert live.session.turns[0].responses[0].text == ""
    await replays(live, settings)


async def test_a_person_answers_when_the_budget_is_used_up(
    pack: Pack, settings: Settings, tmp_path: Path
) -> None:
    tight = settings.model_copy(
        update={"turn_budget": "0.000001", "api_base": "http://127.0.0.1:9"}
    )
    begin = wiring.Start(model="openai/gpt-4o-mini")
    live = wiring.new_session(tight, pack, begin, ask=AnswerAll(True), home=tmp_path)
    seated(live, REPLY)
    live.parts.seat.armed = True
    await live.send("hello there, who are you?")
    assert live.session.turns[0].reply == REPLY
    await live.send("hello there, who are you?")
    fault = live.session.turns[1].responses[0].fault
    assert fault is not None
    assert fault.kind == "budget"
    await replays(live, settings)
