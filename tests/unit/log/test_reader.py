"""Logs on disk: torn tails, damage, recordings."""

from pathlib import Path

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.log.event import SettingChanged
from sandbox.log.reader import cut_torn_tail, read_log
from sandbox.log.recording import Head, read_recording, write_recording
from sandbox.log.writer import LogWriter


def _write(path: Path, count: int = 4) -> None:
    writer = LogWriter(path)
    for number in range(count):
        writer.append(SettingChanged(name=f"n{number}", value="x" * 300 if number % 2 else number))
    writer.close()


def test_every_cut_of_a_log_reads_as_its_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    _write(path)
    data = path.read_bytes()
    whole = read_log(path).events
    for cut in range(len(data)):
        path.write_bytes(data[:cut])
        log = read_log(path)
        assert log.events == whole[: len(log.events)]
        assert log.whole + len(log.torn) == cut


def test_a_torn_tail_is_kept_aside_and_writing_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    _write(path)
    path.write_bytes(path.read_bytes()[:-20])
    log = read_log(path)
    aside = cut_torn_tail(path, log)
    assert aside is not None
    assert aside.read_bytes().rstrip(b"\n") == log.torn
    writer = LogWriter(path, log.last, set(log.blobs))
    writer.append(SettingChanged(name="after", value="x" * 300))
    writer.close()
    assert [e.name for e in read_log(path).events if isinstance(e, SettingChanged)][-1] == "after"


def test_a_damaged_line_in_the_middle_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    _write(path)
    lines = path.read_bytes().splitlines()
    lines[1] = b"\xff\xfe garbage"
    path.write_bytes(b"\n".join(lines) + b"\n")
    with pytest.raises(SandboxError, match=r"log\.jsonl, line 2: not UTF-8"):
        read_log(path)


def test_saving_an_unchanged_recording_changes_no_byte(tmp_path: Path) -> None:
    log, path = tmp_path / "log.jsonl", tmp_path / "a.rec.jsonl"
    _write(log)
    assert write_recording(path, Head(title="a", tags=("x",)), log)
    before = path.read_bytes()
    assert not write_recording(path, Head(title="a", tags=("x",)), log)
    assert path.read_bytes() == before
    recording = read_recording(path)
    assert recording.head.title == "a"
    assert recording.log.events == read_log(log).events
    assert before.endswith(log.read_bytes())


def test_a_torn_recording_says_so(tmp_path: Path) -> None:
    log, path = tmp_path / "log.jsonl", tmp_path / "a.rec.jsonl"
    _write(log)
    write_recording(path, Head(title="a"), log)
    whole = path.read_bytes()
    for cut in (whole[:-10], whole[: whole.rindex(b"\n", 0, -1) + 1]):
        path.write_bytes(cut)
        with pytest.raises(SandboxError, match="torn"):
            read_recording(path)


@pytest.mark.parametrize("data", [b"", b"hello\n", b"[1]\n", b'{"kind":"recording","x":1}\n'])
def test_a_foreign_file_is_told_in_one_line(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.rec.jsonl"
    path.write_bytes(data)
    with pytest.raises(SandboxError, match="line 1") as caught:
        read_recording(path)
    assert "\n" not in str(caught.value)
    assert str(tmp_path) not in str(caught.value)
