"""OpenAI message JSONL as it is met: put together to turns, odd things noted, bad lines refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.faults import SandboxError
from sandbox.imports.conversations import Conversation, Refused, read_conversations


def user(text: Any) -> dict[str, Any]:
    return {"role": "user", "content": text}


def said(text: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": text}


def call(own: str, name: str = "get_it", arguments: Any = "{}") -> dict[str, Any]:
    function = {"name": name, "arguments": arguments}
    return {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": own, "type": "function", "function": function}],
    }


def result(own: str, text: Any) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": own, "content": text}


def read(tmp_path: Path, *messages: Any, **more: Any) -> Conversation:
    path = tmp_path / "talk.jsonl"
    path.write_text(json.dumps({"messages": messages, **more}) + "\n", "utf-8")
    found = read_conversations(path)[0]
    assert isinstance(found, Conversation), found
    return found


def refused(tmp_path: Path, *messages: Any) -> str:
    path = tmp_path / "talk.jsonl"
    path.write_text(json.dumps({"messages": messages}) + "\n", "utf-8")
    found = read_conversations(path)[0]
    assert isinstance(found, Refused)
    assert "\n" not in found.why
    assert len(found.why) < 200
    return found.why


def test_messages_become_turns_with_answers_and_results(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {"role": "system", "content": "Be kind."},
        user("hi"),
        said("hello"),
        user([{"type": "text", "text": "order "}, {"type": "text", "text": "5"}]),
        call("c1", "get_it", '{"id": 5}'),
        result("c1", "five"),
        said("It is five."),
        id="x/1",
        model="gpt-4o",
    )
    assert (found.id, found.model, found.line, found.notes) == ("x/1", "gpt-4o", 1, [])
    assert [turn.words for turn in found.turns] == ["hi", "order 5"]
    first, second = found.turns[1].answers
    assert [(one.tool, one.arguments) for one in first.calls] == [("get_it", '{"id": 5}')]
    assert (first.results, second.text) == (["five"], "It is five.")


def test_a_call_id_that_comes_again_meets_its_own_result_and_is_noted(tmp_path: Path) -> None:
    messages = (
        user("go"),
        call("c"),
        result("c", "one"),
        call("c"),
        result("c", "two"),
        said("ok"),
    )
    found = read(tmp_path, *messages)
    assert [answer.results for answer in found.turns[0].answers] == [["one"], ["two"], []]
    assert found.notes == ["messages[3]: the call id c is used again"]


def test_two_calls_in_one_message_meet_results_in_any_order(tmp_path: Path) -> None:
    both = call("a")
    both["tool_calls"] += call("b")["tool_calls"]
    messages = (user("go"), both, result("b", "of b"), result("a", "of a"), said("ok"))
    assert read(tmp_path, *messages).turns[0].answers[0].results == ["of a", "of b"]


@pytest.mark.parametrize(
    ("messages", "note"),
    [
        ((user("a"), result("x", "?"), said("b")), "messages[1]: a result without a call"),
        ((user("a"), said(""), said("b")), "messages[1]: an empty answer; left out"),
        ((said("hi"), user("a"), said("b")), "messages[0]: the agent speaks before the customer"),
        ((user("a"), call("c", "t", "{")), "messages[1]: the arguments of t are no JSON object"),
        ((user("a"), call("c", "t", "[1]")), "messages[1]: the arguments of t are no JSON object"),
        ((user("a"), said("b"), user("c")), "the customer's last words have no answer"),
        ((user("a"), call("c")), "1 of its calls has no result"),
        ((user("I am [NAME_1]"), said("b")), "it is masked"),
    ],
)
def test_odd_things_are_noted_and_no_obstacle(
    tmp_path: Path, messages: tuple[Any, ...], note: str
) -> None:
    found = read(tmp_path, *messages)
    assert any(one.startswith(note) for one in found.notes), found.notes
    assert len(found.turns) == 1


def test_words_in_two_messages_are_one_turn(tmp_path: Path) -> None:
    found = read(tmp_path, user("wait"), user("my order is 5"), said("ok"))
    assert [turn.words for turn in found.turns] == ["wait\nmy order is 5"]


def test_what_the_hub_told_the_model_in_an_export_is_no_customer(tmp_path: Path) -> None:
    note = user("(to the agent, not from the customer) Your last message could not be read.")
    assert [turn.words for turn in read(tmp_path, user("a"), note, said("b")).turns] == ["a"]


@pytest.mark.parametrize(
    ("messages", "why"),
    [
        ((user("  "), said("b")), "messages[0]: the customer says nothing"),
        ((user(None), said("b")), "messages[0]: the customer says nothing"),
        ((user("x" * 2_000_000), said("b")), "messages[0]: 2,000,000 characters; at most 32,000"),
        ((user("a"), said("x" * 2_000_000)), "messages[1]: 2,000,000 characters; at most 32,000"),
        ((user("a" * 20_000), user("b" * 20_000), said("b")), "messages[1]: 20,000 characters"),
        ((user("a"), call("c", "t", '"' + "x" * 40_000)), "the arguments of t are too long"),
        ((user("a"), {"role": "robot", "content": "b"}), "messages[1]: the role 'robot'"),
        ((user("a"), "b"), "messages[1]: the role 'None'"),
        ((user([{"type": "image_url", "image_url": {}}]), said("b")), "its content is not text"),
        ((user("a"), {"role": "assistant", "tool_calls": {"id": 1}}), "tool_calls is no list"),
        ((user("a"), {"role": "assistant", "tool_calls": [{"id": 1}]}), "names no function"),
        ((user("a"), call("c", "mail_zbig@corp.example.com")), "tool_calls[0]: no name of a tool"),
        ((user("a"), call("c", "get\x1bit")), "tool_calls[0]: no name of a tool"),
        ((user("a"), call("c", "get it")), "tool_calls[0]: no name of a tool"),
        ((user("a"), call("c", "x" * 65)), "tool_calls[0]: no name of a tool"),
        ((user("a"),), "nobody is answered in it"),
        ((), "nobody is answered in it"),
    ],
)
def test_what_can_not_be_played_is_refused_in_one_line(
    tmp_path: Path, messages: tuple[Any, ...], why: str
) -> None:
    assert why in refused(tmp_path, *messages)


def test_a_name_that_is_no_tool_s_is_not_shown(tmp_path: Path) -> None:
    assert "zbig" not in refused(tmp_path, user("a"), call("c", "mail_zbig@corp.example.com"))
    longest = "Get-it_2" * 8
    found = read(tmp_path, user("a"), call("c", longest))
    assert found.turns[0].answers[0].calls[0].tool == longest


def test_a_long_result_is_only_compared_and_may_be_long(tmp_path: Path) -> None:
    messages = (user("a"), call("c"), result("c", "x" * 2_000_000), said("b"))
    assert len(read(tmp_path, *messages).turns[0].answers[0].results[0] or "") == 2_000_000


def test_a_torn_line_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    whole = json.dumps([user("a"), said("b")])
    path = tmp_path / "talk.jsonl"
    path.write_text(f'{whole}\n\n7\n{{"tools": []}}\n{whole[:-9]}\n', "utf-8")
    found = read_conversations(path)
    assert [type(one).__name__ for one in found] == [
        "Conversation",
        "Refused",
        "Refused",
        "Refused",
    ]
    assert [one.line for one in found] == [1, 3, 4, 5]
    assert isinstance(found[3], Refused)
    assert found[3].why.startswith("not JSON")


def test_an_empty_file_holds_no_conversation(tmp_path: Path) -> None:
    path = tmp_path / "talk.jsonl"
    path.write_text("\n", "utf-8")
    with pytest.raises(SandboxError, match=r"talk\.jsonl holds no conversation"):
        read_conversations(path)


def test_functions_of_the_older_kind_are_calls_too(tmp_path: Path) -> None:
    older = {
        "role": "assistant",
        "content": None,
        "function_call": {"name": "t", "arguments": "{}"},
    }
    answer = {"role": "function", "name": "t", "content": "one"}
    found = read(tmp_path, user("go"), older, answer, said("ok"))
    assert [call.tool for call in found.turns[0].answers[0].calls] == ["t"]
    assert found.turns[0].answers[0].results == ["one"]


def test_a_line_without_an_id_is_called_after_its_file(tmp_path: Path) -> None:
    assert read(tmp_path, user("a"), said("b")).id == "talk-1"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)
MESSAGES = st.fixed_dictionaries(
    {},
    optional={
        "role": st.sampled_from(("system", "user", "assistant", "tool", "function", "x")) | VALUES,
        "content": VALUES,
        "tool_call_id": VALUES,
        "function_call": VALUES,
        "tool_calls": VALUES
        | st.lists(
            st.fixed_dictionaries(
                {},
                optional={
                    "id": VALUES,
                    "function": VALUES
                    | st.fixed_dictionaries({}, optional={"name": VALUES, "arguments": VALUES}),
                },
            ),
            max_size=2,
        ),
    },
)


@given(st.lists(MESSAGES | VALUES, max_size=5) | VALUES)
def test_whatever_a_line_holds_it_is_a_conversation_or_refused_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, messages: Any
) -> None:
    path = tmp_path_factory.mktemp("talk") / "talk.jsonl"
    path.write_text(json.dumps({"messages": messages}) + "\n", "utf-8")
    for found in read_conversations(path):
        if isinstance(found, Refused):
            assert found.why.count("\n") == 0
        else:
            assert all(turn.words.strip() and turn.answers for turn in found.turns)
