"""`sandbox sessions show --hop, --trace, --trouble`: what the screen shows, as text and as data."""

import json
from pathlib import Path

import pytest

from sandbox.log.fold import fold
from sandbox.log.recording import read_recording
from sandbox.tui.feed.filter import parse_filter
from sandbox.tui.feed.trace import Trace
from tests.broken.record import file_of
from tests.cli.command_line import Sandbox

LOOP, FIELD = str(file_of("loop")), str(file_of("wrong-field"))


def test_trouble_says_where_and_why(sandbox: Sandbox):
    code, out, _ = sandbox("sessions", "show", LOOP, "--trouble")
    assert code == 0
    assert out.startswith(
        "1.22   execute orders.get_order  loop: the same call of get_order 3 times"
    )
    found = json.loads(sandbox("sessions", "show", FIELD, "--trouble", "--json")[1])
    assert [one["hop"] for one in found if one["kind"] == "field"] == ["1.16", "1.23", "1.30"]


def test_a_clean_recording_has_no_trouble(sandbox: Sandbox):
    cancel = str(file_of("loop").parents[1] / "brightcart" / "recordings" / "cancel.rec.jsonl")
    assert sandbox("sessions", "show", cancel, "--trouble")[1].startswith("Nothing is suspicious")
    assert json.loads(sandbox("sessions", "show", cancel, "--trouble", "--json")[1]) == []


def test_a_hop_shows_every_tab_of_the_inspector(sandbox: Sandbox):
    code, out, _ = sandbox("sessions", "show", FIELD, "--hop", "1.16")
    assert code == 0
    assert out.splitlines()[:2] == [
        "1.16 validate orders.get_order_line",
        "! /article: expected no other property, got the unlisted property article  "
        "(additionalProperties): sent back to the model",
    ]
    for tab in ("[Problems]", "[Arguments]", "[Time]", "[Raw]"):
        assert tab in out
    data = json.loads(sandbox("sessions", "show", FIELD, "--hop", "1.16", "--json")[1])
    assert data["output"]["problems"][0]["pointer"] == "/article"
    assert data["suspicions"][0]["kind"] == "field"


def test_a_turn_is_shown_by_its_number(sandbox: Sandbox):
    assert "[Figures]" in sandbox("sessions", "show", LOOP, "--hop", "1")[1]
    assert json.loads(sandbox("sessions", "show", LOOP, "--hop", "1", "--json")[1])["turn"] == 1


@pytest.mark.parametrize("text", ["kind:tool", "is:problem !rule:type", "ms:>0.1 tool:line", ""])
def test_the_trace_keeps_what_the_screens_filter_keeps(sandbox: Sandbox, text: str):
    trace = Trace(fold(read_recording(Path(FIELD)).log.events))
    trace.set_filter(parse_filter(text or "turn:1.."))
    wanted = [row.key for row in trace.rows if row.kind == "hop"]
    found = json.loads(sandbox("sessions", "show", FIELD, "--trace", text, "--json")[1])
    assert [one["hop"] for one in found] == wanted
    lines = sandbox("sessions", "show", FIELD, "--trace", text)[1].splitlines()
    assert [line.split()[0] for line in lines[1:-1]] == wanted
    assert lines[-1] == f"{len(wanted)} of {trace.total} hops"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--trace", "is:x"), "at character 4"),
        (("--trace", "~("), "at character 3"),
        (("--hop", "9.9"), "no hop '9.9'"),
        (("--hop", "x"), "no hop 'x'"),
        (("--hop", "1.2", "--trouble"), "one at a time"),
    ],
)
def test_wrong_use_is_one_line(sandbox: Sandbox, arguments: tuple[str, ...], words: str):
    code, out, err = sandbox("sessions", "show", LOOP, *arguments)
    assert code == 2
    assert out == ""
    assert words in err
    assert err.count("\n") == 1


def test_screen_needs_view_and_a_terminal(sandbox: Sandbox):
    code, _, err = sandbox("replay", LOOP, "--screen")
    assert (code, "--mode view" in err) == (2, True)
    code, _, err = sandbox("replay", LOOP, "--mode", "view", "--screen")
    assert (code, "no terminal" in err) == (2, True)
