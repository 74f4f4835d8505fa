"""Each reason for which the agent stops going on by itself, on real conversations."""

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from sandbox.domain.abstain import Abstain, Frustration, Loop, Spent, Steps, Unclear
from sandbox.domain.tool import ToolCall
from sandbox.hub.live import LiveSession
from sandbox.models.scripted import ScriptedModel
from sandbox.ports import ModelReply, ModelRequest, TextDelta
from sandbox.settings import Settings
from tests.journeys.replaying import replays

Start = Callable[..., LiveSession]
NONSENSE = (
    "the purple elephant dances sideways",
    "seven violet gravel songs",
    "blurry moon cheese",
)


class Calling:
    """Calls `tool` in each reply; its `number`th call gets the arguments `arguments(number)`."""

    def __init__(self, tool: str, arguments: Callable[[int], dict]) -> None:
        self.tool, self.arguments, self.number = tool, arguments, 0

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        written = json.dumps(self.arguments(self.number))
        self.number += 1
        call = ToolCall(position=0, id=f"c{self.number}", tool=self.tool, arguments=written)
        yield ModelReply(model="calling", calls=(call,), finish="tool_calls")


def by(live: LiveSession, model: object) -> None:
    live.parts.model_for = lambda name: model  # pyright: ignore[reportAttributeAccessIssue]


def ruled(live: LiveSession, abstain: Abstain, handoff: bool = True) -> None:
    pack = replace(live.parts.agent.pack, abstain=abstain)
    live.parts.agent.pack = pack if handoff else replace(pack, handoff=None)


def end(live: LiveSession) -> tuple[str, str]:
    finished = live.session.turns[-1].finished
    assert finished is not None
    assert bool(finished.why) == bool(finished.abstained)
    return finished.outcome, finished.abstained


def tickets(live: LiveSession) -> int:
    return len(live.parts.ports.rows.keys("tickets"))


async def test_the_same_call_with_the_same_answer_is_stopped_and_handed_over(
    start: Start, settings: Settings
) -> None:
    live = start()
    before = tickets(live)
    by(live, Calling("get_order", lambda number: {"order_id": "O-10042"}))
    await live.send("where is my order 10042?")
    assert end(live) == ("handed_off", "loop")
    turn = live.session.turns[-1]
    ran = [hop for hop in turn.hops if hop.name == "execute" and hop.subject == "orders.get_order"]
    assert len(ran) == 3
    assert turn.finished is not None
    assert "get_order" in turn.finished.why
    assert tickets(live) == before + 1
    assert "handing you over" in turn.reply
    await replays(live, settings)


async def test_a_model_that_calls_tools_for_ever_is_stopped_with_a_named_reason(
    start: Start, settings: Settings
) -> None:
    live = start()
    keys = live.parts.ports.rows.keys("products")
    by(live, Calling("get_product", lambda number: {"sku": keys[number]}))
    await live.send("tell me about your products")
    assert end(live) == ("handed_off", "steps")
    assert live.session.turns[-1].finished.why == "the turn used up its 8 model calls"  # pyright: ignore
    await replays(live, settings)


async def test_steps_may_end_in_a_static_answer_or_a_question_instead(start: Start) -> None:
    for action, outcome in (("static", "failed"), ("ask", "asked")):
        live = start()
        before = tickets(live)
        ruled(live, Abstain(steps=Steps(model_calls=2, tool_calls=2, do=action)))  # pyright: ignore
        keys = live.parts.ports.rows.keys("products")
        by(live, Calling("get_product", lambda number, keys=keys: {"sku": keys[number]}))
        await live.send("tell me about your products")
        assert end(live) == (outcome, "steps")
        assert tickets(live) == before
        assert live.session.turns[-1].reply


async def test_where_nobody_can_be_reached_the_fixed_answer_is_given(start: Start) -> None:
    live = start()
    ruled(live, Abstain(loop=Loop(do="hand_off")), handoff=False)
    by(live, Calling("get_order", lambda number: {"order_id": "O-10042"}))
    await live.send("where is my order 10042?")
    assert end(live) == ("answered", "loop")
    assert "not getting anywhere" in live.session.turns[-1].reply


async def test_a_call_that_came_to_nothing_in_turn_after_turn_is_not_made_again(
    start: Start,
) -> None:
    live = start()
    once = _OnceATurn("get_order", {"order_id": "O-99999"})
    by(live, once)
    for _ in range(3):
        await live.send("where is my order O-99999?")
        assert end(live)[1] == ""
    await live.send("where is my order O-99999?")
    assert end(live) == ("handed_off", "loop")
    assert once.calls == 4


class _OnceATurn:
    """Calls once in each turn and says a word about it."""

    def __init__(self, tool: str, arguments: dict) -> None:
        self.tool, self.arguments, self.calls = tool, json.dumps(arguments), 0

    async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
        if request.messages[-1].role == "tool":
            yield ModelReply(model="once", text="I could not find it.")
            return
        self.calls += 1
        call = ToolCall(position=0, id="c", tool=self.tool, arguments=self.arguments)
        yield ModelReply(model="once", calls=(call,), finish="tool_calls")


async def test_the_same_question_is_not_asked_a_fourth_time(start: Start) -> None:
    live = start()
    for words in ("where is my order?", "the blue one", "the one with the lamp"):
        await live.send(words)
        assert end(live) == ("asked", "")
    await live.send("you know, the lamp")
    assert end(live) == ("handed_off", "loop")
    assert live.session.turns[-1].finished.why == "asked for the order id again and again"  # pyright: ignore


async def test_nothing_that_fits_for_three_turns_ends_with_a_person(
    start: Start, settings: Settings
) -> None:
    live = start()
    for words in NONSENSE[:2]:
        await live.send(words)
        assert end(live)[1] == ""
    await live.send(NONSENSE[2])
    assert end(live) == ("handed_off", "unclear")
    await live.send(NONSENSE[0])
    assert end(live)[1] == ""  # somebody has it already
    await replays(live, settings)


async def test_thanks_and_greetings_are_not_unclear(start: Start) -> None:
    live = start()
    for words in ("hello", "thanks", "thank you very much", "bye"):
        await live.send(words)
        assert end(live)[1] == ""


@pytest.mark.parametrize(("do", "outcome"), [("ask", "asked"), ("static", "answered")])
async def test_frustration_may_lead_to_a_question_once(start: Start, do: str, outcome: str) -> None:
    live = start()
    ruled(live, Abstain(frustration=Frustration(over=0.5, do=do)))  # pyright: ignore
    await live.send("this is ridiculous and unacceptable, where is my order 10042?")
    assert end(live) == (outcome, "frustration")
    await live.send("this is ridiculous and unacceptable! where is my order 10042?")
    assert end(live)[1] == ""


async def test_one_sharp_word_is_no_reason(start: Start) -> None:
    live = start()
    await live.send("this is ridiculous, where is my order 10042?")
    assert end(live) == ("answered", "")


async def test_an_unclear_rule_may_ask(start: Start) -> None:
    live = start()
    ruled(live, Abstain(unclear=Unclear(turns=2, do="ask")))
    for words in NONSENSE[:2]:
        await live.send(words)
    assert end(live) == ("asked", "unclear")


async def test_a_spent_budget_is_its_own_reason(start: Start) -> None:
    from sandbox.domain.faults import Fault
    from sandbox.models.model_faults import ModelFault

    class Spender:
        async def stream(self, request: ModelRequest) -> AsyncIterator[TextDelta | ModelReply]:
            raise ModelFault(Fault(kind="budget", message="the session's $0.01 are spent"))
            yield

    for action, outcome in (("static", "failed"), ("hand_off", "handed_off")):
        live = start()
        ruled(live, Abstain(budget=Spent(do=action)))  # pyright: ignore
        by(live, Spender())
        await live.send("where is my order 10042?")
        assert end(live) == (outcome, "budget")


async def test_a_polite_conversation_is_never_stopped(start: Start) -> None:
    live = start()
    by(live, ScriptedModel())
    for words in ("where is my order 10042?", "and order 10077?", "where is order 10070?"):
        await live.send(words)
        assert end(live) == ("answered", "")
