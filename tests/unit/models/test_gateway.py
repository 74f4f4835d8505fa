"""The gateway over real HTTP: what it sends, what it makes of streams, how it lets go."""

import asyncio
from contextlib import aclosing

import pytest

from sandbox.domain.faults import FaultError
from sandbox.domain.message import text_message
from sandbox.domain.money import FREE, Cost, Usage
from sandbox.domain.tool import ToolCall
from sandbox.models.gateway import Gateway
from sandbox.models.litellm_door import door
from sandbox.models.price_book import PriceBook
from sandbox.ports import TextDelta
from tests.loopback.anthropic_server import AnthropicServer
from tests.loopback.client import gateway, hear, request
from tests.loopback.openai_server import OpenAIServer
from tests.loopback.script import Broken, Call, Say, Used


@pytest.fixture(autouse=True)
async def _warm() -> None:
    # Short limits below are for servers, not for the import.
    await door()


async def test_text_streams_in_pieces_and_the_reply_holds_all_of_it() -> None:
    async with OpenAIServer(script=[Say("Your order is on its way.")]) as server:
        pieces, reply = await hear(gateway(server.base), request())
    assert len(pieces) > 2
    assert "".join(pieces) == reply.text == "Your order is on its way."
    assert (reply.finish, reply.calls, server.complaints) == ("stop", (), [])


async def test_parallel_calls_arrive_exactly_as_the_model_wrote_them() -> None:
    first, second = '{"order": "O-1",\n "n":1 }', '{"order": "O-'
    calls = (Call("issue_refund", first, "a"), Call("issue_refund", second, "a"))
    async with OpenAIServer(script=[Say("One moment.", calls)]) as server:
        _, reply = await hear(gateway(server.base), request())
    assert reply.calls == (
        ToolCall(position=0, id="a", tool="issue_refund", arguments=first),
        ToolCall(position=1, id="a", tool="issue_refund", arguments=second),
    )
    assert (reply.text, reply.finish) == ("One moment.", "tool_calls")


async def test_reported_usage_is_taken_over_with_its_parts() -> None:
    used = Used(input=1000, cached=600, output=200, reasoning=150)
    async with OpenAIServer(script=[Say("hm", used=used)]) as server:
        _, reply = await hear(gateway(server.base), request())
    usage = reply.usage
    assert (usage.input, usage.cached, usage.output, usage.reasoning) == (1000, 600, 200, 150)
    assert not usage.estimated
    assert reply.raw_usage["prompt_tokens"] == 1000


async def test_missing_usage_is_estimated_and_marked() -> None:
    calls = (Call("issue_refund", '{"order": "O-1"}'),)
    async with OpenAIServer(script=[Say("A few words.", calls, used=None)]) as server:
        _, reply = await hear(gateway(server.base), request())
    assert reply.usage.estimated
    assert reply.usage.input > 10
    assert 5 < reply.usage.output < 30
    assert reply.raw_usage == {}


async def test_thoughts_are_counted_and_not_shown() -> None:
    say = Say("Yes.", used=None, reasoning="Let me think about this for a while.")
    async with OpenAIServer(script=[say]) as server:
        pieces, reply = await hear(gateway(server.base), request())
    assert "".join(pieces) == reply.text == "Yes."
    assert reply.usage.reasoning > 5


async def test_a_price_of_ones_own_makes_the_cost_of_a_local_model() -> None:
    book = PriceBook({}, own={"openai/local": {"input": "1", "cached": "0.1", "output": "2"}})
    used = Used(input=1000, cached=500, output=10)
    async with OpenAIServer(script=[Say("hi", used=used), Say("hi", used=None)]) as server:
        _, counted = await hear(gateway(server.base, prices=book), request())
        _, guessed = await hear(gateway(server.base, prices=book), request())
    assert counted.cost == Cost(nano=570_000, known="computed", book=book.version)
    assert guessed.cost.known == "estimated"


async def test_a_model_at_ones_own_address_costs_unknown_under_a_famous_name() -> None:
    async with OpenAIServer(script=[Say("hi")]) as server:
        _, reply = await hear(gateway(server.base, "openai/gpt-4o-mini"), request())
    assert reply.cost == Cost()


async def test_a_cost_that_the_provider_states_is_reported() -> None:
    used = Used(more={"cost": 0.0012})
    async with OpenAIServer(script=[Say("hi", used=used)]) as server:
        _, reply = await hear(gateway(server.base), request())
    assert reply.cost == Cost(nano=1_200_000, known="reported")


async def test_settings_reach_the_wire_and_unknown_ones_do_not() -> None:
    async with OpenAIServer(script=lambda body: Say("hi")) as server:
        await hear(gateway(server.base), request(settings={"temperature": 0.2, "seed": 7}))
        with pytest.raises(FaultError):
            await hear(gateway(server.base), request(settings={"temprature": 0.2}))
    assert len(server.requests) == 1
    assert server.requests[0].body["seed"] == 7


async def test_tools_are_sent_and_choices_of_tools_only_with_them() -> None:
    settings = {"parallel_tool_calls": False, "tool_choice": "auto"}
    async with OpenAIServer(script=lambda body: Say("hi")) as server:
        await hear(gateway(server.base), request(settings=settings))
        await hear(gateway(server.base), request(settings=settings, tools=()))
    with_tools, without = (received.body for received in server.requests)
    assert with_tools["tools"][0]["function"]["name"] == "issue_refund"
    assert with_tools["parallel_tool_calls"] is False
    assert not {"tools", "tool_choice", "parallel_tool_calls"} & set(without)
    assert server.complaints == []


async def test_a_history_with_calls_brings_stand_ins_when_no_tool_is_offered() -> None:
    call = ToolCall(position=0, id="x", tool="get_order", arguments="{}")
    messages = (
        text_message("user", "hi"),
        text_message("assistant", "", calls=(call,)),
        text_message("tool", "{}", call_id="x"),
    )
    async with OpenAIServer(script=[Say("hi")]) as server:
        await hear(gateway(server.base), request(messages=messages, tools=()))
    body = server.requests[0].body
    assert [tool["function"]["name"] for tool in body["tools"]] == ["get_order"]
    assert body["tool_choice"] == "none"


async def test_a_provider_key_is_never_sent_to_an_endpoint_of_ones_own() -> None:
    environ = {"OPENAI_API_KEY": "sk-real", "LOCAL_KEY": " mine \n"}
    async with OpenAIServer(script=lambda body: Say("hi")) as server:
        await hear(gateway(server.base, environ=environ), request())
        await hear(gateway(server.base, environ=environ, api_key_env="LOCAL_KEY"), request())
    sent = [received.headers["authorization"] for received in server.requests]
    assert sent == ["Bearer none", "Bearer mine"]


async def test_calls_share_one_connection() -> None:
    async with OpenAIServer(script=lambda body: Say("hi")) as server:
        for _ in range(3):
            await hear(gateway(server.base), request())
    assert server.connections == 1
    assert server.dropped == 0


async def test_an_event_without_choices_is_passed_over() -> None:
    async with OpenAIServer(script=[Say("hello", broken="empty_choices")]) as server:
        _, reply = await hear(gateway(server.base), request())
    assert reply.text == "hello"


@pytest.mark.parametrize("broken", ["hang", "hang_after_headers", "hang_mid"])
async def test_cancelling_closes_the_connection(broken: Broken) -> None:
    async with OpenAIServer(script=[Say("hello there", broken=broken)]) as server:
        task = asyncio.create_task(hear(gateway(server.base), request()))
        await _until(lambda: bool(server.requests))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await server.sees_a_drop()


async def test_closing_the_iterator_early_closes_the_connection() -> None:
    async with OpenAIServer(script=[Say("hello there, friend", pause=0.05)]) as server:
        async with aclosing(gateway(server.base).stream(request())) as items:
            assert isinstance(await anext(items), TextDelta)
        assert await server.sees_a_drop()


async def test_a_call_that_is_stopped_tells_what_was_sent_and_what_came_back() -> None:
    prices = PriceBook({}, own={"openai/local": {"input": 1, "output": 10}})
    async with OpenAIServer(script=[Say("hello there, friend", broken="hang_mid")]) as server:
        usage, cost = await _stopped(gateway(server.base, prices=prices))
    assert usage.estimated
    assert usage.input > 5
    assert usage.output >= 1
    nano = (usage.input * 1 + usage.output * 10) * 1000
    assert (cost.nano, cost.known) == (nano, "estimated")


async def test_what_anthropic_tells_at_the_beginning_counts_for_a_call_that_is_stopped() -> None:
    used = Used(input=777, cached=100, output=900)
    async with AnthropicServer(
        script=[Say("hello there, friend", used=used, broken="hang_mid")]
    ) as server:
        own = {"api_key_env": "MY_KEY", "environ": {"MY_KEY": "k"}}
        usage, _ = await _stopped(gateway(server.base, "anthropic/local", **own))
    assert (usage.input, usage.cached) == (777, 100)
    assert 1 <= usage.output < 100
    assert usage.estimated


async def test_a_call_that_is_stopped_before_it_is_sent_costs_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opening = asyncio.Event()

    async def never() -> None:
        opening.set()
        await asyncio.Event().wait()

    monkeypatch.setattr("sandbox.models.gateway.door", never)
    async with OpenAIServer() as server:
        task = asyncio.create_task(hear(gateway(server.base), request()))
        await opening.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await task
        assert server.requests == []
    assert getattr(caught.value, "spent", None) == (Usage(), FREE)


async def _stopped(model: Gateway) -> tuple[Usage, Cost]:
    """What a call came to that is stopped once some of its reply has come."""
    told = asyncio.Event()

    async def read() -> None:
        async for _ in model.stream(request()):
            told.set()

    task = asyncio.create_task(read())
    await asyncio.wait_for(told.wait(), 20)
    task.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    return caught.value.spent  # pyright: ignore[reportAttributeAccessIssue]


async def test_a_call_after_a_cancelled_one_works() -> None:
    async with OpenAIServer(script=[Say("hello", broken="hang"), Say("again")]) as server:
        task = asyncio.create_task(hear(gateway(server.base), request()))
        await _until(lambda: bool(server.requests))
        task.cancel()
        await asyncio.wait([task])
        _, reply = await hear(gateway(server.base), request())
    assert reply.text == "again"


async def _until(true) -> None:
    for _ in range(400):
        if true():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came true")
