"""Damage to a log is named: the line, its event, and what was expected there."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.faults import SandboxError
from sandbox.log.reader import parse_log
from sandbox.log.verify import damages

ROOT = Path(__file__).parents[3]
RECORDING = ROOT / "fixtures" / "brightcart" / "recordings" / "refund-approved.rec.jsonl"
LINES = RECORDING.read_bytes().split(b"\n")[1:-1]


def text_of(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def test_a_whole_log_has_no_damage() -> None:
    assert damages(text_of(LINES)) == []


def test_every_golden_recording_is_whole() -> None:
    from sandbox.log.head import read_head

    for path in sorted(RECORDING.parent.glob("*.rec.jsonl")):
        first, _, rest = path.read_bytes().partition(b"\n")
        head = read_head(first, path.name)
        assert head is not None
        assert damages(rest, 2, head.last) == []


@given(st.data())
def test_a_changed_byte_is_named_by_its_line(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(LINES) - 1))
    line = LINES[at]
    place = data.draw(st.integers(0, len(line) - 1))
    byte = data.draw(st.integers(32, 126).filter(lambda one: one != line[place]))
    lines = [*LINES]
    lines[at] = line[:place] + bytes([byte]) + line[place + 1 :]
    if _only_took(line, lines[at]):
        return  # how long something took is outside the sum: docs/recordings.md says so
    found = damages(text_of(lines))
    assert found
    assert found[0].line in (at + 1, at + 2)
    assert found[0].kind in ("changed", "unreadable", "missing", "moved", "twice")


def _only_took(before: bytes, after: bytes) -> bool:
    import json

    try:
        one, two = json.loads(before), json.loads(after)
    except ValueError:
        return False
    if not isinstance(two, dict):
        return False
    return {**one, "took": 0} == {**two, "took": 0}


@given(st.integers(0, len(LINES) - 2), st.integers(1, 4))
def test_missing_lines_are_named_where_they_are_missed(at: int, count: int) -> None:
    lines = LINES[:at] + LINES[at + count :]
    found = damages(text_of(lines))
    if at + count >= len(LINES):
        assert found == []  # of a bare log's end nothing tells
        last = parse_log(text_of(LINES), "log").last
        assert [one.kind for one in damages(text_of(lines), 1, last)] == ["end missing"]
    else:
        assert [(one.line, one.kind) for one in found] == [(at + 1, "missing")]
        assert "not in the file" in found[0].expected


@given(st.integers(0, len(LINES) - 2))
def test_two_lines_that_changed_places_are_named(at: int) -> None:
    lines = [*LINES]
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    found = damages(text_of(lines))
    assert {one.kind for one in found} == {"moved"}
    assert found[0].line == at + 1


@given(st.integers(0, len(LINES) - 1))
def test_a_line_put_in_twice_is_named(at: int) -> None:
    found = damages(text_of([*LINES[: at + 1], LINES[at], *LINES[at + 1 :]]))
    assert (found[0].line, found[0].kind) == (at + 2, "twice")


@given(st.permutations(range(len(LINES))))
def test_any_other_order_is_found(order: list[int]) -> None:
    lines = [LINES[one] for one in order]
    assert bool(damages(text_of(lines))) == (order != sorted(order))


@given(st.lists(st.binary(max_size=40), max_size=4))
def test_no_bytes_make_it_fail(parts: list[bytes]) -> None:
    for one in damages(b"\n".join(parts) + b"\n"):
        assert one.text().startswith(f"line {one.line} ")


@given(st.data())
def test_what_the_reader_refuses_is_damaged_and_the_other_way_round(data: st.DataObject) -> None:
    lines = [*LINES]
    for _ in range(data.draw(st.integers(0, 2))):
        at = data.draw(st.integers(0, len(lines) - 1))
        if data.draw(st.booleans()):
            del lines[at]
        else:
            lines.insert(at, lines[data.draw(st.integers(0, len(lines) - 1))])
    try:
        parse_log(text_of(lines), "log")
        whole = True
    except SandboxError:
        whole = False
    assert whole == (damages(text_of(lines)) == [])


def test_the_event_of_a_damaged_line_is_named() -> None:
    at = next(i for i, line in enumerate(LINES) if b'"kind":"human_acted"' in line)
    lines = [*LINES]
    lines[at] = lines[at].replace(b"approve", b"rejects", 1)
    (one,) = damages(text_of(lines), first=2)
    assert one.line == at + 2
    assert one.event.startswith("human_acted 2." if b'"turn":2' in lines[at] else "human_acted 1.")
    assert one.kind == "changed"
    with pytest.raises(SandboxError, match=f"line {at + 1}"):
        parse_log(text_of(lines), "log")
