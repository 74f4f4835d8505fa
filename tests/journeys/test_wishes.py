"""What is denied, asked about or refused is not done, and stays undone until it is wanted anew."""

from collections.abc import Callable

import pytest

from sandbox.hub.live import LiveSession

Start = Callable[..., LiveSession]


@pytest.mark.parametrize(
    "text",
    [
        "what happens if order 10042 arrives broken?",
        "is it true you refund broken items like order 10042?",
        "please do not cancel my order 10093",
        "I don't want to return order 10042, I love it",
    ],
)
async def test_a_question_or_a_denial_calls_nothing(start: Start, text: str) -> None:
    live = start()
    await live.send(text)
    (turn,) = live.session.turns
    assert [hop.name for hop in turn.hops if hop.name == "execute"] == []
    assert turn.changes == []
    await live.close()


async def test_what_the_rules_refused_is_not_tried_again_by_other_words(start: Start) -> None:
    live = start()
    for text in ("where is my order 10058?", "thanks", "how long is the warranty?"):
        await live.send(text)
    calls = [sum(hop.name == "policy" for hop in turn.hops) for turn in live.session.turns]
    assert calls == [1, 0, 0]
    await live.send("I meant 10042")
    await live.send("where is my order 10042?")
    assert "was delivered" in live.session.turns[-1].reply
    await live.close()


async def test_an_order_named_anew_after_a_refusal_goes_on(start: Start) -> None:
    live = start()
    await live.send("where is my order 10058?")
    await live.send("sorry, I meant 10042")
    assert "was delivered" in live.session.turns[-1].reply
    await live.close()


async def test_what_was_paid_back_is_not_sent_back_too(start: Start) -> None:
    live = start()
    for text in (
        "My parcel arrived broken, order 10042, I want my money back",
        "I want to return order 10042",
        "I do not like it",
    ):
        await live.send(text)
    assert len(live.session.turns[0].changes) == 2
    assert "paid back already" in live.session.turns[1].reply
    assert [turn.changes for turn in live.session.turns[1:]] == [[], []]
    await live.close()
