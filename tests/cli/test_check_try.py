"""`sandbox check try`: where a message would lead, without a model and without a trace of it."""

import json
from pathlib import Path

import pytest

from tests.cli.command_line import Sandbox
from tests.cli.new_pack import bikes

__all__ = ["bikes"]


@pytest.fixture
def sandbox(bikes: Sandbox) -> Sandbox:
    return bikes


def _files() -> dict[str, bytes]:
    return {path.as_posix(): path.read_bytes() for path in Path().rglob("*") if path.is_file()}


def test_it_shows_route_passages_prompt_and_tools(sandbox: Sandbox) -> None:
    code, out, _ = sandbox("check", "try", "I can't come on Saturday, mail jo@private.example")
    assert code == 0
    assert "mail [EMAIL_1]" in out
    assert "── route: start cancel_appointment" in out
    assert "opening-hours" in out
    assert "You are the customer service assistant of Bikes" in out
    assert "workshop.cancel_appointment  write  deny cancel-in-time, allow cancel" in out
    assert "jo@private.example" not in out


def test_nothing_is_left_of_it(sandbox: Sandbox) -> None:
    sandbox("run", "-m", "cancel my appointment")
    before = _files()
    sandbox("check", "try", "hello")
    sandbox("check", "try", "A-1002", "--session", "last")
    assert _files() == before


def test_as_the_next_message_of_a_session_the_step_is_its_own(
    sandbox: Sandbox,
) -> None:
    sandbox("run", "-m", "cancel my appointment")
    _, out, _ = sandbox("check", "try", "A-1002", "--session", "last", "--json")
    told = json.loads(out)
    assert told["route"]["action"] == "continue"
    assert told["prompt"]["step"] == "call get_appointment(appointment_id)"
    assert [message["role"] for message in told["messages"]] == [
        "system",
        "user",
        "assistant",
        "user",
    ]
    _, out, _ = sandbox("check", "try", "A-1002", "--json")
    assert json.loads(out)["route"]["action"] == "none"


def test_lines_of_a_file_are_tried_one_by_one(sandbox: Sandbox) -> None:
    Path("in.jsonl").write_text('{"text": "cancel my booking"}\n{"say": 1}\n', "utf-8")
    code, out, _ = sandbox("check", "try", "--file", "in.jsonl")
    first, second = map(json.loads, out.splitlines())
    assert first["route"]["intent"] == "cancel_appointment"
    assert "error" in second
    assert code == 1


def test_a_session_brings_its_pack_and_its_customer(sandbox: Sandbox) -> None:
    sandbox("run", "-m", "hello")
    code, _, err = sandbox("check", "try", "hi", "--session", "last", "--as", "C-002")
    assert (code, "a session has its pack and its customer" in err) == (2, True)
    code, _, err = sandbox("check", "try", "hi", "--as", "C-999")
    assert (code, err.count("\n")) == (2, 1)
