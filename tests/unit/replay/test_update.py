"""Recording anew on the taped answers: only what changed, and only where the answers still fit."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.domain.faults import SandboxError
from sandbox.log.codec import Encoder
from sandbox.log.event import PackChanged, TurnMarked
from sandbox.log.reader import parse_log
from sandbox.log.recording import Recording, read_recording, write_lines
from sandbox.settings import Settings
from sandbox.testing.replays import Replays
from tests.unit.replay.conftest import RECORDINGS, edit

Read = Callable[..., Recording]
NAMES = sorted(path.name.removesuffix(".rec.jsonl") for path in RECORDINGS.glob("*.rec.jsonl"))


@pytest.fixture(scope="module")
def replays(settings: Settings) -> Replays:
    return Replays(settings)


@pytest.mark.parametrize("name", NAMES)
def test_recorded_anew_with_real_tools_a_golden_recording_is_the_same_byte_for_byte(
    replays: Replays, recording: Read, name: str
) -> None:
    file = RECORDINGS / f"{name}.rec.jsonl"
    updated = replays.update(recording(name), file)
    assert updated.changes == ()
    assert file.read_bytes().partition(b"\n")[2] == updated.log


def test_after_an_edited_prompt_only_prompt_and_request_change_and_it_replays_again(
    settings: Settings, recording: Read, shop: Path, tmp_path: Path
) -> None:
    path = tmp_path / "refund.rec.jsonl"
    path.write_bytes((RECORDINGS / "refund.rec.jsonl").read_bytes())
    before = path.read_text("utf-8").splitlines()
    prompt = shop / "prompts" / "agent.md.j2"
    prompt.write_text(prompt.read_text("utf-8") + "\nBe brief.\n", "utf-8")
    updated = Replays(settings, str(shop)).update(recording("refund"))
    assert {change.hop.split(" ")[1] for change in updated.changes} == {"prompt", "infer"}
    assert write_lines(path, recording("refund").head, updated.log)
    assert Replays(settings, str(shop)).strict(read_recording(path)).passed
    changed = [
        json.loads(new)["kind"]
        for old, new in zip(before[1:], path.read_text("utf-8").splitlines()[1:], strict=True)
        if _bare(old) != _bare(new)
    ]
    assert set(changed) == {"session_started", "hop_finished", "model_requested", "blob"}
    assert not write_lines(path, recording("refund").head, updated.log)


def _text(file: Path) -> str:
    return file.read_text("utf-8")


def _bare(line: str) -> dict:
    return {name: value for name, value in json.loads(line).items() if name not in ("prev", "sum")}


def test_changed_tool_code_shows_in_the_results_of_the_new_recording(
    settings: Settings, recording: Read, shop: Path
) -> None:
    files = [file for file in (shop / "tools").glob("*.py") if "can be refunded" in _text(file)]
    assert len(files) == 1
    edit(files[0], "can be refunded", "may be refunded")
    updated = Replays(settings, str(shop)).update(recording("refund"))
    assert any(change.kind == "tool_responded" for change in updated.changes)
    assert b"may be refunded" in updated.log


def test_where_the_code_goes_another_way_the_turn_is_named(
    settings: Settings, recording: Read, shop: Path
) -> None:
    edit(shop / "policy" / "data.yaml", "100.00", "10.00")
    with pytest.raises(SandboxError, match=r"turn 1, 1\.21 policy orders\.issue_refund") as caught:
        Replays(settings, str(shop)).update(recording("refund"))
    assert "record that conversation again" in str(caught.value)
    assert caught.value.code == 1


def test_marks_stay_and_versions_of_the_pack_on_the_way_go(
    settings: Settings, recording: Read
) -> None:
    read = recording("refund-twice")
    events = list(read.log.events)
    begin = next(i for i, event in enumerate(events) if event.turn == 2)
    mark = TurnMarked(turn=1, mark="good", note="fine")
    events[begin:begin] = [PackChanged(files={"domain.yaml": "0"}), mark]
    encoder = Encoder()
    lines = [line for event in events for line in encoder.lines(event)]
    log = parse_log(("\n".join(lines) + "\n").encode(), "x")
    updated = Replays(settings).update(Recording("x", read.head, log))
    again = parse_log(updated.log, "x").events
    assert mark in again
    assert not any(isinstance(event, PackChanged) for event in again)
    assert Replays(settings).strict(Recording("x", read.head, parse_log(updated.log, "x"))).passed
