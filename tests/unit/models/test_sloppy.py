"""The sloppy model: real mistakes, the same ones for the same seed and request."""

import json
from typing import Any
from unittest.mock import ANY

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.hop import RepairOutput
from sandbox.domain.message import Message, text_message
from sandbox.domain.tool import ToolContract
from sandbox.hops.parse import parse
from sandbox.hops.provenance import Known, Sources
from sandbox.hops.repair import repair
from sandbox.hops.validate import Surroundings, validate
from sandbox.hops.written import read_written
from sandbox.models.scripted import scripted_reply
from sandbox.models.sloppy import ALL_MISTAKES, MISTAKES, SloppyModel, sloppy_reply, spoil
from sandbox.ports import ModelReply, ModelRequest, TextDelta, ToolSpec

TOOL = ToolSpec(
    name="issue_refund",
    description="",
    parameters={
        "properties": {
            "order_id": {"type": "string"},
            "reason": {"enum": ["damaged", "late"]},
            "amount": {"type": "string"},
            "address": {"type": "object"},
        },
        "required": ["order_id"],
    },
)
STEP = 'call issue_refund(order_id, reason="damaged", amount, address)'
STATE = {"order_id": "O-10042", "amount": "49.90", "address": {"city": "Ulm", "zip": "89073"}}


def request(said: str = "refund me", *more: Message) -> ModelRequest:
    system = (
        f'<procedure id="p" title="P">\n> 1. {STEP}\n</procedure>\n'
        f"<state>\n{json.dumps(STATE)}\n</state>"
    )
    messages = (text_message("system", system), text_message("user", said), *more)
    return ModelRequest(model="sandbox/sloppy", messages=messages, tools=(TOOL,))


def spoilt(kind: str, roll: float = 0.0) -> ModelReply:
    reply = spoil(scripted_reply(request()), request(), kind, roll)
    assert reply is not None
    return reply


def arguments(kind: str, roll: float = 0.0) -> dict[str, Any]:
    return json.loads(spoilt(kind, roll).calls[0].arguments)


CLEAN = json.loads(scripted_reply(request()).calls[0].arguments)


def test_an_id_becomes_a_number_or_loses_its_prefix():
    assert arguments("number_for_string")["order_id"] == 10042
    assert arguments("prefix_dropped")["order_id"] == "10042"


def test_an_amount_becomes_a_number():
    assert arguments("amount_as_number")["amount"] == 49.9


def test_an_enum_is_miscased_or_misspelt():
    assert arguments("enum_case")["reason"] == "DAMAGED"
    assert arguments("enum_case", 0.9)["reason"] == "Damaged"
    assert arguments("enum_typo", 0.5)["reason"] == "damaed"


def test_a_field_is_renamed_in_camel_case_and_keeps_its_place():
    assert list(arguments("renamed")) == ["orderId", "reason", "amount", "address"]


def test_an_object_is_flattened():
    assert list(arguments("flattened")) == ["order_id", "reason", "amount", "city", "zip"]


def test_a_field_is_added():
    assert set(arguments("extra_field")) - set(CLEAN) == {"additionalProperties"}


@pytest.mark.parametrize("roll", [0.0, 0.5, 0.999])
@pytest.mark.parametrize("kind", ["trailing_comma", "cut_off"])
def test_the_json_is_broken(kind: str, roll: float):
    reply = spoilt(kind, roll)
    with pytest.raises(ValueError, match=r".+"):
        json.loads(reply.calls[0].arguments)
    assert reply.finish == ("length" if kind == "cut_off" else "tool_calls")


@pytest.mark.parametrize("kind", ["leaked_tags", "leaked_fence"])
def test_the_call_leaks_into_the_text(kind: str):
    reply = spoilt(kind)
    assert reply.calls == ()
    inner = reply.text.split("\n")[1]
    assert json.loads(inner) == {"name": "issue_refund", "arguments": CLEAN}
    assert reply.text.startswith("<tool_call>" if kind == "leaked_tags" else "```json")


def test_a_field_gets_another_word_and_values_get_something_around_them():
    assert next(iter(arguments("synonym"))) == "order_number"
    assert arguments("list_of_one")["order_id"] == ["O-10042"]
    assert arguments("value_inside")["order_id"] == {"value": "O-10042"}
    assert arguments("wrapped") == {"arguments": CLEAN}
    assert arguments("whole_call") == {"name": "issue_refund", "arguments": CLEAN}


def test_the_arguments_are_a_text_or_stand_in_a_fence():
    (call,) = spoilt("json_in_json").calls
    assert json.loads(json.loads(call.arguments)) == CLEAN
    (call,) = spoilt("in_a_fence").calls
    assert call.arguments.startswith("```json\n{")


def test_the_tool_is_spelled_otherwise_or_called_twice_with_one_id():
    assert [call.tool for call in spoilt("tool_spelling").calls] == ["issueRefund"]
    one, again = spoilt("called_twice").calls
    assert (one.id, one.arguments) == (again.id, again.arguments)
    assert (one.position, again.position) == (0, 1)


def test_an_id_is_made_up_only_when_it_is_asked_for():
    for roll in (0.0, 0.5, 0.99):
        made = arguments("invented_id", roll)["order_id"]
        assert made != "O-10042"
        assert made.startswith("O-1004")
    assert "invented_id" in ALL_MISTAKES
    assert "invented_id" not in MISTAKES


@pytest.mark.parametrize("kind", ALL_MISTAKES)
def test_every_mistake_can_be_chosen_alone(kind: str):
    reply = sloppy_reply(request(), rate=1.0, mistakes=[kind])
    clean = scripted_reply(request())
    assert (reply.calls, reply.text) != (clean.calls, clean.text)


def test_an_unknown_mistake_is_refused():
    with pytest.raises(ValueError, match="no such mistake: nonsense"):
        SloppyModel(mistakes=["nonsense"])


@given(st.integers(), st.text())
def test_same_seed_and_request_give_the_same_reply(seed: int, said: str):
    one = sloppy_reply(request(said), seed, mistakes=set(MISTAKES))
    assert one == sloppy_reply(request(said), seed, mistakes=list(reversed(MISTAKES)))


def test_seed_and_request_both_matter():
    by_seed = {repr(sloppy_reply(request(), seed, rate=1.0)) for seed in range(20)}
    by_words = {
        repr(sloppy_reply(request(f"refund {n}"), rate=1.0).model_copy(update={"usage": None}))
        for n in range(20)
    }
    assert len(by_seed) > 5
    assert len(by_words) > 5


def test_settings_and_the_ids_of_calls_do_not_matter():
    other = request().model_copy(update={"settings": {"temperature": 1}, "model": "other"})
    assert sloppy_reply(other, 3, 1.0) == sloppy_reply(request(), 3, 1.0)


@pytest.mark.parametrize("rate", [0.0, 0.35, 1.0])
def test_rate_is_the_share_of_calls_with_a_mistake(rate: float):
    clean = scripted_reply(request()).calls
    wrong = sum(sloppy_reply(request(str(n)), rate=rate).calls != clean for n in range(400))
    assert abs(wrong / 400 - rate) <= 0.1


def test_told_of_bad_arguments_it_calls_again():
    reply = scripted_reply(request())
    error = {"error": {"kind": "bad_arguments", "message": "/orderId: not in the schema"}}
    messages = (
        Message(role="assistant", calls=reply.calls),
        text_message("tool", json.dumps(error), call_id="call_1", tool="issue_refund"),
    )
    assert sloppy_reply(request("x", *messages), rate=0.0).calls
    assert not scripted_reply(request("x", *messages)).calls


@pytest.mark.parametrize("kind", MISTAKES)
def test_its_mistakes_are_mended_or_asked_for_and_never_become_another_call(kind: str):
    """Parse, validate and repair over each of them."""
    contract = ToolContract(
        name="issue_refund", service="orders", description="", arguments=TOOL.parameters
    )
    around = Surroundings({"issue_refund": contract}, {}, NoRows(), SOURCES, lambda value: value)
    for roll in (0.0, 0.3, 0.6, 0.9):
        reply = spoilt(kind, roll)
        parsed = parse(reply.text, reply.calls, ["issue_refund"])
        for call in parsed.calls:
            value = read_written(call.arguments, call.tool).value
            judged = validate(call.tool, value, around)
            mended = judged if judged.ok else repair(judged, around)
            if judged.ok or (isinstance(mended, RepairOutput) and mended.verdict == "repaired"):
                same = {**CLEAN, "order_id": ANY, "amount": ANY}
                assert mended.arguments == same, (kind, roll)


class NoRows:
    def row(self, table: str, key: str) -> None:
        return None

    def keys(self, table: str) -> list[str]:
        return []


SOURCES = Sources(Known(), {}, {})


def test_text_is_left_alone():
    plain = ModelRequest(model="m", messages=(text_message("user", "hi"),))
    assert sloppy_reply(plain, rate=1.0).text == scripted_reply(plain).text


@given(st.dictionaries(st.text(), st.one_of(st.booleans(), st.dictionaries(st.text(), st.text()))))
def test_no_schema_makes_it_raise(properties: dict[str, Any]):
    tool = TOOL.model_copy(update={"parameters": {"properties": properties | {"reason": True}}})
    for number in range(len(MISTAKES)):
        sloppy_reply(request().model_copy(update={"tools": (tool,)}), number, 1.0)


async def test_it_streams_what_leaked_and_then_the_reply():
    model = SloppyModel(rate=1.0, mistakes=["leaked_tags"])
    *deltas, reply = [item async for item in model.stream(request())]
    assert isinstance(reply, ModelReply)
    assert "".join(one.text for one in deltas if isinstance(one, TextDelta)) == reply.text
    assert reply.model == "sandbox/sloppy"
    assert reply.usage.output > 0
