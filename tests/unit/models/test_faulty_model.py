"""A model that breaks as armed: what comes through, and that each fault is told."""

import asyncio
from typing import Any

import pytest

from sandbox.adapters.dice import SeededDice
from sandbox.domain.faults import FaultError
from sandbox.domain.message import text_message
from sandbox.domain.money import FREE, Cost, Usage
from sandbox.domain.tokens import estimate_tokens
from sandbox.domain.tool import ToolCall
from sandbox.log.event import FaultArmed, ModelRequested, TurnStarted
from sandbox.log.fold import Session
from sandbox.models.faulty import FaultyModel
from sandbox.models.scripted import finish
from sandbox.ports import ModelReply, ModelRequest, TextDelta, ToolSpec
from tests.unit.hops.stand_ins import FakeModel, FakeSleep, reply

REQUEST = ModelRequest(model="m", messages=())
WORDS = ModelRequest(
    model="m",
    messages=(text_message("system", "Be kind."), text_message("user", "where is order 10042?")),
    tools=(ToolSpec(name="get_order", description="One order.", parameters={"type": "object"}),),
)
CALL = ToolCall(position=0, id="c", tool="get_order", arguments='{"order_id": "O-10042"}')
SAYS = ["Your order ", "has been ", "delivered ", "today.", reply("Your order …")]


class Heard:
    """What came of one request: words, reply, faults told, and what was raised."""

    def __init__(self) -> None:
        self.text = ""
        self.reply: ModelReply | None = None
        self.told: list[str] = []
        self.error: FaultError | None = None
        self.sleep = FakeSleep()


def a_nano_each(name: str, usage: Usage) -> Cost:
    return Cost(nano=usage.tokens, known="estimated" if usage.estimated else "computed")


async def hear(
    spec: str,
    script: list[Any],
    limit: float = 60,
    taped: bool = False,
    request: ModelRequest = REQUEST,
    heard: Heard | None = None,
) -> Heard:
    session, heard = Session(), heard or Heard()
    session.feed(TurnStarted(turn=1, model="m"))
    session.feed(FaultArmed(spec=spec))
    session.feed(ModelRequested(turn=1, hop=6, model="m", messages=()))
    inner = FakeModel([script])
    model = FaultyModel(
        inner, lambda: session, SeededDice(0), heard.sleep, limit, taped, a_nano_each
    )
    try:
        async for item in model.stream(request):
            if isinstance(item, ModelReply):
                heard.reply = item
            elif item.injected is not None:
                heard.told.append(item.injected.fault)
            else:
                assert isinstance(item, TextDelta)
                heard.text += item.text
    except FaultError as error:
        heard.error = error
    assert inner.closed == len(inner.requests)
    return heard


async def test_without_a_fault_nothing_is_changed() -> None:
    heard = await hear("orders:timeout", SAYS)
    assert (heard.told, heard.text) == ([], "Your order has been delivered today.")
    assert heard.reply == SAYS[-1]


async def test_a_rate_limit_says_how_long_to_wait() -> None:
    heard = await hear("model:rate_limited=7s", SAYS)
    assert heard.told == ["rate_limited"]
    assert heard.error is not None
    assert heard.error.fault.kind == "rate_limited"
    assert getattr(heard.error, "retry_after", None) == 7


async def test_a_cut_stream_breaks_in_the_middle_and_lets_go_of_the_connection() -> None:
    heard = await hear("model:cut_stream", SAYS)
    assert heard.text == "Your order has been "
    assert heard.error is not None
    assert heard.error.fault.kind == "unavailable"
    assert "20 characters" in heard.error.fault.message


async def test_malformed_arguments_end_in_the_middle() -> None:
    heard = await hear("model:malformed_arguments", [reply(calls=(CALL,))])
    assert heard.told == ["malformed_arguments"]
    assert heard.reply is not None
    assert CALL.arguments.startswith(heard.reply.calls[0].arguments)
    assert heard.reply.calls[0].arguments != CALL.arguments


async def test_where_there_is_no_call_no_arguments_are_said_to_be_malformed() -> None:
    assert (await hear("model:malformed_arguments", SAYS)).told == []


async def test_an_empty_reply_has_neither_words_nor_calls() -> None:
    heard = await hear("model:empty_reply", ["Hm", reply("Hm", calls=(CALL,))])
    assert heard.text == ""
    assert heard.reply is not None
    assert (heard.reply.text, heard.reply.calls) == ("", ())


@pytest.mark.parametrize(("limit", "late"), [(60, False), (2, True)])
async def test_a_slow_first_token_waits_and_past_the_limit_it_is_a_time_out(
    limit: float, late: bool
) -> None:
    heard = await hear("model:slow_first_token=3s", SAYS, limit)
    assert heard.sleep.waits == [min(3, limit)]
    assert (heard.error is not None) is late
    assert (heard.text == "") is late


@pytest.mark.parametrize("fault", ["cut_stream", "empty_reply", "slow_first_token=9s"])
async def test_on_a_tape_the_fault_is_told_and_not_suffered_again(fault: str) -> None:
    heard = await hear(f"model:{fault}", SAYS, taped=True)
    assert heard.told == [fault.partition("=")[0]]
    assert heard.text == "Your order has been delivered today."
    assert heard.sleep.waits == []


async def test_a_call_number_is_that_of_the_request() -> None:
    assert (await hear("model:empty_reply@2", SAYS)).told == []
    assert (await hear("model:empty_reply@1", SAYS)).told == ["empty_reply"]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("model:cut_stream", "Your order has been "),
        ("model:slow_first_token=9s", ""),
    ],
)
async def test_what_was_sent_before_it_breaks_is_paid_for_as_an_estimate(
    spec: str, said: str
) -> None:
    heard = await hear(spec, SAYS, limit=2, request=WORDS)
    whole = await hear("orders:timeout", [finish(WORDS, reply("Your order …"))], request=WORDS)
    assert heard.error is not None
    assert whole.reply is not None
    usage = heard.error.usage
    assert usage.estimated
    assert usage.input == whole.reply.usage.input > 0
    assert usage.output == estimate_tokens(said)
    assert heard.error.cost == Cost(nano=usage.tokens, known="estimated")


async def test_a_refused_request_is_not_paid_for() -> None:
    heard = await hear("model:rate_limited=1s", SAYS, request=WORDS)
    assert heard.error is not None
    assert (heard.error.usage, heard.error.cost) == (Usage(), FREE)


async def test_a_stop_while_the_first_token_is_waited_for_is_paid_for() -> None:
    heard = Heard()
    heard.sleep.stop = asyncio.CancelledError()
    with pytest.raises(asyncio.CancelledError) as caught:
        await hear("model:slow_first_token=9s", SAYS, request=WORDS, heard=heard)
    usage, cost = caught.value.spent  # pyright: ignore[reportAttributeAccessIssue]
    assert (usage.estimated, usage.output) == (True, 0)
    assert cost == Cost(nano=usage.input, known="estimated")
    assert usage.input > 0


async def test_who_stops_reading_early_closes_the_connection() -> None:
    session = Session()
    inner = FakeModel([["one", "wait"]])
    model = FaultyModel(inner, lambda: session, SeededDice(0), FakeSleep())

    async def read() -> None:
        async for _ in model.stream(REQUEST):
            pass

    task = asyncio.ensure_future(read())
    await inner.waits.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert inner.closed == 1
