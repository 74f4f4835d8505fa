"""Every golden recording replays identically; one of an old format opens for ever; one differs."""

import json
from pathlib import Path

import pytest

from sandbox import wiring
from sandbox.cli.show import turn_data
from sandbox.log.codec import canonical, digest
from sandbox.log.fold import fold
from sandbox.log.recording import SUFFIX, Recording, read_recording
from sandbox.settings import Settings
from tests.golden.record import FOLDER, PACKS, file_of

SETTINGS = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
EVERY = [(pack, name) for pack, stories in PACKS.items() for name in stories]
FORMAT_1 = Path(__file__).parent / f"format-1{SUFFIX}"


@pytest.mark.parametrize(("pack", "name"), EVERY)
async def test_a_golden_recording_replays_identically(pack: str, name: str) -> None:
    recording = read_recording(file_of(pack, name))
    report = await wiring.strict_replay(SETTINGS, recording).run()
    assert report.identical, "\n".join(report.lines())


@pytest.mark.parametrize("pack", PACKS)
def test_there_is_a_recording_for_every_story_and_no_other(pack: str) -> None:
    there = {path.name for path in file_of(pack, "any").parent.glob("*")}
    assert there == {f"{name}{SUFFIX}" for name in PACKS[pack]}


def test_no_two_stories_have_one_name() -> None:
    names = [name for _, name in EVERY]
    assert len(names) == len(set(names))


def test_the_golden_sessions_end_as_they_are_called() -> None:
    ends = {
        name: [turn.finished.outcome for turn in _turns(name) if turn.finished]
        for name in (
            "order-status",
            "cancelled-turn",
            "interrupted",
            "broken-model",
            "hand-off",
            "identified-first",
            "asked-which",
        )
    }
    assert ends == {
        "order-status": ["asked", "answered"],
        "cancelled-turn": ["cancelled", "answered"],
        "interrupted": ["answered", "interrupted", "answered"],
        "broken-model": ["failed", "answered"],
        "hand-off": ["asked", "handed_off"],
        "identified-first": ["asked", "asked", "answered", "answered"],
        "asked-which": ["answered", "asked", "answered"],
    }
    assert len(_turns("thirty-turns")) == 30
    assert len({turn.model for turn in _turns("switched-model")}) == 2


@pytest.mark.parametrize(("pack", "name"), EVERY)
def test_no_raw_personal_value_key_or_path_is_in_a_recording(pack: str, name: str) -> None:
    text = file_of(pack, name).read_text("utf-8")
    assert "@tarnwick" not in text
    for secret in ("jo@private.example", "23456789", "4111111111111111", "/tmp/", "/home/", "sk-"):
        assert secret not in text


async def test_a_recording_whose_reply_was_changed_must_differ() -> None:
    recording = _with_another_reply(FOLDER / f"refund{SUFFIX}")
    report = await wiring.strict_replay(SETTINGS, recording).run()
    assert report.difference is not None
    assert report.difference.hop.endswith("respond")
    assert report.difference.pointer == "/output/text"


def test_the_recording_kept_of_format_1_opens_views_and_folds() -> None:
    recording = read_recording(FORMAT_1)
    session = fold(recording.log.events)
    assert [turn.finished.outcome for turn in session.turns if turn.finished] == ["answered"]
    assert turn_data(session.turns[0])["reply"]


def _turns(name: str):
    return fold(read_recording(FOLDER / f"{name}{SUFFIX}").log.events).turns


def _with_another_reply(path: Path) -> Recording:
    """The recording with respond's output changed and the chain mended, as a forger would."""
    from sandbox.log.reader import parse_log

    lines, prev = path.read_text("utf-8").splitlines()[1:], ""
    for number, line in enumerate(lines):
        data = json.loads(line)
        if data.get("output", {}).get("hop") == "respond":
            data["output"]["text"] = "I have refunded nothing."
        body = {key: value for key, value in data.items() if key not in ("prev", "sum", "took")}
        data["prev"], data["sum"] = prev, digest(body)
        prev = data["sum"]
        lines[number] = canonical(data)
    log = parse_log(("\n".join(lines) + "\n").encode(), path.name)
    return Recording("changed", read_recording(path).head, log)
