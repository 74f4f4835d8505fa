"""JSON Lines in, one verdict a line out."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.check.lines import BadLine, read_lines, text_in, verdicts
from sandbox.check.redact import redacted
from sandbox.check.route import routed, trained
from sandbox.domain.faults import SandboxError
from tests.unit.hops.shop import MAIL, make_pack

SHOP = make_pack()


def echo(given: dict[str, Any]) -> dict[str, Any]:
    return {"seen": text_in(given, "text")}


def test_each_line_has_its_verdict_with_the_line_beside_it() -> None:
    lines = [b'{"text": "a"}', b'{"text": "b", "more": 1}']
    assert list(verdicts(lines, echo)) == [
        {"seen": "a", "input": {"text": "a"}},
        {"seen": "b", "input": {"text": "b", "more": 1}},
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"{", "no JSON"),
        (b"[1]", "no object"),
        (b"\xff\xfe{}", "no UTF-8"),
        (b'{"text": 1}', '"text" has to be a text'),
        (b"{}", '"text" has to be a text'),
        (b'{"text": "\\ud800"}', "half a character"),
        (b'{"text": NaN}', "not finite"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "nested too deeply"),
    ],
)
def test_a_bad_line_gives_an_error_in_its_place_and_the_rest_goes_on(line: bytes, why: str) -> None:
    first, second = verdicts([line, b'{"text": "ok"}'], echo)
    assert why in str(first["error"])
    assert str(first["error"]).startswith("line 1: ")
    assert second["seen"] == "ok"


@given(st.lists(st.binary(max_size=30), max_size=5))
def test_every_line_has_one_answer(lines: list[bytes]) -> None:
    found = list(verdicts(lines, echo))
    assert len(found) == len(lines)
    assert all("input" in one for one in found)


def test_blank_lines_and_a_mark_at_the_start_are_none(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_bytes(b'\xef\xbb\xbf{"text": "a"}\r\n\n  \n{"text": "b"}')
    assert [one["seen"] for one in verdicts(read_lines(file), echo)] == ["a", "b"]


def test_a_file_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match=r"none\.jsonl") as raised:
        read_lines(tmp_path / "none.jsonl")
    assert raised.value.code == 3


def test_a_text_is_routed_among_a_pack_s_intents() -> None:
    found = routed("my item is broken", SHOP)
    assert found["intent"] == "damaged_item"
    candidates: Any = found["candidates"]
    assert [one["intent"] for one in candidates] == ["damaged_item", "order_status"]
    assert found["confidence"] == candidates[0]["confidence"]
    assert routed("what a lovely day", SHOP)["intent"] is None


def test_training_lines_stand_in_place_of_the_pack_s_intents() -> None:
    lines = [
        {"text": "play some jazz", "intent": "music"},
        {"text": "put on a song", "intent": "music"},
        {"text": "wake me at six", "intent": "alarm"},
    ]
    pack = trained(SHOP, lines)
    assert routed("play a jazz song", pack)["intent"] == "music"
    assert {intent.id for intent in pack.intents} == {"music", "alarm"}
    with pytest.raises(BadLine):
        trained(SHOP, [{"text": "no intent"}])
    with pytest.raises(BadLine):
        trained(SHOP, [])


def test_spans_are_offsets_into_the_text_as_it_came() -> None:
    text = f"write to {MAIL} 🙂 or jo@private.example"
    found = redacted(text, SHOP)
    spans: Any = found["spans"]
    assert [text[one["start"] : one["end"]] for one in spans] == [MAIL, "jo@private.example"]
    assert all(set(one) == {"start", "end", "kind", "rule"} for one in spans)
    assert MAIL not in str(found)
    assert redacted(text, SHOP) == found
