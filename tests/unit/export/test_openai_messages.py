"""OpenAI message JSONL: each call has a unique id and its result right behind it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.export.openai_messages import openai_line
from sandbox.log.calls import calls_of
from sandbox.log.fold import Session, fold
from sandbox.log.recording import read_recording

RECORDINGS = Path(__file__).parents[3] / "fixtures" / "brightcart" / "recordings"
EVERY = sorted(RECORDINGS.glob("*.rec.jsonl"))


def session(name: str) -> Session:
    return fold(read_recording(RECORDINGS / f"{name}.rec.jsonl").log.events)


def problems(line: dict[str, Any]) -> Iterator[str]:
    """What the rules of OpenAI's chat format say against a conversation."""
    waiting: list[str] = []
    ids: list[str] = []
    tools = {tool["function"]["name"] for tool in line.get("tools", ())}
    for number, message in enumerate(line["messages"]):
        role = message["role"]
        if role == "tool":
            if not waiting or message["tool_call_id"] != waiting.pop(0):
                yield f"{number}: a result without its call before it"
            continue
        if waiting:
            yield f"{number}: {role} before the results of {waiting}"
        if role == "system" and number:
            yield f"{number}: a system message that is not the first"
        calls = message.get("tool_calls", [])
        if not calls and not message["content"]:
            yield f"{number}: {role} says nothing"
        for call in calls:
            ids.append(call["id"])
            waiting.append(call["id"])
            if not isinstance(json.loads(call["function"]["arguments"]), dict):
                yield f"{number}: arguments that are no object"
            if call["function"]["name"] not in tools and role == "assistant":
                yield f"{number}: {call['function']['name']} was never offered"
    if waiting:
        yield f"the results of {waiting} are missing"
    if len(ids) != len(set(ids)):
        yield "an id twice"


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.name)
def test_every_golden_recording_is_a_conversation_by_the_rules(path: Path) -> None:
    text = openai_line(fold(read_recording(path).log.events))
    assert "\n" not in text
    line = json.loads(text)
    unknown = [one for one in problems(line) if not one.endswith("was never offered")]
    assert unknown == []


def test_calls_results_and_replies_are_those_of_the_session() -> None:
    folded = session("refund")
    messages = json.loads(openai_line(folded))["messages"]
    called = [c["function"]["name"] for m in messages for c in m.get("tool_calls", ())]
    assert called == [call.tool for call in calls_of(folded.turns[0])]
    assert messages[0]["role"] == "system"
    assert messages[1] == {"role": "user", "content": folded.turns[0].asked}
    assert messages[-1] == {"role": "assistant", "content": folded.turns[0].reply}
    assert json.loads(messages[-2]["content"])["refund_id"] == "RF-0046"


def test_every_turn_is_there_once_however_short_the_window_was() -> None:
    folded = session("thirty-turns")
    messages = json.loads(openai_line(folded))["messages"]
    said = [m["content"] for m in messages if m["role"] == "user"]
    assert [one for one in said if not one.startswith("(to the agent")] == [
        turn.asked for turn in folded.turns
    ]
    replies = [m["content"] for m in messages if m["role"] == "assistant"]
    assert [turn.reply for turn in folded.turns if turn.reply not in replies] == []


def test_tools_are_all_that_were_offered_in_the_shape_of_functions() -> None:
    tools = json.loads(openai_line(session("refund")))["tools"]
    names = [tool["function"]["name"] for tool in tools]
    assert names == sorted(names)
    assert "issue_refund" in names
    assert all(tool["function"]["parameters"]["type"] == "object" for tool in tools)


def test_personal_values_stand_as_placeholders() -> None:
    recording = read_recording(RECORDINGS / "personal-data.rec.jsonl")
    text = openai_line(fold(recording.log.events))
    assert "[EMAIL_1]" in text
    for event in recording.log.events:
        for made in event.made:
            assert not made.surrogate or made.surrogate not in text
