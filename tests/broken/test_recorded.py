"""The broken sessions: real, the same bytes each time, and identical in a strict replay."""

from pathlib import Path

import pytest

from sandbox.log.fold import Session, fold
from sandbox.log.recording import SUFFIX, read_recording
from sandbox.settings import Settings
from sandbox.testing.replays import Replays
from tests.broken.record import file_of, record
from tests.broken.stories import BROKEN, FOLDER

SETTINGS = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]


def session(name: str) -> Session:
    return fold(read_recording(file_of(name)).log.events)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_session_replays_identically(name: str):
    path = file_of(name)
    report = Replays(SETTINGS).strict(read_recording(path), path)
    assert report.identical, "\n".join(report.lines())


@pytest.mark.parametrize("name", BROKEN)
async def test_recording_it_anew_gives_the_same_bytes(name: str, tmp_path: Path):
    path = await record(name, SETTINGS, tmp_path / "home", tmp_path / "broken")
    assert path.read_bytes() == file_of(name).read_bytes()


def test_there_is_a_recording_for_every_story_and_no_other():
    there = {path.relative_to(FOLDER) for path in FOLDER.rglob(f"*{SUFFIX}")}
    assert there == {file_of(name).relative_to(FOLDER) for name in BROKEN}


def test_the_readme_has_a_line_for_each():
    text = (FOLDER / "README.md").read_text("utf-8")
    assert all(f"{name}`:" in text for name in BROKEN)


def test_no_value_of_a_customer_stands_in_them():
    for name in BROKEN:
        text = file_of(name).read_text("utf-8")
        assert "filippa" not in text.lower()
        assert "Brandvik" not in text


def test_they_are_broken_as_they_are_called():
    """In the world, not only in what is said of it."""
    refunds = [
        change
        for turn in session("double-refund").turns
        for change in turn.changes
        if change.table == "refunds"
    ]
    assert [one.after and one.after["amount_minor"] for one in refunds] == [1000, 1000]
    assert {one.key for one in refunds} == {"RF-0046", "RF-0047"}
    assert session("leaked-value").turns[0].reply.count("[withheld]") == 1
    finished = session("loop").turns[0].finished
    assert finished is not None
    assert finished.abstained == "loop"
    slow = max(hop.total or 0 for hop in session("slow-hop").turns[0].hops)
    assert slow >= 2_600_000_000
