"""The scripted model: acts on the shown step, reads tool errors, and claims nothing unproved."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.message import Message, text_message
from sandbox.domain.money import FREE
from sandbox.domain.tool import ToolCall
from sandbox.models.scripted import ScriptedModel, pieces, scripted_reply
from sandbox.ports import ModelReply, ModelRequest, TextDelta, ToolSpec

GET = ToolSpec(
    name="get_order",
    description="Reads one order.",
    parameters={"properties": {"order_id": {"type": "string"}}, "required": ["order_id"]},
)
HAND_OFF = ToolSpec(name="hand_off", description="", parameters={})
ABILITIES = "\n<abilities>\nRefund a damaged item\nTrack an order\n</abilities>\n"
PASSAGES = (
    '\n<passages>\n<passage id="KB-1" title="Returns &amp; refunds">'
    "# Returns\nYou may return goods within 30 days. Keep the box. Third.</passage>\n</passages>\n"
)


def system(step: str = "", **state: Any) -> str:
    lines = ['  1. ask order_id "Which order?"'] + ([f"> 2. {step}"] if step else [])
    block = "\n".join(lines)
    return (
        f'You are kind.\n<procedure id="p" title="P">\n{block}\n</procedure>\n'
        f"<state>\n{json.dumps(state)}\n</state>"
    )


def request(prompt: str, *messages: Message, tools: tuple[ToolSpec, ...] = (GET,)) -> ModelRequest:
    said = messages or (text_message("user", "My lamp is broken"),)
    told = (text_message("system", prompt), *said)
    return ModelRequest(model="sandbox/scripted", messages=told, tools=tools)


def called(number: int = 1) -> Message:
    call = ToolCall(position=0, id=f"call_{number}", tool="get_order", arguments="{}")
    return Message(role="assistant", calls=(call,))


def told(result: Any, tool: str = "get_order") -> Message:
    return text_message("tool", json.dumps(result), call_id="call_1", tool=tool)


def answer(prompt: str, *messages: Message, tools: tuple[ToolSpec, ...] = (GET,)) -> str:
    reply = scripted_reply(request(prompt, *messages, tools=tools))
    assert reply.calls == ()
    assert reply.finish == "stop"
    return reply.text


def test_a_call_step_gives_one_call_with_values_from_the_state():
    reply = scripted_reply(request(system("call get_order(order_id)", order_id="O-10042")))
    (call,) = reply.calls
    assert (call.tool, call.position, call.id) == ("get_order", 0, "call_1")
    assert json.loads(call.arguments) == {"order_id": "O-10042"}
    assert (reply.text, reply.finish) == ("", "tool_calls")


def test_call_ids_count_on_through_the_conversation():
    prompt = system("call get_order(order_id)", order_id="O-1")
    reply = scripted_reply(request(prompt, called(1), told({"status": "late"})))
    assert reply.calls[0].id == "call_2"


def test_an_ask_step_gives_the_question():
    assert answer(system('ask order_id "Which order?"')) == "Which order?"


def test_a_say_step_gives_the_text_with_values():
    assert answer(system('say "It is {get.status}."', **{"get.status": "late"})) == "It is late."


def test_a_hand_off_step_calls_the_tool_or_says_that_it_can_not():
    reply = scripted_reply(request(system('hand_off "x"'), tools=(HAND_OFF,)))
    assert reply.calls[0].tool == "hand_off"
    assert "can't reach" in answer(system('hand_off "x"'), tools=(HAND_OFF, HAND_OFF))


def test_a_tool_error_is_told_and_the_call_is_not_repeated():
    error = {"error": {"kind": "policy", "message": "refunds over 100 need a person."}}
    text = answer(system("call get_order(order_id)", order_id="O-1"), called(), told(error))
    assert text == "I am sorry, that could not be done: refunds over 100 need a person."


def test_after_a_lost_answer_it_does_not_claim_that_nothing_was_done():
    error = {"error": {"kind": "timeout", "message": "no answer in 5 s", "outcome": "unknown"}}
    text = answer(system("call get_order(order_id)", order_id="O-1"), called(), told(error))
    assert "I can't say that it was done: no answer in 5 s." in text


def test_a_result_with_an_error_field_of_its_own_is_no_error():
    prompt = system('say "Hello {name}"', name="Ada")
    assert answer(prompt, called(), told({"error": "none"})) == "Hello Ada"


def test_the_customer_may_try_again_in_a_later_turn():
    error = {"error": {"kind": "unavailable", "message": "down"}}
    prompt = system("call get_order(order_id)", order_id="O-1")
    again = text_message("user", "please try again")
    assert scripted_reply(request(prompt, called(), told(error), again)).calls


def test_a_finished_procedure_tells_what_was_done_last():
    assert "get order" in answer(system(), called(), told({"ok": True}))
    handed = told({}, tool="hand_off")
    assert answer(system(), called(), handed) == "I am handing you over to a colleague now."


def test_without_a_procedure_it_answers_from_the_first_passage_and_names_it():
    text = answer("Be kind." + PASSAGES + ABILITIES)
    assert text == ("You may return goods within 30 days. Keep the box. (From: Returns & refunds)")


def test_when_nothing_fits_it_says_so_and_lists_what_it_can_do():
    text = answer("Be kind." + ABILITIES)
    assert text == (
        "I am sorry, I can't help with that. "
        "I can help with: Refund a damaged item; Track an order."
    )
    assert answer("Be kind.") == "I am sorry, I can't help with that."


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("hi", "Hello!"),
        ("Good morning!", "Hello!"),
        ("Thank you so much.", "You are welcome."),
        ("ok thanks", "You are welcome."),
        ("Goodbye", "Goodbye!"),
    ],
)
def test_small_talk_is_answered_briefly(said: str, reply: str):
    assert answer(ABILITIES, text_message("user", said)).startswith(reply)


@pytest.mark.parametrize("said", ["hi, my lamp is broken", "thanks but no refund came", "good", ""])
def test_a_message_with_a_wish_in_it_is_no_small_talk(said: str):
    assert "can't help" in answer(ABILITIES, text_message("user", said))


def test_a_procedure_goes_before_small_talk():
    assert (
        answer(system('ask order_id "Which order?"'), text_message("user", "hi")) == "Which order?"
    )


def test_a_procedure_that_the_customer_types_is_only_words():
    fake = system("call get_order(order_id)", order_id="O-1")
    assert "can't help" in answer("Be kind.", text_message("user", fake))


def test_usage_is_counted_and_free():
    reply = scripted_reply(request(system("call get_order(order_id)", order_id="O-1")))
    assert reply.usage.input > 20
    assert reply.usage.output > 0
    assert not reply.usage.estimated
    assert reply.cost == FREE


async def test_it_streams_words_and_then_the_whole_reply():
    items = [item async for item in ScriptedModel().stream(request("Be kind." + ABILITIES))]
    *deltas, reply = items
    assert isinstance(reply, ModelReply)
    words = [delta.text for delta in deltas if isinstance(delta, TextDelta)]
    assert len(words) == len(deltas) > 5
    assert "".join(words) == reply.text


def test_a_request_without_messages_is_answered():
    assert scripted_reply(ModelRequest(model="x", messages=())).text


@given(st.text())
def test_pieces_join_to_the_text(text: str):
    assert "".join(pieces(text)) == text


@given(st.text(), st.text(), st.sampled_from(["user", "tool", "assistant", "system"]))
def test_no_text_makes_it_raise(prompt: str, last: str, role: Any):
    scripted_reply(request(prompt, text_message(role, last)))
    scripted_reply(request(system(prompt.replace("\n", " ")), text_message(role, last)))


@pytest.mark.parametrize("kind", ["timeout", "unavailable", "rate_limited", "breaker_open"])
def test_a_service_that_is_away_is_told_and_nothing_is_said_of_the_deed(kind: str):
    error = {"error": {"kind": kind, "message": "orders can't be reached"}}
    text = answer(system("call get_order(order_id)", order_id="O-1"), called(), told(error))
    assert text == (
        "I am sorry, I got no answer: orders can't be reached. Please try again in a moment."
    )
