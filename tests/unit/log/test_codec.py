"""One event, one line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.hop import RedactOutput
from sandbox.domain.message import text_message
from sandbox.domain.tool import Ok, RowChange
from sandbox.log import items
from sandbox.log.codec import BadLine, Encoder, canonical, digest, events_of
from sandbox.log.event import (
    HopFinished,
    ModelRequested,
    ModelResponded,
    SettingChanged,
    Took,
    ToolResponded,
    TurnStarted,
)
from sandbox.ports import ToolSpec

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=400),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON)
def test_any_value_comes_back_as_it_went(value: object) -> None:
    event = SettingChanged(name="x", value=value, at="2026-11-20T09:00:00Z")
    assert list(events_of(Encoder().lines(event))) == [event]


@given(st.lists(JSON, min_size=1, max_size=4))
def test_a_chain_of_events_comes_back_in_order(values: list[object]) -> None:
    encoder = Encoder()
    events = [SettingChanged(name=str(i), value=v) for i, v in enumerate(values)]
    lines = [line for event in events for line in encoder.lines(event)]
    assert list(events_of(lines)) == events


def test_a_value_that_looks_like_a_blob_reference_is_not_taken_for_one() -> None:
    event = SettingChanged(name="x", value={"$blob": "0" * 32, "$$": 1})
    assert list(events_of(Encoder().lines(event))) == [event]


def test_a_long_text_is_written_once() -> None:
    encoder = Encoder()
    event = HopFinished(turn=1, hop=1, output=RedactOutput(text="long " * 100))
    first, second = encoder.lines(event), encoder.lines(event)
    assert len(first) == 2
    assert len(second) == 1
    assert list(events_of(first + second)) == [event, event]


def test_messages_of_a_request_are_shared_between_requests() -> None:
    encoder = Encoder()
    hello = text_message("user", "hello")
    first = encoder.lines(ModelRequested(model="m", messages=(hello,)))
    more = (hello, text_message("assistant", "hi"))
    second = encoder.lines(ModelRequested(model="m", messages=more))
    assert [len(first), len(second)] == [2, 2]


def test_durations_are_outside_the_sum() -> None:
    plain = json.loads(Encoder().lines(TurnStarted(turn=1, model="m"))[0])
    timed = TurnStarted(turn=1, model="m", took=Took(start=3, total=9))
    assert json.loads(Encoder().lines(timed)[0])["sum"] == plain["sum"]


def test_defaults_are_not_written_but_tags_are() -> None:
    event = ToolResponded(
        tool="t", outcome=Ok(result=1), changes=(RowChange(table="a", key="b", after={}),)
    )
    line = json.loads(Encoder().lines(event)[0])
    assert line["outcome"] == {"status": "ok", "result": 1}
    assert line["changes"] == [{"table": "a", "key": "b", "after": {}}]
    assert "from_ledger" not in line


def _three() -> list[str]:
    encoder = Encoder()
    events = [SettingChanged(name=str(i), value=i) for i in range(3)]
    return [line for event in events for line in encoder.lines(event)]


def test_a_changed_line_is_named() -> None:
    lines = _three()
    lines[1] = lines[1].replace('"value":1', '"value":7')
    with pytest.raises(BadLine, match="line 2: changed since it was written"):
        list(events_of(lines))


def test_a_missing_line_is_named() -> None:
    with pytest.raises(BadLine, match="line 2: out of order"):
        list(events_of([_three()[0], _three()[2]]))


def test_swapped_lines_are_named() -> None:
    lines = _three()
    with pytest.raises(BadLine, match="line 1: out of order"):
        list(events_of([lines[1], lines[0], lines[2]]))


@pytest.mark.parametrize(
    "line", ["", "nonsense", "[]", "1", '{"kind":"no_such"}', '{"a":' * 3000, "null"]
)
def test_what_is_no_event_is_told_in_one_line(line: str) -> None:
    with pytest.raises(BadLine) as caught:
        list(events_of([line], check=False))
    assert "\n" not in str(caught.value)


@given(JSON)
def test_canonical_text_is_the_same_for_equal_values(value: object) -> None:
    assert canonical(json.loads(canonical(value))) == canonical(value)


def test_a_message_of_many_requests_is_built_once() -> None:
    encoder, hello = Encoder(), text_message("user", "hello")
    tool = ToolSpec(name="get_order", description="reads", parameters={"type": "object"})
    sent = ModelRequested(model="m", messages=(hello,), tools=(tool,))
    lines = [line for _ in range(3) for line in encoder.lines(sent)]
    requests = [event for event in events_of(lines) if isinstance(event, ModelRequested)]
    assert requests == [sent] * 3
    assert len({id(request.messages[0]) for request in requests}) == 1
    assert len({id(request.tools[0]) for request in requests}) == 1


def test_a_line_that_was_laid_out_anew_is_still_good() -> None:
    lines = Encoder().lines(TurnStarted(turn=1, model="m", took=Took(start=3, total=9)))
    spaced = [json.dumps(json.loads(line), indent=None) for line in lines]
    assert spaced != lines
    assert list(events_of(spaced)) == list(events_of(lines))


def test_fields_inside_that_are_named_like_the_chain_are_digested() -> None:
    value = {"prev": "", "sum": "", "took": {"total": 1}}
    event = SettingChanged(name="x", value=value, took=Took(start=1))
    line = Encoder().lines(event)[0]
    assert list(events_of([line])) == [event]
    with pytest.raises(BadLine, match="changed since"):
        list(events_of([line.replace('"took":{"total":1}', '"took":{"total":2}')]))


def test_half_a_surrogate_pair_comes_back() -> None:
    event = SettingChanged(name="x", value=["\ud800", "\ud800" * 300])
    assert list(events_of(Encoder().lines(event))) == [event]


def test_a_tool_is_digested_once_however_often_it_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    monkeypatch.setattr(items, "canonical", lambda value: made.append(value) or canonical(value))
    tool = ToolSpec(name="get_order", description="reads", parameters={"type": "object"})
    encoder = Encoder()
    for number in range(5):
        said = text_message("user", f"message {number}")
        encoder.lines(ModelRequested(model="m", messages=(said,), tools=(tool,)))
    assert sum(value == tool.model_dump() for value in made) == 1
    assert len(made) == 6


@given(JSON)
def test_canonical_is_the_standard_library_s_json_sorted_and_without_spaces(value: object) -> None:
    expected = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical(value) == expected


@given(
    st.sampled_from('aé\U0001f600"\\\n$'),
    st.integers(50, 70) | st.integers(120, 132) | st.integers(250, 262),
    st.text(max_size=3),
)
def test_a_line_is_the_same_whether_its_json_is_known_or_not(sign: str, times: int, more: str):
    said = HopFinished(turn=1, hop=1, output=RedactOutput(text=sign * times + more))
    keyed = SettingChanged(name="x", value={sign * times: {f"${more}": sign}, more: [sign * times]})
    for event in (said, keyed):
        dumped = event.model_dump(mode="json", exclude_defaults=True)
        assert Encoder().lines(event, dumped) == Encoder().lines(event)


def test_a_line_is_canonical_and_its_sum_is_of_itself_without_sum_prev_and_took() -> None:
    # With fields on each side of the three.
    event = ModelResponded(
        model="m",
        text="hi",
        raw_usage={"a": 1},
        at="2026-11-20T09:00:00Z",
        turn=1,
        took=Took(total=3),
    )
    (line,) = Encoder(prev="0" * 32).lines(event)
    data = json.loads(line)
    assert line == canonical(data)
    summed = {name: value for name, value in data.items() if name not in ("prev", "sum", "took")}
    assert (data["sum"], data["prev"]) == (digest(summed), "0" * 32)
    assert list(data) == ["at", "kind", "model", "prev", "raw_usage", "sum", "text", "took", "turn"]
