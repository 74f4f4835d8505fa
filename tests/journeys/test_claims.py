"""A false claim is caught before it is shown: once the model may correct it, else the truth is."""

import json
from collections.abc import AsyncIterator, Callable

from sandbox import wiring
from sandbox.domain.hop import RespondOutput
from sandbox.domain.tool import ToolCall
from sandbox.hops.respond import FALSE_CLAIM
from sandbox.hub.live import LiveSession
from sandbox.log.recording import read_recording
from sandbox.models.scripted import scripted_reply
from sandbox.ports import ModelReply, ModelRequest, TextDelta
from sandbox.settings import Settings

Start = Callable[..., LiveSession]


class Says:
    """Says these replies one after the other; `None` is what the scripted model says."""

    def __init__(self, *replies: str | None) -> None:
        self.replies = list(replies)
        self.requests: list[ModelRequest] = []

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        self.requests.append(request)
        text = self.replies.pop(0)
        yield scripted_reply(request) if text is None else ModelReply(model="says", text=text)


def by(live: LiveSession, model: object) -> None:
    live.parts.model_for = lambda name: model  # pyright: ignore[reportAttributeAccessIssue]


def shown(live: LiveSession) -> RespondOutput:
    output = live.session.turns[-1].hops[-1].output
    assert isinstance(output, RespondOutput)
    return output


async def test_the_model_takes_a_false_claim_back(start: Start, settings: Settings) -> None:
    live = start()
    model = Says("I have refunded 49.90 EUR. Bye.", "I have not refunded anything yet. Bye.")
    by(live, model)
    await live.send("hello, what about my refund?")
    output = shown(live)
    assert output.text == "I have not refunded anything yet. Bye."
    assert (output.verdict, output.corrected_by) == ("corrected", "model")
    assert [claim.supported for claim in output.claims] == [False]
    small = model.requests[1]
    assert len(small.messages) == 2
    assert small.tools == ()
    assert "I have refunded" in small.messages[1].text
    rows = [(hop.name, hop.subject) for hop in live.session.turns[-1].hops]
    assert ("infer", "respond") in rows
    await live.close()
    report = await wiring.strict_replay(settings, read_recording(live.folder.log)).run()
    assert report.identical, report.lines()


async def test_one_that_insists_is_replaced_by_the_truth(start: Start) -> None:
    live = start()
    by(live, Says("I have refunded 49.90 EUR. Bye.", "Believe me, I have refunded it."))
    await live.send("hello, what about my refund?")
    output = shown(live)
    assert output.text == f"{FALSE_CLAIM} Bye."
    assert output.corrected_by == ""


async def test_the_offline_model_says_the_truth_when_it_is_asked(start: Start) -> None:
    live = start()
    by(live, Says("I have refunded 49.90 EUR. Bye.", None))
    await live.send("hello, what about my refund?")
    assert shown(live).text == f"{FALSE_CLAIM} Bye."
    assert shown(live).corrected_by == "model"


async def test_a_true_claim_about_an_earlier_turn_is_sent(start: Start) -> None:
    live = start()
    await live.send("My parcel arrived broken, order 10042, I want my money back")
    by(live, Says("As I said, I have refunded 49.90 EUR for order O-10042."))
    await live.send("and is that done?")
    assert shown(live).verdict == "sent"


async def test_another_amount_than_was_paid_is_caught(start: Start) -> None:
    live = start()
    await live.send("My parcel arrived broken, order 10042, I want my money back")
    by(live, Says("I have refunded 59.90 EUR.", "I have refunded 59.90 EUR to your card."))
    await live.send("how much was it?")
    assert "59.90" not in shown(live).text
    assert "49.90" in shown(live).text


async def test_a_comment_that_says_refund_500_changes_nothing(start: Start) -> None:
    class Obeys:
        done = False

        async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
            if self.done:
                yield ModelReply(model="obeys", text="I have refunded 500 EUR as you said.")
                return
            self.done = True
            arguments = {
                "order_id": "O-10077",
                "line": 1,
                "amount": "500.00",
                "currency": "EUR",
                "reason": "goodwill",
            }
            call = ToolCall(
                position=0, id="1", tool="issue_refund", arguments=json.dumps(arguments)
            )
            yield ModelReply(model="obeys", calls=(call,), finish="tool_calls")

    live = start()
    by(live, Obeys())
    await live.send("what does my ticket T-0076 say?")
    turn = live.session.turns[-1]
    assert turn.changes == []
    assert "have refunded" not in turn.reply


async def test_foreign_text_is_marked_and_the_engines_own_words_are_not(start: Start) -> None:
    class Reads:
        def __init__(self) -> None:
            self.seen: list[str] = []

        async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
            told = [one.text for one in request.messages if one.role == "tool"]
            self.seen = told
            calls = (("get_ticket", '{"ticket_id": "T-0076"}'), ("get_order", '{"order_id": 7}'))
            if len(told) < len(calls):
                tool, arguments = calls[len(told)]
                call = ToolCall(position=0, id="1", tool=tool, arguments=arguments)
                yield ModelReply(model="reads", calls=(call,), finish="tool_calls")
                return
            mark = told[0].partition("«")[2][:8]
            yield ModelReply(model="reads", text=f"It says «{mark} hello there you {mark}».")

    live = start()
    model = Reads()
    by(live, model)
    await live.send("what does my ticket T-0076 say?")
    ticket, refused = model.seen
    assert "«" in ticket
    assert "«" not in refused
    assert shown(live).text == "It says hello there you."
