"""Saving over an older recording keeps what did not change, byte for byte."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.domain.faults import SandboxError
from sandbox.log.codec import Encoder
from sandbox.log.event import Event, SessionStarted, SettingChanged, Took, TurnStarted
from sandbox.log.kept_lines import keep_old
from sandbox.log.reader import parse_log
from sandbox.log.recording import Head, head_in, read_recording, write_lines


def _log(events: list[Event]) -> bytes:
    encoder = Encoder()
    lines = [line for event in events for line in encoder.lines(event)]
    return "".join(f"{line}\n" for line in lines).encode()


def _session(took: int, wall: str, *names: str) -> list[Event]:
    return [
        SessionStarted(pack="p", model="m", wall=wall),
        *(TurnStarted(model=name, took=Took(total=took)) for name in names),
    ]


def test_a_line_that_differs_only_in_time_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.rec.jsonl"
    assert write_lines(path, Head(title="a"), _log(_session(5, "monday", "one", "two")))
    before = path.read_bytes()
    assert not write_lines(path, Head(title="a"), _log(_session(9, "friday", "one", "two")))
    assert path.read_bytes() == before


def test_an_update_renews_the_changed_line_and_the_chain_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.rec.jsonl"
    write_lines(path, Head(title="a"), _log(_session(5, "monday", "one", "two", "three")))
    before = path.read_text("utf-8").splitlines()
    assert write_lines(path, Head(title="a"), _log(_session(9, "x", "one", "TWO", "three")))
    after = path.read_text("utf-8").splitlines()
    assert after[1:3] == before[1:3]
    assert '"model":"TWO"' in after[3]
    old, new = json.loads(before[4]), json.loads(after[4])
    assert new["took"] == {"total": 5}
    assert [name for name in new if new[name] != old[name]] == ["prev"]
    assert read_recording(path).log.last == read_recording(path).head.last


def test_a_session_that_went_on_keeps_its_old_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.rec.jsonl"
    write_lines(path, Head(title="a"), _log(_session(5, "monday", "one")))
    before = path.read_bytes().splitlines()[1:]
    write_lines(path, Head(title="a"), _log(_session(7, "friday", "one", "two")))
    assert path.read_bytes().splitlines()[1:3] == before


def test_a_line_changed_by_hand_is_not_kept(tmp_path: Path) -> None:
    old = _log(_session(5, "monday", "one")).replace(b'"sum":"', b'"sum":"0').splitlines()
    new = _log(_session(6, "friday", "one"))
    assert keep_old(new.splitlines(), old) == new.splitlines()


@given(st.lists(st.sampled_from("abc"), max_size=6), st.lists(st.sampled_from("abc"), max_size=6))
def test_whatever_lay_there_the_result_reads_as_the_new_log(old: list[str], new: list[str]) -> None:
    kept = keep_old(
        _log(_session(2, "y", *new)).splitlines(), _log(_session(1, "x", *old)).splitlines()
    )
    read = parse_log(b"\n".join((*kept, b"")), "kept")
    assert [event.model for event in read.events if isinstance(event, TurnStarted)] == new


def test_a_torn_recording_can_be_saved_again(tmp_path: Path) -> None:
    path, log = tmp_path / "a.rec.jsonl", _log(_session(5, "monday", "one", "two"))
    write_lines(path, Head(title="a", tags=("kept",)), log)
    whole = path.read_bytes()
    path.write_bytes(whole[:-30])
    head = head_in(path)
    assert head is not None
    write_lines(path, head, log)
    assert path.read_bytes() == whole


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ('"titel":"x"', r"no field 'titel' \(did you mean title\?\)"),
        ('"may_difer":[]', r"no field 'may_difer' \(did you mean may_differ\?\)"),
        ('"zzz":1', r"no field 'zzz' \(there are: format, title, tags"),
        ('"tags":"x"', "line 1: tags: "),
        ('"assertions":[]', "line 1: assertions: "),
    ],
)
def test_a_wrong_head_is_told_in_one_line(tmp_path: Path, field: str, says: str) -> None:
    path = tmp_path / "a.rec.jsonl"
    path.write_text(f'{{"kind":"recording",{field}}}\n', "utf-8")
    with pytest.raises(SandboxError, match=says) as caught:
        read_recording(path)
    assert "\n" not in str(caught.value)


def test_what_cannot_be_written_says_so_and_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file" / "a.rec.jsonl"
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(SandboxError, match=r"can't write a\.rec\.jsonl"):
        write_lines(path, Head(), _log([SettingChanged(name="n", value=1)]))
    assert (tmp_path / "file").read_text("utf-8") == "in the way"
